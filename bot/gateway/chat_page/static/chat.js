/** Wires the parts of the chat page together. Each part is in its own file. */

import { Announcer } from "./announcer.js";
import { CommandRow } from "./commands.js";
import { Composer } from "./composer.js";
import { ConnectionBanner } from "./connection.js";
import { byId, holdsFocus } from "./dom.js";
import { newKey, Outbox } from "./outbox.js";
import { Scrolling } from "./scrolling.js";
import { Stream } from "./stream.js";
import { Transcript } from "./transcript.js";
import { Typing } from "./typing.js";
import { fitAboveKeyboard } from "./viewport.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Choice} Choice */
/** @typedef {import("./types.js").Outgoing} Outgoing */

const ECHO_WITHIN_MS = 8_000;
const ASLEEP_MS = 20_000;
const FIRST_QUIET_MS = 300;
const ABOUT_AFTER_MS = 1_000;
const DOUBLE_TAP_MS = 350;
const REOPEN_KEYBOARD_MS = 4_000;

const log = byId("log");
const announcer = new Announcer(byId("announcer"));
const banner = new ConnectionBanner(byId("connection"));
const typing = new Typing(byId("typing"), (text) => announcer.say(text));
const scrolling = new Scrolling(byId("scroller"), byId("talk"), byId("jump"));
const transcript = new Transcript(log, { press, retry: (item) => outbox.send(item), takeBack, rescueFocus });
const commands = new CommandRow(byId("commands"), press, rescueFocus);
const outbox = new Outbox(onSending);
const composer = new Composer(byId("composer"), { send: sendText, announce: (text) => announcer.say(text) });
const stream = new Stream("/chat/events", { history, message, edit, typing: onTyping, closed }, onConnection);

let hasHistory = false;
let lastPress = { title: "", at: 0 };

// What the server sends

/** @param {{messages: Message[]}} data */
function history(data) {
  if (!hasHistory && data.messages.length > 0) silenceLog();
  hasHistory = true;
  const before = transcript.bubbles.length;
  for (const { key } of data.messages) if (key) outbox.confirm(key);
  transcript.replace(data.messages);
  typing.show(false);
  commands.show(transcript.newestWithCommands());
  if (transcript.bubbles.length > before) scrolling.announceNew();
}

/** @param {Message} data */
function message(data) {
  if (data.key) outbox.confirm(data.key);
  const bubble = transcript.receive(data);
  if (bubble.pace) announcer.say(data.text);
  commands.show(transcript.newestWithCommands());
  if (data.from === "bot") {
    typing.show(false);
    scrolling.announceNew();
  }
}

/** @param {Edit} data */
function edit(data) {
  announcer.say(transcript.edit(data));
}

/** @param {{on: boolean}} data */
function onTyping(data) {
  typing.show(data.on);
}

/** @param {{id: number}} data */
function closed(data) {
  transcript.byId(data.id)?.close();
  commands.show(transcript.newestWithCommands());
}

/** @param {boolean} connected */
function onConnection(connected) {
  banner.show(connected);
  if (connected) outbox.retryNow();
  else typing.show(false);
}

// What the person does

/** @param {string} text */
function sendText(text) {
  send(text, null, null);
}

/**
 * @param {Choice} choice
 * @param {Message} from
 */
function press(choice, from) {
  const at = Date.now();
  const isDoubleTap = choice.title === lastPress.title && at - lastPress.at < DOUBLE_TAP_MS;
  if (isDoubleTap) return;
  lastPress = { title: choice.title, at };
  const isAnswer = (from.buttons ?? []).some((button) => button.id === choice.id);
  send(choice.title, choice.id, isAnswer ? from.id : null);
  if (!isAnswer || from.id === null) return;
  transcript.byId(from.id)?.lock(choice.id);
  if (log.contains(document.activeElement)) rescueFocus();
}

/**
 * @param {string} text
 * @param {string | null} button
 * @param {number | null} keyboardOf
 * @returns {Outgoing}
 */
function send(text, button, keyboardOf) {
  const at = new Date().toISOString();
  /** @type {Outgoing} */
  const item = { key: newKey(), text, button, keyboardOf, at, state: "waiting", error: "", id: null, failures: 0 };
  transcript.add(item);
  outbox.send(item);
  scrolling.toEnd();
  return item;
}

/** @param {Outgoing} item */
function takeBack(item) {
  outbox.forget(item);
  if (item.button) rescueFocus();
  transcript.remove(item);
  if (!item.button) composer.putBack(item.text);
}

// How the sending goes

/** @param {Outgoing} item */
function onSending(item) {
  transcript.refresh(item);
  if (item.state === "retrying") announcer.say("Not sent yet, trying again");
  if (item.state === "refused") announcer.say(`Not sent. ${item.error}`);
  if (item.state === "refused") unlock(item);
  if (item.state === "sent") {
    setTimeout(() => unlock(item), REOPEN_KEYBOARD_MS);
    setTimeout(() => expectEcho(item), ECHO_WITHIN_MS);
  }
}

/** @param {Outgoing} item */
function unlock(item) {
  if (item.keyboardOf !== null) transcript.byId(item.keyboardOf)?.lock(null);
}

/**
 * The server has it but never showed it: the stream is dead without knowing.
 * @param {Outgoing} item
 */
function expectEcho(item) {
  if (transcript.awaitsEcho(item)) stream.open();
}

// The page itself

/** The words already spoken are not read out again when the page opens. */
function silenceLog() {
  log.setAttribute("aria-live", "off");
  setTimeout(() => log.setAttribute("aria-live", "polite"), FIRST_QUIET_MS);
}

/** Where the focus goes when its button disappears. On a phone the keyboard should not pop up. */
function rescueFocus() {
  if (matchMedia("(hover: none) and (pointer: coarse)").matches) log.focus({ preventScroll: true });
  else composer.focus();
}

function watchJump() {
  const jump = byId("jump");
  jump.addEventListener("mousedown", (event) => event.preventDefault());
  jump.addEventListener("click", () => {
    if (holdsFocus(jump)) rescueFocus();
    scrolling.toEnd();
  });
}

/** A phone that slept, or a page taken out of the browser's cache, has missed events. */
function watchWaking() {
  let hiddenAt = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (hiddenAt && Date.now() - hiddenAt > ASLEEP_MS) stream.open();
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) stream.open(); });
  window.addEventListener("online", () => { stream.open(); outbox.retryNow(); });
  window.addEventListener("offline", () => banner.show(false));
}

function watchLeaving() {
  window.addEventListener("beforeunload", (event) => {
    if (outbox.holdsWords) event.preventDefault();
  });
}

/** Who starts in the composer has not passed the header: say it once. */
function sayAbout() {
  const about = (byId("about").textContent ?? "").replace(/\s+/g, " ").trim();
  setTimeout(() => announcer.say(about), ABOUT_AFTER_MS);
}

watchJump();
watchWaking();
watchLeaving();
fitAboveKeyboard();
stream.open();
composer.focus();
sayAbout();
