import { make, makeButton } from "./dom.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Choice} Choice */
/** @typedef {(choice: Choice, message: Message) => void} Press */

/**
 * The buttons of a bubble: a list of answers, or a grid of numbers.
 * @param {Message} message
 * @param {Press} press
 * @returns {HTMLElement}
 */
export function makeKeyboard(message, press) {
  const { scale } = message;
  const keyboard = make("div", scale ? "keyboard scale" : "keyboard");
  keyboard.setAttribute("role", "group");
  const buttons = (message.buttons ?? []).map((choice) => makeChoice(choice, message, press));
  if (scale) nameEnds(keyboard, buttons, scale);
  else keyboard.setAttribute("aria-label", "Answers");
  keyboard.append(...buttons);
  return keyboard;
}

/**
 * While a press is on its way, the other buttons wait.
 * @param {HTMLElement} keyboard
 * @param {string | null} pressed id of the pressed button, null to open again
 */
export function lockKeyboard(keyboard, pressed) {
  for (const button of keyboard.querySelectorAll("button")) {
    button.setAttribute("aria-disabled", String(pressed !== null));
    button.classList.toggle("pressed", button.value === pressed);
  }
}

/**
 * @param {Choice} choice
 * @param {Message} message
 * @param {Press} press
 */
function makeChoice(choice, message, press) {
  const button = makeButton("choice", choice.title, () => press(choice, message));
  button.value = choice.id;
  return button;
}

/**
 * @param {HTMLElement} keyboard
 * @param {HTMLButtonElement[]} buttons
 * @param {{low: string, high: string}} scale
 */
function nameEnds(keyboard, buttons, scale) {
  const first = buttons[0];
  const last = buttons[buttons.length - 1];
  const low = `${first.textContent}: ${scale.low}`;
  const high = `${last.textContent}: ${scale.high}`;
  const captions = make("p", "captions");
  captions.setAttribute("aria-hidden", "true");
  captions.append(make("span", "", low), make("span", "", high));
  keyboard.append(captions);
  keyboard.setAttribute("aria-label", `From ${low} to ${high}`);
  first.setAttribute("aria-label", low);
  last.setAttribute("aria-label", high);
}
