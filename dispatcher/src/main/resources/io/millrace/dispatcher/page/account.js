// The key figures and the account of every frame.

import { NONE, count, element, percent, plural, rate, say, seconds } from "./format.js";

const SIGNS = ["=", "+", "+", "+"];

function figure(name, value, unit, note) {
  const text = element("dd", "", element("b", "", value), element("span", "unit", unit));
  text.append(element("small", "", note));
  return element("div", "", element("dt", "", name), text);
}

function split(text) {
  const at = text.lastIndexOf(" ");
  return [text.slice(0, at), text.slice(at + 1)];
}

/** What matters most, in large type. */
export function showFigures(root, status) {
  const { account, recent, latency, accuracy } = status;
  const measured = recent.count > 0;
  const dropped = account.framesIn > 0 ? account.dropped / account.framesIn : 0;
  const figures = [
    figure("Throughput", rate(status.resultsPerSecond), "results/s",
      `${plural(account.results, "result")} so far`),
    figure("Latency p50", ...(measured ? split(seconds(recent.p50Seconds)) : [NONE, ""]),
      latency.count > 0 ? `${seconds(latency.p50Seconds)} over the run` : "capture to answer"),
    figure("Latency p95", ...(measured ? split(seconds(recent.p95Seconds)) : [NONE, ""]),
      latency.count > 0 ? `${seconds(latency.p95Seconds)} over the run` : "capture to answer"),
    figure("In flight", count(account.inFlight), account.inFlight === 1 ? "frame" : "frames",
      account.inFlight > 0 ? `oldest ${seconds(status.oldestSeconds)}` : "nothing waits"),
    figure("Dropped", ...split(percent(dropped, dropped > 0 && dropped < 0.1 ? 1 : 0)),
      `${count(account.dropped)} of ${plural(account.framesIn, "frame")}`),
  ];
  if (accuracy.plates > 0) {
    figures.push(figure("Plates read exactly", ...split(percent(accuracy.share, 1)),
      `${count(accuracy.read)} of ${count(accuracy.plates)}`));
  }
  root.replaceChildren(...figures);
}

/** The account: frames in = results + dead letters + drops + in flight. */
export function showAccount(parts, account) {
  const terms = [
    [account.framesIn, "frames in"],
    [account.results, "results"],
    [account.deadLetters, "dead letters"],
    [account.dropped, "drops"],
    [account.inFlight, "in flight"],
  ];
  parts.equation.replaceChildren(...terms.flatMap(([value, name], i) => {
    const term = element("span", "term", element("b", "", count(value)), ` ${name}`);
    return i === 0 ? [term] : [" ", element("span", "sign", SIGNS[i - 1]), " ", term];
  }));
  const holds = account.framesIn
    === account.results + account.deadLetters + account.dropped + account.inFlight;
  let [state, words] = ["done", "✓ every frame accounted for"];
  if (!holds) {
    [state, words] = ["wrong", "✕ the account does not balance"];
  } else if (account.framesIn === 0) {
    [state, words] = ["open", "… no frame yet"];
  } else if (account.inFlight > 0) {
    [state, words] = ["open", `… ${count(account.inFlight)} under way, every other frame accounted for`];
  }
  parts.verdict.dataset.state = state;
  say(parts.verdict, words);
  const chips = account.drops.map((drop) => [`${drop.stage}: ${drop.reason}`, drop.count]);
  if (account.duplicates > 0) {
    chips.push(["duplicates recognised", account.duplicates]);
  }
  parts.reasons.replaceChildren(...chips.map(([words, number]) =>
    element("li", "", `${words} `, element("b", "", count(number)))));
}
