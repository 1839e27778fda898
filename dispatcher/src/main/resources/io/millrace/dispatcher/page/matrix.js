// Who runs what: devices are the columns, stages the rows, instances the marks. All marks are one
// tab stop; arrow keys move between them, and the one that has the focus is told in full below.

import { bytes, count, element, percent, plural, rate, say, seconds } from "./format.js";

const GLYPHS = { serving: "●", warming: "◌", draining: "◐", silent: "▲" };
const MOVES = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
/** Widths in CSS pixels that a table keeps before it is scrolled: its first two columns, and one more. */
const [HEAD_WIDTH, DEVICE_WIDTH] = [430, 196];

const NOTHING_CHOSEN = "Choose an instance, by pointer or with the arrow keys, to read more of it.";

function cell(tag, role, className, ...content) {
  const made = element(tag, className, ...content);
  made.setAttribute("role", role);
  return made;
}

function track(className = "track") {
  const fill = element("span", "fill");
  const made = element("span", className, fill);
  made.setAttribute("aria-hidden", "true");
  made.show = (share) => {
    fill.style.width = `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
  };
  return made;
}

/** What a device is made of and how it is, in its column's head. */
class DeviceHead {
  constructor(device) {
    this.state = element("span", "state");
    this.busy = track();
    this.share = element("span");
    this.meta = element("span", "meta");
    this.refused = element("span", "refused");
    const name = element("span", "name", element("b", "", device.device));
    if (device.kind) {
      name.append(element("span", "kind", device.kind));
    }
    if (device.emulated) {
      const tag = element("span", "tag", "emulated");
      tag.title = "It pretends to be another machine; its figures are emulated";
      name.append(tag);
    }
    this.root = cell("th", "columnheader", "device", name,
      element("span", "load", this.state, this.busy, this.share), this.meta, this.refused);
    this.root.scope = "col";
  }

  show(device) {
    const alive = device.state === "alive";
    this.root.dataset.state = device.state;
    say(this.state, alive ? "●" : `▲ ${device.state}${
      device.state === "silent" ? ` ${seconds(device.ageSeconds)}` : ""}`);
    this.state.title = device.state;
    this.busy.hidden = !alive;
    this.busy.show(device.cpuShare);
    say(this.share, alive ? `${percent(device.cpuShare)} busy` : "");
    const facts = [];
    if (device.memoryBytes > 0) {
      facts.push(device.plannedBytes > 0
        ? `${bytes(device.plannedBytes)} of ${bytes(device.memoryBytes)} planned`
        : bytes(device.memoryBytes));
    }
    if (device.watts > 0) {
      facts.push(`${rate(device.watts)} W`);
    }
    if (alive) {
      facts.push(`${bytes(device.sentBytesPerSecond)}/s out`);
    }
    if (device.zone) {
      facts.push(device.zone);
    }
    if (!device.planned) {
      facts.push("by hand");
    }
    if (device.otherInstances > 0) {
      facts.push(`${plural(device.otherInstances, "instance")} of other pipelines`);
    }
    if (this.facts !== facts.join()) {
      this.facts = facts.join();
      this.meta.replaceChildren(...facts.map((fact) => element("span", "", fact)));
    }
    this.meta.title = "Memory that the plan gives its instances, power, what it sends";
    say(this.refused, device.refused ? `▲ ${device.refused}` : "");
  }
}

/** One instance; the figures change, the element stays, so that the focus does. */
class Mark {
  constructor(key) {
    this.glyph = element("span", "glyph");
    this.glyph.setAttribute("aria-hidden", "true");
    this.bar = track();
    this.words = element("span");
    this.root = element("button", "mark", this.glyph, this.bar, this.words);
    this.root.type = "button";
    this.root.tabIndex = -1;
    this.root.dataset.key = key;
  }

  show(instance, place) {
    this.root.dataset.state = instance.state;
    say(this.glyph, GLYPHS[instance.state] ?? "?");
    this.bar.show(instance.busy);
    say(this.words, percent(instance.busy));
    this.root.setAttribute("aria-label",
      `${instance.instance} on ${place.device}: ${instance.state}, ${percent(instance.busy)} busy, ${
        rate(instance.framesPerSecond)} frames/s, ${count(instance.backlog)} waiting`);
    const facts = [
      `${GLYPHS[instance.state] ?? "?"} ${instance.state}`,
      `${percent(instance.busy)} busy`,
      `${rate(instance.framesPerSecond)} frames/s`,
      instance.serviceSeconds > 0 ? `${seconds(instance.serviceSeconds)} per frame` : "no frame yet",
      place.profiledSeconds > 0 ? `${seconds(place.profiledSeconds)} when profiled` : "not profiled",
      instance.batch > 0 ? `${rate(instance.batch)} frames a call` : "",
      `${plural(instance.backlog, "frame")} waiting`,
      plural(instance.lanes, "lane"),
      instance.emulated ? "emulated" : "",
    ];
    this.detail = [instance.instance, facts.filter((fact) => fact).join(" · ")];
  }
}

/** A stage on a device. */
class Place {
  constructor(place) {
    this.marks = new Map();
    const list = element("span", "marks");
    for (const instance of place.instances) {
      const mark = new Mark(instance.instance);
      this.marks.set(instance.instance, mark);
      list.append(mark.root);
    }
    for (let i = place.instances.length; i < place.plannedInstances; i += 1) {
      const awaited = element("span", "mark awaited", element("span", "glyph", "+"), "planned");
      list.append(awaited);
    }
    this.line = element("span", "line");
    this.root = cell("td", "cell", "place", list, this.line);
    this.root.dataset.label = place.device;
  }

  show(place, planned) {
    this.root.dataset.limits = String(place.limits);
    const took = place.serviceSeconds > 0 ? ` · ${seconds(place.serviceSeconds)}` : "";
    const wanted = planned && place.plannedInstances > 0;
    const more = planned && place.instances.length > place.plannedInstances
      ? ` · ${wanted ? `${place.plannedInstances} planned` : "not planned"}` : "";
    this.line.replaceChildren(element("b", "", rate(place.measuredPerSecond)),
      `${wanted ? ` of ${rate(place.plannedPerSecond)}` : ""}/s${took}${more}`);
    this.line.title = place.profiledSeconds > 0
      ? `Measured of planned, and the time of a frame; ${seconds(place.profiledSeconds)} when profiled`
      : "Measured of planned, and the time of a frame";
    for (const instance of place.instances) {
      this.marks.get(instance.instance).show(instance, place);
    }
  }
}

class StageRow {
  constructor(stage, devices) {
    this.tag = element("span", "tag limit", "▲ limits the plan");
    this.model = element("span", "model");
    const head = cell("th", "rowheader", "stage-name",
      element("span", "name", element("b", "", stage.stage), this.tag), this.model);
    head.scope = "row";
    this.planned = track("track planned");
    this.measured = track();
    this.words = [element("span", "number"), element("span", "number")];
    const pair = cell("td", "cell", "pair", element("span", "rates",
      element("span", "", "planned"), this.planned, this.words[0],
      element("span", "", "measured"), this.measured, this.words[1]));
    this.places = new Map(stage.cells.map((place) => [place.device, new Place(place)]));
    const empty = () => cell("td", "cell", "place empty", element("span", "unseen", "nothing"));
    this.root = cell("tr", "row", "", head, pair,
      ...devices.map((device) => this.places.get(device.device)?.root ?? empty()));
  }

  show(stage, most, planned) {
    this.tag.hidden = !stage.limits;
    say(this.model, `${stage.model === stage.stage ? "" : `${stage.model} · `}${plural(stage.lanes, "lane")} · ${
      count(stage.backlog)} waiting`);
    this.planned.show(most > 0 ? stage.plannedPerSecond / most : 0);
    this.measured.show(most > 0 ? stage.measuredPerSecond / most : 0);
    say(this.words[0], planned ? `${rate(stage.plannedPerSecond)}/s` : "–");
    say(this.words[1], `${rate(stage.measuredPerSecond)}/s`);
    stage.cells.forEach((place) => this.places.get(place.device).show(place, planned));
  }

  /** The marks of this row, from the left to the right. */
  marks() {
    return [...this.root.querySelectorAll("button.mark")];
  }
}

/** The whole table; it is built anew only when devices, stages or instances change. */
export class Matrix {
  constructor(table, inspector) {
    this.table = table;
    this.inspector = inspector;
    this.shape = "";
    this.chosen = "";
    this.heads = new Map();
    this.rows = [];
    table.addEventListener("keydown", (event) => this.move(event));
    for (const kind of ["focusin", "click", "pointerover"]) {
      table.addEventListener(kind, (event) => {
        const mark = event.target.closest?.("button.mark");
        if (mark) {
          this.choose(mark.dataset.key);
        }
      });
    }
    say(inspector, NOTHING_CHOSEN);
  }

  show(now) {
    const shape = JSON.stringify([
      now.devices.map((device) => [device.device, device.kind, device.emulated]),
      now.stages.map((stage) => [stage.stage, stage.cells.map((place) => [
        place.device, place.plannedInstances, place.instances.map((each) => each.instance)])]),
    ]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.build(now);
    }
    const planned = now.plan.epoch > 0;
    const most = Math.max(...now.stages.flatMap(
      (stage) => [stage.plannedPerSecond, stage.measuredPerSecond]), 0);
    now.devices.forEach((device) => this.heads.get(device.device).show(device));
    now.stages.forEach((stage, i) => this.rows[i].show(stage, most, planned));
    this.tell();
  }

  build(now) {
    const focused = this.table.contains(document.activeElement)
      ? document.activeElement.dataset.key : "";
    this.heads = new Map(now.devices.map((device) => [device.device, new DeviceHead(device)]));
    this.rows = now.stages.map((stage) => new StageRow(stage, now.devices));
    const stageHead = cell("th", "columnheader", "corner", "Stage");
    const rateHead = cell("th", "columnheader", "corner", "Frames a second");
    stageHead.scope = "col";
    rateHead.scope = "col";
    const head = element("thead", "", cell("tr", "row", "", stageHead, rateHead,
      ...[...this.heads.values()].map((device) => device.root)));
    const body = element("tbody", "", ...this.rows.map((row) => row.root));
    head.setAttribute("role", "rowgroup");
    body.setAttribute("role", "rowgroup");
    this.table.style.setProperty(
      "--least", `${HEAD_WIDTH + DEVICE_WIDTH * now.devices.length}px`);
    this.table.replaceChildren(head, body);
    const marks = this.marks();
    const still = marks.find((mark) => mark.dataset.key === this.chosen);
    this.chosen = still ? this.chosen : "";
    (still ?? marks[0])?.setAttribute("tabindex", "0");
    if (focused) {
      (marks.find((mark) => mark.dataset.key === focused) ?? marks[0])?.focus();
    }
  }

  marks() {
    return this.rows.flatMap((row) => row.marks());
  }

  move(event) {
    const marks = this.marks();
    const at = marks.indexOf(document.activeElement);
    const to = { Home: 0, End: marks.length - 1 }[event.key] ?? at + (MOVES[event.key] ?? NaN);
    if (at >= 0 && marks[to]) {
      event.preventDefault();
      marks[to].focus();
    }
  }

  choose(key) {
    this.chosen = key;
    for (const mark of this.marks()) {
      mark.tabIndex = mark.dataset.key === key ? 0 : -1;
      if (mark.dataset.key === key) {
        mark.setAttribute("aria-describedby", "inspector");
      } else {
        mark.removeAttribute("aria-describedby");
      }
    }
    this.tell();
  }

  tell() {
    const mark = this.rows.flatMap((row) => [...row.places.values()])
      .map((place) => place.marks.get(this.chosen)).find((each) => each);
    if (mark?.detail) {
      this.inspector.replaceChildren(element("b", "", mark.detail[0]), ` ${mark.detail[1]}`);
    } else {
      say(this.inspector, NOTHING_CHOSEN);
    }
  }
}
