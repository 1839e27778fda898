// Carbon intensity of each zone: the value of now, and the day before it as steps.

import { count, element, time } from "./format.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [480, 72];
const HOUR = 3600e3;
const DAY = 24 * HOUR;

function shape(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  return made;
}

/** The day as a stepped line over an area; the height is the greatest value of all zones. */
function plot(zone, most) {
  const end = Date.parse(zone.at);
  const x = (at) => Math.max(0, WIDTH * (1 - (end - at) / DAY));
  const y = (grams) => HEIGHT - 2 - (HEIGHT - 6) * (grams / most);
  let path = "";
  let last = 0;
  for (const step of zone.day) {
    last = y(step.gramsPerKilowattHour).toFixed(1);
    const at = x(Date.parse(step.from)).toFixed(1);
    path += path === "" ? `M${at} ${last}` : `H${at}V${last}`;
  }
  path += `H${WIDTH}`;
  const begin = x(Date.parse(zone.day[0].from)).toFixed(1);
  const svg = shape("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true",
  });
  svg.append(
    shape("path", { class: "area", d: `${path}V${HEIGHT}H${begin}Z` }),
    shape("path", { class: "base", d: `M0 ${HEIGHT - 0.5}H${WIDTH}` }),
    shape("path", { class: "curve", d: path }));
  return svg;
}

function card(zone, most) {
  const values = zone.day.map((step) => step.gramsPerKilowattHour);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const hours = Math.min(24, (Date.parse(zone.at) - Date.parse(zone.day[0].from)) / HOUR);
  const notes = [`${zone.kind}, ${zone.scope}`, zone.source];
  if (zone.level !== "first feed") {
    notes.push(zone.level);
  }
  if (zone.replayed) {
    notes.push(`replayed, ${new Date(zone.at).toISOString().slice(0, 16).replace("T", " ")} UTC`);
  }
  const head = element("header", "", element("h3", "", zone.zone),
    element("span", "value", element("b", "", count(zone.gramsPerKilowattHour)), " g CO₂e/kWh"));
  if (zone.stale) {
    head.append(element("span", "tag", "▲ stale"));
  }
  const range = low === high ? `${count(low)} all the time` : `${count(low)} to ${count(high)}`;
  const figure = element("figure", "", plot(zone, most), element("figcaption", "",
    element("span", "", hours >= 24 ? "−24 h" : `${range}`),
    element("span", "", zone.replayed ? "now in the recording" : time(zone.at))));
  if (hours >= 24) {
    figure.querySelector("figcaption").children[0].after(element("span", "", range));
  }
  figure.setAttribute("role", "img");
  figure.setAttribute("aria-label",
    `Over the last ${hours < 1 ? "hour" : `${Math.round(hours)} hours`}: ${range} g CO₂e/kWh`);
  const made = element("article", "card zone", head, figure, element("p", "notes", notes.join(" · ")));
  if (zone.reason) {
    made.append(element("p", "notes", `▲ ${zone.reason}`));
  }
  return made;
}

/** Shows the zones; without any there is nothing to show. */
export function showCarbon(section, root, zones) {
  section.hidden = zones.length === 0;
  const text = JSON.stringify(zones);
  if (root.dataset.text === text) {
    return;
  }
  root.dataset.text = text;
  const most = Math.max(1, ...zones.flatMap(
    (zone) => zone.day.map((step) => step.gramsPerKilowattHour)));
  root.replaceChildren(...zones.map((zone) => card(zone, most)));
}
