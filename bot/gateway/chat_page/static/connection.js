import { make } from "./dom.js";

const PATIENCE_MS = 1_200;
const LOST = "Reconnecting… what you write is kept on this page.";

/** The banner of a lost connection. A short break is not worth a word. */
export class ConnectionBanner {
  /** @param {HTMLElement} region a live region */
  constructor(region) {
    this.region = region;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  /** @param {boolean} connected */
  show(connected) {
    if (connected) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.region.replaceChildren();
    } else if (this.timer === undefined) {
      this.timer = setTimeout(() => this.region.replaceChildren(make("p", "banner", LOST)), PATIENCE_MS);
    }
  }
}
