// The planner's last decisions: what changed, why, what it predicted, and what was measured then.

import { NONE, count, element, plural, rate, say, time } from "./format.js";

const KINDS = {
  ADOPTED: ["✓", "adopted"],
  KEPT: ["=", "kept"],
  PROPOSED: ["?", "proposed"],
  FAILED: ["✕", "failed"],
  PINNED: ["◆", "pinned"],
  UNPINNED: ["◇", "unpinned"],
  ROLLED_BACK: ["↶", "brought back"],
  MEASURED: ["∿", "measured"],
};

/** Plans that the planner can bring back. */
const REMEMBERED = 10;

/** How long a new decision stands out. */
const NEW_MILLIS = 8000;

/** A decision in a few words. */
export function heading(decision) {
  const words = KINDS[decision.kind]?.[1] ?? decision.kind.toLowerCase();
  return decision.epoch > 0 ? `${words} plan ${decision.epoch}` : words;
}

function perSecond(value) {
  return value > 0 ? `${rate(value)}/s` : NONE;
}

/** What was predicted and what was measured, as pairs of a word and a value. */
function rates(decision) {
  switch (decision.kind) {
    case "ADOPTED":
    case "ROLLED_BACK":
      return [
        ["before", perSecond(decision.measuredBefore)],
        ["predicted", perSecond(decision.planned)],
        ["then measured", decision.judged ? perSecond(decision.measuredAfter) : "not yet"],
      ];
    case "KEPT":
    case "PROPOSED":
      return [
        ["measured", perSecond(decision.measuredBefore)],
        ["predicted", perSecond(decision.planned)],
        ["best now", perSecond(decision.proposed)],
      ];
    default:
      return [
        ["measured", perSecond(decision.measuredBefore)],
        ["predicted", perSecond(decision.planned)],
      ];
  }
}

function change(each, pipeline) {
  const stage = each.pipeline === pipeline ? each.stage : `${each.pipeline}/${each.stage}`;
  return element("li", "", `${stage} on ${each.device} `,
    element("b", "", `${count(each.before)} → ${count(each.after)}`));
}

function reasons(decision, pipeline) {
  const clauses = decision.trigger.replaceAll(`${pipeline}/`, "").split("; ");
  const trigger = element("div", "trigger", clauses[0]);
  if (clauses.length > 1) {
    const rest = element("details", "",
      element("summary", "", `and ${plural(clauses.length - 1, "other reason")}`),
      element("ul", "", ...clauses.slice(1).map((clause) => element("li", "", clause))));
    trigger.append(rest);
  }
  const parts = [trigger];
  if (decision.why.length > 0) {
    parts.push(element("p", "why", `→ ${decision.why.join("; ").replaceAll(`${pipeline}/`, "")}`));
  }
  if (decision.changes.length > 0) {
    parts.push(element("ul", "changes", ...decision.changes.map((each) => change(each, pipeline))));
  }
  return element("div", "reasons-of", ...parts);
}

function item(decision, pipeline) {
  const at = element("time", "", time(decision.at));
  at.dateTime = decision.at;
  const glyph = element("span", "glyph", KINDS[decision.kind]?.[0] ?? "·");
  glyph.setAttribute("aria-hidden", "true");
  const figures = element("dl", "predictions", ...rates(decision).map(([word, value]) =>
    element("div", "", element("dt", "", word), element("dd", "", value))));
  const made = element("li", "decision", at,
    element("p", "kind", glyph, element("b", "", heading(decision))),
    reasons(decision, pipeline), figures);
  made.dataset.kind = decision.kind;
  return made;
}

/** The list; an item that says the same stays the same element, so that what is open stays open. */
export class Decisions {
  constructor(root, total, onBringBack) {
    this.root = root;
    this.total = total;
    this.shown = new Map();
    this.filled = false;
    root.addEventListener("click", (event) => {
      const { epoch } = event.target.dataset;
      if (epoch) {
        onBringBack(Number(epoch));
      }
    });
  }

  show(decisions, now) {
    const next = new Map();
    for (const decision of decisions) {
      const key = `${decision.at} ${decision.kind}`;
      const { epoch } = decision;
      const back = ["ADOPTED", "ROLLED_BACK"].includes(decision.kind) && epoch > 0
        && epoch < now.plan.epoch && epoch > now.plan.epoch - REMEMBERED;
      const text = JSON.stringify([decision, back]);
      const before = this.shown.get(key);
      if (before?.text === text) {
        next.set(key, before);
      } else {
        const made = item(decision, now.pipeline);
        if (back) {
          const button = element("button", "quiet small", "Bring back");
          button.type = "button";
          button.dataset.epoch = epoch;
          button.setAttribute("aria-label", `Bring plan ${epoch} back`);
          made.querySelector(".kind").append(button);
        }
        if (before?.root.querySelector("details")?.open) {
          made.querySelector("details").open = true;
        }
        if (!before && this.filled) {
          made.classList.add("new");
          setTimeout(() => made.classList.remove("new"), NEW_MILLIS);
        }
        next.set(key, { text, root: made });
      }
    }
    const order = [...next.values()].map((each) => each.root);
    if (order.length !== this.root.children.length
        || order.some((root, i) => this.root.children[i] !== root)) {
      this.root.replaceChildren(...order);
    }
    if (order.length === 0) {
      this.root.replaceChildren(element("li", "nothing", "The planner has decided nothing yet."));
    }
    this.shown = next;
    this.filled = true;
    say(this.total, order.length === 0 ? "" : String(order.length));
  }
}
