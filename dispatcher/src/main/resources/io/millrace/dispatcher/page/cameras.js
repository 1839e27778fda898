// A tile per camera: its picture with what was found in it, its state and its figures.

import { picture } from "./api.js";
import { caption, colour, draw } from "./overlay.js";
import { count, element, plural, rate, say, seconds, time } from "./format.js";

const MOST_PICTURES_PER_SECOND = 12;
const MOST_FINDS_LISTED = 8;

/** Shape and word of a camera's state: the shape alone tells it without colour. */
const STATES = {
  connecting: ["◌", "connecting"],
  streaming: ["●", "streaming"],
  waiting: ["▲", "retrying"],
  ended: ["■", "ended"],
  failed: ["✕", "failed"],
  stopped: ["□", "stopped"],
};

const pause = (millis) => new Promise((resume) => setTimeout(resume, millis));

class Tile {
  #next = null;
  #shown = null;
  #bitmap = null;
  #busy = false;
  #seen = false;
  #gone = false;

  constructor(id, onRemove) {
    this.id = id;
    this.state = element("span", "state");
    this.rate = element("span", "pace");
    const remove = element("button", "quiet icon", "×");
    remove.type = "button";
    remove.setAttribute("aria-label", `Remove camera ${id}`);
    remove.addEventListener("click", () => onRemove(id));
    this.larger = element("button", "quiet icon", "⤢");
    this.larger.type = "button";
    this.larger.setAttribute("aria-label", `Show camera ${id} larger`);
    this.larger.setAttribute("aria-pressed", "false");
    this.larger.addEventListener("click", () => this.#resize());
    this.canvas = element("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", `Camera ${id}, no picture yet`);
    this.canvas.dataset.boxes = "0";
    this.note = element("p", "note", "Waiting for the first result");
    this.view = element("div", "view", this.canvas, this.note);
    this.finds = element("ul", "finds");
    this.finds.setAttribute("aria-label", "Found in this picture");
    this.captured = element("span");
    this.latency = element("span");
    this.frame = element("span");
    this.address = element("span", "address");
    this.detail = element("p", "detail");
    this.detail.hidden = true;
    const name = element("h3", "", id);
    name.id = `camera-${id}`;
    this.root = element(
      "article", "tile card",
      element("header", "", name, this.state, this.rate, this.larger, remove),
      this.view,
      this.finds,
      this.detail,
      element("footer", "", this.address, this.captured, this.latency, this.frame),
    );
    this.root.setAttribute("aria-labelledby", name.id);
    new ResizeObserver(() => this.#paint()).observe(this.view);
    new IntersectionObserver(([entry]) => {
      this.#seen = entry.isIntersecting;
      this.#run();
    }).observe(this.view);
  }

  describe(camera) {
    const [shape, words] = STATES[camera.state] ?? ["?", camera.state];
    this.root.dataset.state = camera.state;
    say(this.state, `${shape} ${words}`);
    say(this.rate, `${rate(camera.resultsPerSecond)}/s`);
    this.rate.title = "Results a second";
    say(this.address, `${camera.address} · ${camera.pace}`);
    this.address.title = `${camera.address}, pace ${camera.pace}`;
    say(this.detail, camera.detail);
    this.detail.hidden = camera.detail === "" || this.empty;
    if (this.empty) {
      say(this.note, camera.detail || "Waiting for the first result");
    }
  }

  /** Shows a result when there is time for it; only the newest waits. */
  offer(result) {
    if (this.#gone || (result.late && (this.#next ?? this.#shown))) {
      return;
    }
    this.#next = result;
    this.#run();
  }

  /** Whether anything was shown or waits to be. */
  get empty() {
    return !this.#next && !this.#shown;
  }

  wake() {
    this.#run();
  }

  remove() {
    this.#gone = true;
    this.#bitmap?.close();
    this.root.remove();
  }

  async #run() {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    try {
      while (this.#next && this.#seen && !document.hidden && !this.#gone) {
        const result = this.#next;
        this.#next = null;
        const began = performance.now();
        await this.#show(result);
        await pause(Math.max(0, 1000 / MOST_PICTURES_PER_SECOND - (performance.now() - began)));
      }
    } finally {
      this.#busy = false;
    }
  }

