/** Keeps the page above the on-screen keyboard where the browser does not (iOS). */
export function fitAboveKeyboard() {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    const zoomed = view.scale > 1.01;
    const covered = window.innerHeight - view.height > 1;
    document.body.style.height = covered && !zoomed ? `${view.height}px` : "";
    if (covered && !zoomed) window.scrollTo(0, 0);
  };
  view.addEventListener("resize", fit);
}
