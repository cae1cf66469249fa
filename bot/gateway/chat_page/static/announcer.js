const GAP_MS = 60;

/** Says one thing at a time to screen readers, politely, through its own live region. */
export class Announcer {
  /** @param {HTMLElement} region */
  constructor(region) {
    this.region = region;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  /**
   * Emptied first, so that the same words twice are heard twice.
   * @param {string} text
   */
  say(text) {
    if (!text) return;
    clearTimeout(this.timer);
    this.region.textContent = "";
    this.timer = setTimeout(() => { this.region.textContent = text; }, GAP_MS);
  }
}
