/**
 * The element of that id in page.html.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`page.html has no #${id}`);
  return /** @type {T} */ (found);
}

/**
 * A new element. Text goes in as text, never as markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/**
 * A button that leaves the focus where it is when it is clicked or tapped,
 * so that the composer keeps it (and a phone's keyboard does not jump).
 * @param {string} className
 * @param {string} title
 * @param {() => void} press
 * @returns {HTMLButtonElement}
 */
export function makeButton(className, title, press) {
  const button = make("button", className, title);
  button.type = "button";
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") press();
  });
  return button;
}

/** @param {Element} element */
export function holdsFocus(element) {
  return element.contains(document.activeElement);
}