  async #show(result) {
    const bitmap = await picture(result.frame).catch(() => null);
    if (this.#gone) {
      bitmap?.close();
      return;
    }
    this.#bitmap?.close();
    this.#bitmap = bitmap;
    this.#shown = result;
    this.#paint();
    this.#list(result);
  }

  #paint() {
    const result = this.#shown;
    if (!result) {
      return;
    }
    const boxes = draw(
      this.canvas, this.#bitmap, result, this.view.clientWidth, this.view.clientHeight);
    this.canvas.dataset.boxes = boxes;
    this.canvas.dataset.frame = `${result.frame.run}/${result.frame.sequence}`;
    this.canvas.dataset.picture = this.#bitmap ? "shown" : "gone";
    const said = result.finds.map(caption).slice(0, MOST_FINDS_LISTED).join(", ");
    this.canvas.setAttribute("aria-label",
      `Camera ${this.id}, ${plural(boxes, "find")}${said ? `: ${said}` : ""}`);
    say(this.note, this.#bitmap ? "" : "The picture of this result is no longer kept");
  }

  #list(result) {
    const chips = result.finds.slice(0, MOST_FINDS_LISTED).map((find) => {
      const chip = element("li", "", caption(find));
      chip.style.setProperty("--hue", colour(find));
      return chip;
    });
    const more = result.finds.length - chips.length;
    if (more > 0) {
      chips.push(element("li", "more", `+${count(more)} more`));
    }
    if (chips.length === 0) {
      chips.push(element("li", "more", "nothing found"));
    }
    this.finds.replaceChildren(...chips);
    const latency = (new Date(result.finished) - new Date(result.frame.captured)) / 1000;
    say(this.captured, time(result.frame.captured));
    this.captured.title = "When the picture was taken";
    say(this.latency, seconds(Math.max(0, latency)));
    this.latency.title = "From capture to answer";
    say(this.frame, `#${result.frame.sequence}`);
    this.frame.title = "Frame number in this run of the camera";
  }

  #resize() {
    const large = this.root.classList.toggle("large");
    this.larger.setAttribute("aria-pressed", String(large));
  }
}

/** All tiles, kept in step with the cameras that there are. */
export class Tiles {
  #tiles = new Map();
  #root;
  #onRemove;

  constructor(root, onRemove) {
    this.#root = root;
    this.#onRemove = onRemove;
    this.#root.replaceChildren(element("p", "nothing", "Waiting for the dispatcher"));
    document.addEventListener("visibilitychange", () =>
      this.#tiles.forEach((tile) => tile.wake()));
  }

  update(cameras) {
    const ids = new Set(cameras.map((camera) => camera.id));
    for (const [id, tile] of this.#tiles) {
      if (!ids.has(id)) {
        tile.remove();
        this.#tiles.delete(id);
      }
    }
    this.#root.querySelector(".nothing")?.remove();
    if (cameras.length === 0) {
      this.#root.replaceChildren(element("p", "nothing",
        "No camera yet. Add one: a video file, a network camera, or gate: for a synthetic scene."));
      return;
    }
    cameras.forEach((camera, place) => {
      let tile = this.#tiles.get(camera.id);
      if (!tile) {
        tile = new Tile(camera.id, this.#onRemove);
        this.#tiles.set(camera.id, tile);
        this.#root.insertBefore(tile.root, this.#root.children[place] ?? null);
      }
      tile.describe(camera);
    });
  }

  offer(result) {
    this.#tiles.get(result.frame.camera)?.offer(result);
  }

  /** Shows older results where nothing newer has come. */
  fill(results) {
    results.filter((result) => this.#tiles.get(result.frame.camera)?.empty)
      .forEach((result) => this.offer(result));
  }
}
