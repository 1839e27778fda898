// The table of stages with their instances.

import { NONE, count, element, percent, plural, rate, seconds } from "./format.js";

const STATES = {
  warming: "◌ warming",
  serving: "● serving",
  draining: "◐ draining",
  silent: "▲ silent",
};

/** From this share of busy time on, a stage is called the bottleneck. */
const BOTTLENECK = 0.8;

function cell(label, content, className = "") {
  const made = element("td", className, content);
  made.dataset.label = label;
  return made;
}

function bar(label, share, words) {
  const fill = element("span", "fill");
  fill.style.width = percent(Math.min(1, Math.max(0, share)), 1).replace(" ", "");
  const track = element("span", "track", fill);
  track.setAttribute("aria-hidden", "true");
  return cell(label, element("span", "bar", track, element("span", "", words)), "gauge");
}

function measured(value, text) {
  return value > 0 ? text(value) : NONE;
}

function drops(counts) {
  return Object.entries(counts).map(([reason, number]) => `${reason}: ${number}`).join(", ");
}

function figures(of, busy, share) {
  return [
    cell("Rate", `${rate(of.framesPerSecond)}/s`, "number"),
    share,
    busy,
    cell("Batch", measured(of.batch, rate), "number"),
    cell("Service", measured(of.serviceSeconds, seconds), "number"),
    cell("p50", measured(of.latencyP50Seconds, seconds), "number"),
    cell("p95", measured(of.latencyP95Seconds, seconds), "number"),
    cell("Backlog", count(of.backlog), "number"),
  ];
}

function stageRow(stage, busy, bottleneck) {
  const name = element("th", "", element("b", "", stage.stage),
    element("span", "model", stage.model));
  name.scope = "rowgroup";
  if (bottleneck) {
    name.append(element("span", "tag", "▲ bottleneck"));
  }
  const serving = stage.instances.filter((instance) => instance.state === "serving").length;
  return element("tr", "stage", name,
    cell("Lanes", plural(stage.lanes, "lane")),
    cell("Instances", `${serving} of ${stage.instances.length} serving`),
    ...figures(stage, bar("Busy", busy, percent(busy)), cell("Share", "", "gauge")),
    cell("Drops", count(stage.dropped), "number"),
    cell("Dead letters", count(stage.deadLetters), "number"));
}

function instanceRow(instance) {
  const name = element("th", "", instance.instance);
  name.scope = "row";
  const device = instance.emulated ? `${instance.device} (emulated)` : instance.device;
  const dropped = Object.values(instance.drops).reduce((sum, number) => sum + number, 0);
  const dropCell = cell("Drops", count(dropped), "number");
  dropCell.title = drops(instance.drops);
  const row = element("tr", "instance", name,
    cell("Device", device),
    cell("State", STATES[instance.state] ?? instance.state, "state"),
    ...figures(instance,
      bar("Busy", instance.busy, percent(instance.busy)),
      bar("Share", instance.share, percent(instance.share))),
    dropCell,
    cell("Dead letters", count(instance.deadLetters), "number"));
  row.dataset.state = instance.state;
  return row;
}

function busyOf(stage) {
  const serving = stage.instances.filter((instance) => instance.state !== "silent");
  return serving.length === 0 ? 0
    : serving.reduce((sum, instance) => sum + instance.busy, 0) / serving.length;
}

/** Shows the stages, each with its instances below it. */
export function showStages(table, stages) {
  const busy = stages.map(busyOf);
  const most = Math.max(...busy, 0);
  const bodies = stages.map((stage, i) => {
    const body = element("tbody", "",
      stageRow(stage, busy[i], busy[i] >= BOTTLENECK && busy[i] === most),
      ...stage.instances.map(instanceRow));
    if (stage.instances.length === 0) {
      const words = cell("", "No instance has reported yet.", "none");
      words.colSpan = 13;
      body.append(element("tr", "instance", words));
    }
    return body;
  });
  table.querySelectorAll("tbody").forEach((body) => body.remove());
  table.append(...bodies);
}
