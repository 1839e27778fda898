// Wires the page: asks for the state once a second, follows the results, and runs the forms.

import { addCamera, carbon, decisions, follow, latestResults, plan, removeCamera, request, status } from "./api.js";
import { showAccount, showFigures } from "./account.js";
import { Tiles } from "./cameras.js";
import { showCarbon } from "./carbon.js";
import { Charts } from "./charts.js";
import { Decisions, heading } from "./decisions.js";
import { Matrix } from "./matrix.js";
import { showPlan } from "./planner.js";
import { showStages } from "./stages.js";
import { Tabs } from "./tabs.js";
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

const tabs = new Tabs(byId("tabs"), () => {
  forgetNews();
  refresh().catch(console.warn);
});
const matrix = new Matrix(byId("matrix"), byId("inspector"));
const history = new Decisions(byId("decisions"), byId("decision-count"), askToBringBack);
const planParts = {
  figures: byId("plan-figures"), why: byId("plan-why"), asks: byId("plan-asks"),
};
let unseen = 0;

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

function forgetNews() {
  if (tabs.view === "planner") {
    unseen = 0;
  }
  const badge = byId("news-count");
  badge.hidden = unseen === 0;
  say(badge, unseen === 0 ? "" : `${unseen} new`);
}

function tellNews(decision) {
  say(byId("news"), `The planner decided: ${heading(decision)}.`);
  unseen += 1;
  forgetNews();
  refresh().catch(console.warn);
}

async function refreshPlanner() {
  const [now, last, zones] = await Promise.all([plan(), decisions(), carbon()]);
  showPlan(planParts, now, zones);
  showCarbon(byId("carbon"), byId("zones"), zones);
  matrix.show(now);
  history.show(last, now);
}

async function refresh() {
  if (tabs.view === "planner") {
    await refreshPlanner();
  }
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

let bringingBack = 0;

function askToBringBack(epoch) {
  bringingBack = epoch;
  byId("back-title").textContent = `Bring plan ${epoch} back?`;
  byId("back-error").hidden = true;
  byId("back-dialog").showModal();
}

function runBackForm() {
  const dialog = byId("back-dialog");
  byId("back-cancel").addEventListener("click", () => dialog.close());
  byId("back-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await request("ROLL_BACK", bringingBack);
      dialog.close();
    } catch (failure) {
      showError(byId("back-error"), failure);
    }
  });
}

function runAsks() {
  const error = byId("ask-error");
  planParts.asks.addEventListener("click", async (event) => {
    const { ask } = event.target.dataset;
    if (!ask) {
      return;
    }
    error.hidden = true;
    try {
      await request(ask);
      say(byId("news"), "Asked; the planner says what it decides.");
    } catch (failure) {
      showError(error, failure);
    }
  });
}

runAddForm();
runBackForm();
runAsks();
runRemoveForm();
follow((result) => tiles.offer(result), tellNews);
keepFresh();
