/** @typedef {import("./types.js").Outgoing} Outgoing */
/** @typedef {{kind: "sent", id: number} | {kind: "refused" | "failed", error: string} | {kind: "unreachable"}} Answer */

const TIMEOUT_MS = 15_000;
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const MOST_SERVER_FAILURES = 5;
const SAY_IT_PLAINLY = "Something went wrong on my side.";

/**
 * A random UUID, also where crypto.randomUUID is missing (plain http).
 * @returns {string}
 */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * One attempt to hand an item to the server.
 * @param {Outgoing} item
 * @returns {Promise<Answer>}
 */
async function post(item) {
  const said = item.button ? { key: item.key, button: item.button } : { key: item.key, text: item.text };
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch("/chat/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(said),
      credentials: "same-origin",
      signal: abort.signal,
    });
    return await read(response);
  } catch {
    return { kind: "unreachable" };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Answer>}
 */
async function read(response) {
  if (response.status === 202) return { kind: "sent", id: (await response.json()).id };
  const body = await response.json().catch(() => null);
  const error = typeof body?.error === "string" ? body.error : SAY_IT_PLAINLY;
  const mayPass = response.status >= 500 || response.status === 408 || response.status === 429;
  return { kind: mayPass ? "failed" : "refused", error };
}

/**
 * Sends what the person said, one after the other, and keeps it until the
 * server has it. In memory only: their words are never stored in the browser.
 */
export class Outbox {
  /** @param {(item: Outgoing) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {Outgoing[]} */
    this.queue = [];
    /** @type {Outgoing[]} */
    this.refused = [];
    this.running = false;
    /** @type {(() => void) | null} */
    this.wake = null;
  }

  /** Whether leaving the page now would lose words. */
  get holdsWords() {
    return this.queue.length > 0 || this.refused.some((item) => !item.button);
  }

  /** @param {Outgoing} item */
  send(item) {
    this.refused = this.refused.filter((other) => other !== item);
    Object.assign(item, { state: "waiting", error: "", failures: 0 });
    this.queue.push(item);
    this.onChange(item);
    void this.#run();
  }

  /**
   * The server already shows it: nothing left to send.
   * @param {string} key
   */
  confirm(key) {
    const item = [...this.queue, ...this.refused].find((other) => other.key === key);
    if (!item) return;
    this.forget(item);
    item.state = "sent";
    this.onChange(item);
  }

  /** @param {Outgoing} item */
  forget(item) {
    this.queue = this.queue.filter((other) => other !== item);
    this.refused = this.refused.filter((other) => other !== item);
    this.retryNow();
  }

  /** The network may be back: do not wait out the pause. */
  retryNow() {
    this.wake?.();
  }

  async #run() {
    if (this.running) return;
    this.running = true;
    for (let attempt = 0; this.queue.length > 0;) {
      const item = this.queue[0];
      const { state } = item;
      const answer = await post(item);
      if (this.queue[0] !== item) continue; // confirmed by its echo meanwhile
      const settled = this.#settle(item, answer);
      if (item.state !== state) this.onChange(item);
      attempt = settled ? 0 : attempt + 1;
      if (!settled) await this.#pause(attempt);
    }
    this.running = false;
  }

  /**
   * @param {Outgoing} item
   * @param {Answer} answer
   * @returns {boolean} whether it left the queue
   */
  #settle(item, answer) {
    if (answer.kind === "sent") return this.#leave(item, { state: "sent", id: answer.id });
    if (answer.kind === "failed") item.failures += 1;
    const givesUp = answer.kind === "refused" || item.failures >= MOST_SERVER_FAILURES;
    if (answer.kind !== "unreachable" && givesUp) {
      this.refused.push(item);
      return this.#leave(item, { state: "refused", error: answer.error });
    }
    item.state = "retrying";
    return false;
  }

  /**
   * @param {Outgoing} item
   * @param {Partial<Outgoing>} outcome
   */
  #leave(item, outcome) {
    this.queue = this.queue.filter((other) => other !== item);
    Object.assign(item, outcome);
    return true;
  }

  /** @param {number} attempt */
  #pause(attempt) {
    const most = WAITS_MS[Math.min(attempt, WAITS_MS.length) - 1];
    const wait = most * (0.75 + Math.random() / 4);
    return new Promise((resolve) => {
      const timer = setTimeout(done, wait);
      const outbox = this;
      function done() {
        clearTimeout(timer);
        outbox.wake = null;
        resolve(undefined);
      }
      this.wake = done;
    });
  }
}
