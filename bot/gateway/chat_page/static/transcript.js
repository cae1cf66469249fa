import { Bubble } from "./bubble.js";
import { dayOf } from "./days.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Outgoing} Outgoing */

/** All bubbles, in order: what the server has, by time, then what is still unsent. */
export class Transcript {
  /**
   * @param {HTMLElement} log
   * @param {import("./bubble.js").BubbleActions} actions
   */
  constructor(log, actions) {
    this.log = log;
    this.actions = actions;
    /** @type {Bubble[]} */
    this.bubbles = [];
  }

  /**
   * The whole transcript anew. Bubbles already here stay, so that a screen
   * reader hears only what is new and nobody loses their place.
   * @param {Message[]} messages
   */
  replace(messages) {
    const before = new Set(this.bubbles);
    const kept = messages.map((message) => this.#settle(message));
    const waiting = this.bubbles.filter((bubble) => bubble.item && !kept.includes(bubble));
    kept.forEach((bubble, index) => {
      if (index < kept.length - 1) bubble.settle(); // a paced step with words after it has ended
    });
    this.bubbles = [...kept, ...waiting];
    for (const bubble of before) if (!this.bubbles.includes(bubble)) bubble.element.remove();
    this.#arrange();
  }

  /**
   * @param {Message} message
   * @returns {Bubble}
   */
  receive(message) {
    const isNew = this.#find(message) === null;
    const bubble = this.#settle(message);
    if (isNew && message.pace) bubble.prepare();
    this.#insert(bubble);
    return bubble;
  }

  /**
   * @param {Edit} edit
   * @returns {string} what to announce
   */
  edit(edit) {
    return this.byId(edit.id)?.edit(edit) ?? "";
  }

  /** @param {Outgoing} item */
  add(item) {
    const bubble = this.#create({ id: null, key: item.key, from: "person", text: item.text, at: item.at });
    bubble.showSending(item);
    this.#insert(bubble);
  }

  /**
   * The sending of it went on; once it has an id it takes its place.
   * @param {Outgoing} item
   */
  refresh(item) {
    const bubble = this.#byKey(item.key);
    if (!bubble) return;
    const echo = item.id === null ? null : this.byId(item.id);
    if (echo && echo !== bubble) return this.#drop(bubble);
    if (item.id !== null && bubble.message.id === null) {
      bubble.message.id = item.id;
      this.#insert(bubble);
    }
    if (bubble.item) bubble.showSending(item);
  }

  /** @param {Outgoing} item */
  remove(item) {
    const bubble = this.#byKey(item.key);
    if (bubble) this.#drop(bubble);
  }

  /**
   * The newest bubble whose keyboard has commands.
   * @returns {Message | null}
   */
  newestWithCommands() {
    const open = this.bubbles.filter((bubble) => (bubble.message.commands ?? []).length > 0);
    return open.length > 0 ? open[open.length - 1].message : null;
  }

  /** @param {Outgoing} item */
  awaitsEcho(item) {
    return this.bubbles.some((bubble) => bubble.item === item);
  }

  /** @param {number | string} id */
  byId(id) {
    return this.bubbles.find((bubble) => bubble.message.id === id) ?? null;
  }

  /** @param {string} key */
  #byKey(key) {
    return this.bubbles.find((bubble) => bubble.message.key === key) ?? null;
  }

  /**
   * The bubble that already shows this message.
   * @param {Message} message
   */
  #find(message) {
    const same = message.id === null ? null : this.byId(message.id);
    return same ?? (message.key ? this.#byKey(message.key) : null);
  }

  /**
   * The bubble of a message the server has: the one already here, brought up to date, or a new one.
   * @param {Message} message
   */
  #settle(message) {
    const known = this.#find(message);
    if (!known) return this.#create(message);
    known.update({ ...message, key: message.key ?? known.message.key });
    if (known.item) known.showSending(null);
    return known;
  }

  /** @param {Message} message */
  #create(message) {
    return new Bubble(message, this.actions);
  }

  /** @param {Bubble} bubble */
  #insert(bubble) {
    const others = this.bubbles.filter((other) => other !== bubble);
    const rank = rankOf(bubble);
    const next = others.findIndex((other) => rankOf(other) > rank);
    const at = next === -1 ? others.length : next;
    this.bubbles = [...others.slice(0, at), bubble, ...others.slice(at)];
    this.#arrange();
  }

  /** @param {Bubble} bubble */
  #drop(bubble) {
    this.bubbles = this.bubbles.filter((other) => other !== bubble);
    bubble.element.remove();
    this.#arrange();
  }

  /** Puts the elements in the order of the bubbles, moving only what is out of place. */
  #arrange() {
    let day = "Today";
    let place = this.log.firstElementChild;
    for (const bubble of this.bubbles) {
      const own = dayOf(bubble.message.at) || day;
      bubble.showDay(own === day ? "" : own);
      day = own;
      if (bubble.element === place) place = place.nextElementSibling;
      else this.log.insertBefore(bubble.element, place);
    }
  }
}

/**
 * When the server stored it, to the microsecond, which a Date would drop: an answer in a crisis is stored with its
 * message. What the server has not stored comes last.
 * @param {Bubble} bubble
 */
function rankOf(bubble) {
  return bubble.message.id === null ? "unsent" : bubble.message.at;
}
