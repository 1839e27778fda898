// Wires the page: asks for the state once a second, follows the results, and runs the forms.

import { addCamera, follow, latestResults, removeCamera, status } from "./api.js";
import { showAccount, showFigures } from "./account.js";
import { Tiles } from "./cameras.js";
import { Charts } from "./charts.js";
import { showStages } from "./stages.js";
import { element, say, span, time } from "./format.js";

const EVERY_MILLIS = 1000;

const byId = (id) => document.getElementById(id);

const link = byId("link");
const tiles = new Tiles(byId("tiles"), askToRemove);
const charts = new Charts({
  throughput: byId("throughput"),
  throughputLegend: byId("throughput-legend"),
  latency: byId("latency"),
  latencyLegend: byId("latency-legend"),
});

function showLink(state, words) {
  link.dataset.state = state;
  say(link.querySelector(".words"), words);
}

function showPipeline(pipeline) {
  const chain = pipeline.stages.flatMap((stage, i) => [
    ...(i === 0 ? [] : [element("span", "arrow", "→")]),
    element("span", "step", stage.name),
  ]);
  byId("pipeline").replaceChildren(
    element("b", "", pipeline.name), element("span", "version", `v${pipeline.version}`), ...chain);
}

async function refresh() {
  const now = await status();
  showLink("live", "Live");
  showPipeline(now.pipeline);
  showFigures(byId("figures"), now);
  showAccount(
    { equation: byId("equation"), verdict: byId("verdict"), reasons: byId("reasons") },
    now.account);
  say(byId("camera-count"), String(now.cameras.length));
  tiles.update(now.cameras);
  showStages(byId("stages"), now.stages);
  charts.show(now);
  const up = (new Date(now.at) - new Date(now.started)) / 1000;
  say(byId("about"),
    `Millrace ${now.version} · up ${span(up)} · ${time(now.at)}`);
}

async function keepFresh() {
  let filled = false;
  for (;;) {
    if (!document.hidden) {
      try {
        await refresh();
        if (!filled) {
          tiles.fill(await latestResults());
          filled = true;
        }
      } catch (failure) {
        console.warn(failure);
        showLink("lost", "Dispatcher does not answer");
      }
    }
    await new Promise((resume) => setTimeout(resume, EVERY_MILLIS));
  }
}

function showError(place, failure) {
  place.textContent = failure.message;
  place.hidden = false;
}

function runAddForm() {
  const dialog = byId("add-dialog");
  const form = byId("add-form");
  const error = byId("add-error");
  byId("add-camera").addEventListener("click", () => {
    error.hidden = true;
    dialog.showModal();
  });
  byId("add-cancel").addEventListener("click", () => dialog.close());
  form.elements.rate.addEventListener("focus", () => {
    form.elements.pace.value = "rate";
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { id, address, pace, rate } = form.elements;
    try {
      await addCamera({
        id: id.value,
        address: address.value,
        pace: pace.value === "rate" ? `${Number(rate.value)}/s` : pace.value,
      });
      form.reset();
      dialog.close();
      await refresh();
    } catch (failure) {
      showError(error, failure);
    }
  });
}

let removing = "";

function askToRemove(id) {
  removing = id;
  byId("remove-title").textContent = `Remove camera ${id}?`;
  byId("remove-error").hidden = true;
  byId("remove-dialog").showModal();
}

function runRemoveForm() {
  const dialog = byId("remove-dialog");
  byId("remove-cancel").addEventListener("click", () => dialog.close());
  byId("remove-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await removeCamera(removing);
      dialog.close();
      await refresh();
      byId("add-camera").focus();
    } catch (failure) {
      showError(byId("remove-error"), failure);
    }
  });
}

runAddForm();
runRemoveForm();
follow((result) => tiles.offer(result));
keepFresh();
