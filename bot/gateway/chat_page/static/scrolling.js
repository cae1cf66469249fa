const NEAR_PX = 48;

/** Follows the newest words while the reader is at the end, and leaves them alone otherwise. */
export class Scrolling {
  /**
   * @param {HTMLElement} scroller
   * @param {HTMLElement} content
   * @param {HTMLElement} jump the "New messages" button
   */
  constructor(scroller, content, jump) {
    this.scroller = scroller;
    this.jump = jump;
    this.atEnd = true;
    /** Height of the words and of the window on them, when last looked at. */
    this.heights = "";
    scroller.addEventListener("scroll", () => this.#look(), { passive: true });
    const observer = new ResizeObserver(() => { if (this.atEnd) this.toEnd(); });
    observer.observe(scroller);
    observer.observe(content);
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#measure();
    this.#setAtEnd(true);
  }

  /** Something new came in. */
  announceNew() {
    if (!this.atEnd) this.jump.hidden = false;
  }

  /** Was it the reader who scrolled, or did the page change its size under them? */
  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const resized = this.#measure();
    if (resized && this.atEnd) this.toEnd();
    else this.#setAtEnd(scrollHeight - scrollTop - clientHeight < NEAR_PX);
  }

  #measure() {
    const before = this.heights;
    this.heights = `${this.scroller.scrollHeight}/${this.scroller.clientHeight}`;
    return this.heights !== before;
  }

  /** @param {boolean} atEnd */
  #setAtEnd(atEnd) {
    this.atEnd = atEnd;
    if (atEnd) this.jump.hidden = true;
  }
}
