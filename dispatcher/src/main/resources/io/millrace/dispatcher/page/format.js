// Numbers and times as people read them.

const LOCALE = "en";
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const one = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
});

export const NONE = "–";

/** A count of things. */
export function count(value) {
  return whole.format(value);
}

/** A rate: one decimal below 100. */
export function rate(value) {
  return value >= 100 ? whole.format(value) : one.format(value);
}

/** A share from 0 to 1, in percent. */
export function percent(value, digits = 0) {
  return `${(value * 100).toFixed(digits)} %`;
}

/** A duration in seconds, in the unit that suits it. */
export function seconds(value) {
  if (value === 0) {
    return "0 ms";
  }
  if (value < 0.01) {
    return `${(value * 1000).toFixed(1)} ms`;
  }
  if (value < 1) {
    return `${whole.format(value * 1000)} ms`;
  }
  if (value < 60) {
    return `${value.toFixed(value < 10 ? 2 : 1)} s`;
  }
  return span(value);
}

/** An amount of bytes, in the unit that suits it. */
export function bytes(value) {
  if (value < 1000) {
    return `${whole.format(value)} B`;
  }
  const units = ["KB", "MB", "GB", "TB"];
  let [amount, unit] = [value / 1000, 0];
  while (amount >= 999.5 && unit < units.length - 1) {
    [amount, unit] = [amount / 1000, unit + 1];
  }
  return `${amount >= 100 ? whole.format(amount) : +amount.toFixed(1)} ${units[unit]}`;
}

/** A long duration in seconds, such as an uptime. */
export function span(value) {
  const total = Math.floor(value);
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (hours > 0) {
    return `${hours} h ${minutes} min`;
  }
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}

/** The time of day of an instant. */
export function time(instant) {
  return clock.format(new Date(instant));
}

/** `1 result`, `2 results`. */
export function plural(value, word) {
  return `${count(value)} ${word}${value === 1 ? "" : "s"}`;
}

/** An element with a class and text, or children. */
export function element(tag, className = "", ...content) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.append(...content);
  return made;
}

/** Sets a text only when it differs, so that selections and screen readers stay calm. */
export function say(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}
