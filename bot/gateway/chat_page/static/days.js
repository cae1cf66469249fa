const NAME = new Intl.DateTimeFormat("en-US", { weekday: "long", month: "long", day: "numeric" });

/** @param {Date} date */
function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/**
 * "Today", "Yesterday" or a date; empty when the time is unreadable.
 * @param {string} at ISO time
 * @param {Date} [now]
 * @returns {string}
 */
export function dayOf(at, now = new Date()) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  const ago = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (ago === 0) return "Today";
  return ago === 1 ? "Yesterday" : NAME.format(date);
}
