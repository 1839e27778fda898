// The plan in force: what it promises, what is measured, how good it can be, and why it is there.

import { NONE, count, element, percent, plural, rate, say, time } from "./format.js";

/** What the value of an objective is counted in. */
const UNITS = {
  throughput: "frames/s", devices: "devices", energy: "W", carbon: "g CO₂e/h",
};

/** From this share of what is planned on, the plan has come true. */
const COME_TRUE = 0.95;

function figure(name, value, unit, note) {
  return element("div", "",
    element("dt", "", name),
    element("dd", "",
      element("b", "", value), element("span", "unit", unit), element("small", "", note)));
}

/**
 * What was measured against what was planned, in words. Less than planned is a failure of the plan
 * only when frames wait: where no more than a second's worth does, no more came.
 */
function verdict(now) {
  const backlog = now.stages.reduce((sum, stage) => sum + stage.backlog, 0);
  if (now.plannedPerSecond === 0) {
    return backlog > 0 ? `${plural(backlog, "frame")} waiting` : "nothing waits";
  }
  const share = percent(now.measuredPerSecond / now.plannedPerSecond);
  if (now.measuredPerSecond >= COME_TRUE * now.plannedPerSecond) {
    return `${share} of planned`;
  }
  return backlog <= now.measuredPerSecond
    ? `all that comes, ${share} of planned`
    : `${share} of planned, ${count(backlog)} waiting`;
}

/** Grams of CO₂ equivalent per hour, or null when a device's zone is not known. */
function grams(devices, zones) {
  let sum = 0;
  for (const device of devices) {
    const zone = zones.find((each) => each.zone === device.zone);
    if (!zone) {
      return null;
    }
    sum += device.watts / 1000 * zone.gramsPerKilowattHour;
  }
  return sum;
}

function power(devices, zones) {
  const known = devices.filter((device) => device.watts > 0);
  const sources = [...new Set(known.map((device) => device.powerSource))].sort();
  const perHour = grams(known, zones);
  const words = [plural(known.length, "device"),
    ...sources.map((source) => (source === "model" ? "modelled" : source))];
  return figure("Power", rate(known.reduce((sum, device) => sum + device.watts, 0)), "W",
    perHour === null ? words.join(", ") : `${rate(perHour)} g CO₂e/h, ${words.at(-1)}`);
}

function figures(now) {
  const { plan } = now;
  if (plan.epoch === 0) {
    return [
      figure("Plan", "none", "", "people chose what runs where, or no planner has spoken"),
      figure("Measured", rate(now.measuredPerSecond), "frames/s", verdict(now)),
    ];
  }
  const unit = UNITS[plan.objective] ?? "";
  return [
    figure("Plan", `#${plan.epoch}`, plan.strategy,
      `since ${time(plan.made)}${plan.pinned ? ", pinned" : ""}`),
    figure("Planned", rate(now.plannedPerSecond), "frames/s",
      now.demandPerSecond > 0
        ? `${rate(now.demandPerSecond)} asked for`
        : `predicted; the aim is ${plan.objective}`),
    figure("Measured", rate(now.measuredPerSecond), "frames/s", verdict(now)),
    figure("Proven bound", rate(plan.bound), unit,
      plan.gap <= 1e-6 ? "the plan is optimal" : `gap ${percent(plan.gap, 2)}, plan ${rate(plan.value)}`),
    figure("Limited by", plan.limitStage || NONE, "",
      plan.limitDevice ? `on ${plan.limitDevice}` : "no device is full"),
  ];
}

/** The first of several reasons, and how many more there were. */
function first(trigger) {
  const clauses = trigger.split("; ");
  return clauses.length === 1
    ? trigger : `${clauses[0]} and ${plural(clauses.length - 1, "other reason")}`;
}

/** Shows the plan, why it is there, and what can be asked of the planner. */
export function showPlan(parts, now, zones) {
  const shown = figures(now);
  if (now.devices.some((device) => device.watts > 0)) {
    shown.push(power(now.devices, zones));
  }
  parts.figures.replaceChildren(...shown);
  const { plan } = now;
  const why = plan.epoch === 0
    ? "No plan is in force. Start `millrace planner`, and workers with `--planned`."
    : [first(plan.why[0] ?? ""), ...plan.why.slice(1)].join(" → ").replaceAll(`${now.pipeline}/`, "");
  say(parts.why, why);
  parts.why.title = plan.why.join("\n").replaceAll("; ", "\n");
  const ask = (kind) => parts.asks.querySelector(`[data-ask="${kind}"]`);
  parts.asks.hidden = plan.epoch === 0;
  ask("APPROVE").hidden = !plan.proposed;
  swap(ask("PIN"), ask("UNPIN"), plan.pinned);
}

/** Shows the one or the other of two buttons; the focus goes along. */
function swap(one, other, second) {
  const [seen, gone] = second ? [other, one] : [one, other];
  if (seen.hidden) {
    const focused = document.activeElement === gone;
    seen.hidden = false;
    gone.hidden = true;
    if (focused) {
      seen.focus();
    }
  }
}
