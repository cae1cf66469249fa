// Parts of a page that renew themselves: <div data-live="address"> is replaced by what the address answers.
"use strict";

const EVERY_MS = 5000;

async function renew(part) {
  let answer;
  try {
    answer = await fetch(part.dataset.live, { headers: { "X-Asks-By-Itself": "1" }, redirect: "error" });
  } catch {
    return part.setAttribute("data-stale", "");
  }
  if (answer.status === 401) return location.reload();
  if (!answer.ok) return part.setAttribute("data-stale", "");
  const text = await answer.text();
  part.removeAttribute("data-stale");
  if (text === part.dataset.text || part.contains(document.activeElement)) return;
  const known = part.dataset.text !== undefined;
  part.dataset.text = text;
  part.innerHTML = text;
  const count = Number(part.querySelector("[data-count]")?.dataset.count ?? NaN);
  if (!Number.isNaN(count)) document.title = `${count ? `(${count}) ` : ""}${document.title.replace(/^\(\d+\) /, "")}`;
  if (known) part.dispatchEvent(new CustomEvent("renewed", { bubbles: true }));
}

function renewAll() {
  document.querySelectorAll("[data-live]").forEach(renew);
}

renewAll();
setInterval(renewAll, EVERY_MS);
document.addEventListener("visibilitychange", () => document.hidden || renewAll());
