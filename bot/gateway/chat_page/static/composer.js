export const LIMIT = 4096;
const COUNT_FROM = 3800;
const NUMBER = new Intl.NumberFormat("en-US");

/**
 * What the counter says; empty while there is plenty of room.
 * @param {number} length
 * @returns {string}
 */
export function counterOf(length) {
  if (length < COUNT_FROM) return "";
  if (length <= LIMIT) return `${NUMBER.format(LIMIT - length)} characters left`;
  const over = length - LIMIT;
  return `${NUMBER.format(over)} ${over === 1 ? "character" : "characters"} too many for one message. You can send it in two parts.`;
}

/** Where the person writes. Enter sends, Shift and Enter begins a new line. */
export class Composer {
  /**
   * @param {HTMLFormElement} form
   * @param {{send: (text: string) => void, announce: (text: string) => void}} actions
   */
  constructor(form, actions) {
    this.form = form;
    this.actions = actions;
    this.area = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
    this.counter = /** @type {HTMLElement} */ (form.querySelector(".counter"));
    this.wasCounting = false;
    this.wasTooLong = false;
    this.#listen();
  }

  focus() {
    this.area.focus({ preventScroll: true });
  }

  /**
   * Gives words back to the person, before what they have begun since.
   * @param {string} text
   */
  putBack(text) {
    this.#set([text, this.area.value].filter(Boolean).join("\n"));
    this.focus();
  }

  #listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.form.querySelector("button")?.addEventListener("mousedown", (event) => event.preventDefault());
    this.area.addEventListener("input", () => this.#refresh());
    this.area.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const composing = event.isComposing || event.keyCode === 229; // an input method is choosing a word
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.area.value.trim();
    this.focus();
    if (!text) return;
    if (this.area.value.length > LIMIT) return this.actions.announce(this.counter.textContent ?? "");
    this.#set("");
    this.actions.send(text);
  }

  /** @param {string} text */
  #set(text) {
    this.area.value = text;
    this.#refresh();
  }

  #refresh() {
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight + this.area.offsetHeight - this.area.clientHeight}px`;
    this.#count();
  }

  /** Shows the counter always, and says it only when a line is crossed. */
  #count() {
    const length = this.area.value.length;
    const text = counterOf(length);
    const tooLong = length > LIMIT;
    this.counter.textContent = text;
    this.counter.hidden = text === "";
    this.area.setAttribute("aria-invalid", String(tooLong));
    if (text && (!this.wasCounting || tooLong !== this.wasTooLong)) this.actions.announce(text);
    this.wasCounting = text !== "";
    this.wasTooLong = tooLong;
  }
}
