// Parts of a page that renew themselves: <div data-live="address"> is replaced by what the address answers.
"use strict";

const EVERY_MS = 5000;
const TOKEN = /name="csrf_token"[^>]*/g; // another one each time, which is no change

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
  const shown = text.replaceAll(TOKEN, "");
  if (shown === part.dataset.shown || part.contains(document.activeElement)) return;
  part.dataset.shown = shown;
  part.innerHTML = text;
  const count = Number(part.querySelector("[data-count]")?.dataset.count ?? NaN);
  if (!Number.isNaN(count)) document.title = `${count ? `(${count}) ` : ""}${document.title.replace(/^\(\d+\) /, "")}`;
}

function renewAll() {
  document.querySelectorAll("[data-live]").forEach(renew);
}

renewAll();
setInterval(renewAll, EVERY_MS);
document.addEventListener("visibilitychange", () => document.hidden || renewAll());
