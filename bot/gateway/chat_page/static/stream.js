const REOPEN_MS = 3_000;

/** The server's events. EventSource reconnects by itself, except after an error answer: that is done here. */
export class Stream {
  /**
   * @param {string} url
   * @param {Record<string, (data: any) => void>} handlers by event name
   * @param {(connected: boolean) => void} onConnection
   */
  constructor(url, handlers, onConnection) {
    this.url = url;
    this.handlers = handlers;
    this.onConnection = onConnection;
    /** @type {EventSource | null} */
    this.source = null;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  /** Opens it, or opens it anew: the server then sends the history again. */
  open() {
    clearTimeout(this.timer);
    this.source?.close();
    const source = new EventSource(this.url);
    this.source = source;
    source.addEventListener("open", () => this.onConnection(true));
    source.addEventListener("error", () => this.#lost(source));
    for (const [name, handle] of Object.entries(this.handlers)) {
      source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
    }
  }

  /** @param {EventSource} source */
  #lost(source) {
    if (source !== this.source) return;
    this.onConnection(false);
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), REOPEN_MS);
  }
}
