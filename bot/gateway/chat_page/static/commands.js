import { holdsFocus, makeButton } from "./dom.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Choice} Choice */

/** The quiet row above the composer: the commands of the newest open bubble. */
export class CommandRow {
  /**
   * @param {HTMLElement} row
   * @param {import("./keyboard.js").Press} press
   * @param {() => void} rescueFocus
   */
  constructor(row, press, rescueFocus) {
    this.row = row;
    this.press = press;
    this.rescueFocus = rescueFocus;
    /** @type {Message | null} */
    this.message = null;
  }

  /**
   * Buttons with the same titles stay, so that the focus stays on them too.
   * @param {Message | null} message
   */
  show(message) {
    const titles = (message?.commands ?? []).map((command) => command.title);
    this.message = message;
    if (titles.join("\n") !== this.#titles().join("\n")) this.#draw(titles);
    this.row.hidden = titles.length === 0;
  }

  #titles() {
    return [...this.row.children].map((button) => button.textContent ?? "");
  }

  /** @param {string[]} titles */
  #draw(titles) {
    if (holdsFocus(this.row)) this.rescueFocus();
    this.row.replaceChildren(...titles.map((title, index) => this.#button(title, index)));
  }

  /**
   * @param {string} title
   * @param {number} index
   */
  #button(title, index) {
    const className = this.message?.commands?.[index]?.name === "human" ? "command human" : "command";
    return makeButton(className, title, () => this.#pressed(index));
  }

  /** @param {number} index */
  #pressed(index) {
    const choice = this.message?.commands?.[index];
    if (this.message && choice) this.press(choice, this.message);
  }
}
