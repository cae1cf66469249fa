import { make } from "./dom.js";

/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {"grow" | "shrink" | "hold"} Motion */

const BREATH = /^\W*(?:(?:now|slowly|gently)\s+)?(?:breathe\s+(?:\w+ly\s+)?)?(in|inhale|out|exhale)\b/i;

/**
 * What the circle does for these words.
 * @param {string} text
 * @returns {Motion}
 */
export function motionOf(text) {
  const found = BREATH.exec(text);
  if (!found) return "hold";
  return found[1].toLowerCase().startsWith("in") ? "grow" : "shrink";
}

/**
 * The line under the circle.
 * @param {Edit} edit
 * @returns {string}
 */
export function countOf(edit) {
  const parts = [];
  const seconds = Math.round(edit.seconds ?? 0);
  if (seconds > 0) parts.push(seconds === 1 ? "1 second" : `${seconds} seconds`);
  if (edit.round && edit.rounds) parts.push(`round ${edit.round} of ${edit.rounds}`);
  return parts.join(", ");
}

/**
 * How long the whole of it takes, roughly.
 * @param {number} seconds
 * @returns {string}
 */
export function lengthOf(seconds) {
  if (seconds < 50) return `about ${Math.max(5, Math.round(seconds / 5) * 5)} seconds`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes === 1 ? "about 1 minute" : `about ${minutes} minutes`;
}

/**
 * What a screen reader should hear: a new phase once, and nothing in between.
 * @param {Edit | null} before
 * @param {Edit} now
 * @returns {string} empty when nothing new began
 */
export function spokenOf(before, now) {
  const samePhase = before !== null && before.text === now.text && (now.over || before.round === now.round);
  if (samePhase) return "";
  const lastBegins = !now.over && Number(now.rounds) > 1 && now.round === now.rounds && before?.round !== now.round;
  return lastBegins ? `${now.text}. Last round.` : now.text;
}

/** The circle and the counter of a paced bubble. */
export class PaceView {
  constructor() {
    this.circle = make("div", "circle");
    this.circle.setAttribute("aria-hidden", "true");
    this.disc = make("div", "disc");
    this.circle.append(this.disc);
    this.count = make("p", "count");
    /** @type {Edit | null} */
    this.last = null;
  }

  /** @param {number} secondsTotal */
  wait(secondsTotal) {
    if (!this.last) this.count.textContent = lengthOf(secondsTotal);
  }

  /** @param {Edit} edit */
  show(edit) {
    const repeated = this.last?.text === edit.text && this.last.round === edit.round;
    this.last = edit;
    this.count.textContent = countOf(edit);
    if (!repeated) this.#move(motionOf(edit.text), edit.seconds ?? 1);
  }

  /**
   * @param {Motion} motion
   * @param {number} seconds
   */
  #move(motion, seconds) {
    void this.disc.offsetWidth; // lets a circle that is new on the page start from rest
    this.disc.style.transitionDuration = `${seconds}s`;
    if (motion === "hold") {
      this.disc.classList.toggle("resting");
    } else {
      this.disc.classList.toggle("grown", motion === "grow");
      this.disc.classList.toggle("shrunk", motion === "shrink");
    }
  }
}
