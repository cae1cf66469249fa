const SAY_AFTER_MS = 2_500;

/** The three dots. Screen readers hear of them only when the wait is long. */
export class Typing {
  /**
   * @param {HTMLElement} element
   * @param {(text: string) => void} announce
   */
  constructor(element, announce) {
    this.element = element;
    this.announce = announce;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  /** @param {boolean} on */
  show(on) {
    this.element.hidden = !on;
    clearTimeout(this.timer);
    if (on) this.timer = setTimeout(() => this.announce("The assistant is writing"), SAY_AFTER_MS);
  }
}
