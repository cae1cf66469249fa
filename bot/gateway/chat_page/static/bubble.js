import { holdsFocus, make, makeButton } from "./dom.js";
import { lockKeyboard, makeKeyboard } from "./keyboard.js";
import { PaceView, spokenOf } from "./pace.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Outgoing} Outgoing */

/**
 * @typedef {object} BubbleActions what a bubble asks the page to do
 * @property {import("./keyboard.js").Press} press
 * @property {(item: Outgoing) => void} retry
 * @property {(item: Outgoing) => void} takeBack
 * @property {() => void} rescueFocus the focused button is about to go
 */

/** One message on the page, with its buttons, its circle or its sending note. */
export class Bubble {
  /**
   * @param {Message} message
   * @param {BubbleActions} actions
   */
  constructor(message, actions) {
    this.message = message;
    this.actions = actions;
    /** @type {Outgoing | null} */
    this.item = null;
    /** @type {PaceView | null} */
    this.pace = null;
    /** @type {HTMLElement | null} */
    this.keyboard = null;
    this.element = make("div", `message from-${message.from}`);
    this.body = make("div", "bubble");
    this.words = make("span", "words", message.text);
    this.#build();
    this.#drawKeyboard();
  }

  #build() {
    const speaker = this.message.from === "bot" ? "Assistant said: " : "You said: ";
    const line = make("p", "line");
    line.append(make("span", "visually-hidden", speaker), this.words);
    this.body.append(line);
    this.element.append(this.body);
  }

  /**
   * The server's newer word on the same message.
   * @param {Message} message
   */
  update(message) {
    const oldButtons = JSON.stringify(this.message.buttons ?? []);
    this.message = message;
    if (this.words.textContent !== message.text) this.words.textContent = message.text;
    if (JSON.stringify(message.buttons ?? []) !== oldButtons) this.#drawKeyboard();
  }

  close() {
    this.update({ ...this.message, buttons: [], commands: [] });
  }

  /** @param {string | null} pressed */
  lock(pressed) {
    if (this.keyboard) lockKeyboard(this.keyboard, pressed);
  }

  /** Shows the circle at rest, before the first phase. */
  prepare() {
    if (!this.pace) this.#openPace();
    this.pace?.wait(this.message.pace?.seconds_total ?? 0);
  }

  /**
   * @param {Edit} edit
   * @returns {string} what to announce
   */
  edit(edit) {
    const before = this.pace?.last ?? null;
    const spoken = spokenOf(before, edit);
    this.message.text = edit.text;
    if (edit.over) this.settle();
    else if (!this.pace) this.#openPace();
    this.words.textContent = edit.text;
    this.pace?.show(edit);
    return spoken;
  }

  /** The paced step is over: only its last words stay. */
  settle() {
    this.pace?.circle.remove();
    this.pace?.count.remove();
    this.pace = null;
    this.element.classList.remove("paced");
  }

  #openPace() {
    this.pace = new PaceView();
    this.element.classList.add("paced");
    this.element.setAttribute("aria-live", "off"); // the announcer speaks for it
    this.body.prepend(this.pace.circle);
    this.body.append(this.pace.count);
  }

  #drawKeyboard() {
    const old = this.keyboard;
    if (old && holdsFocus(old)) this.actions.rescueFocus();
    const any = (this.message.buttons ?? []).length > 0;
    this.keyboard = any ? makeKeyboard(this.message, this.actions.press) : null;
    old?.remove();
    if (this.keyboard) this.element.append(this.keyboard);
  }

  /**
   * How the sending of it goes; null once the server has it.
   * @param {Outgoing | null} item
   */
  showSending(item) {
    this.item = item;
    const old = this.element.querySelector(".note");
    if (old && holdsFocus(old)) this.actions.rescueFocus();
    old?.remove();
    this.element.classList.toggle("unsent", item !== null && item.state !== "sent");
    if (item?.state === "retrying") this.element.append(make("p", "note", "Not sent yet, trying again…"));
    if (item?.state === "refused") this.element.append(this.#refusal(item));
  }

  /** @param {Outgoing} item */
  #refusal(item) {
    const note = make("div", "note");
    note.append(
      make("p", "", `Not sent. ${item.error}`),
      makeButton("plain", "Try again", () => this.actions.retry(item)),
      makeButton("plain", item.button ? "Remove" : "Edit", () => this.actions.takeBack(item)),
    );
    return note;
  }

  /** @param {string} text the day to show above it, empty for none */
  showDay(text) {
    const old = this.element.querySelector(".day");
    if ((old?.textContent ?? "") === text) return;
    old?.remove();
    if (text) this.element.prepend(make("p", "day", text));
  }
}
