// Throughput and latency over the last minutes. Lines differ by their strokes, not only by
// colour, and the legend gives the present value in words.

/* global Chart */

import { NONE, count, element, rate, seconds } from "./format.js";

const MOST_SECONDS = 300;
const MINUTE = 60;

const LINES = [
  { key: "p50Seconds", name: "p50", colour: "--line-1", dash: [], width: 2 },
  { key: "p95Seconds", name: "p95", colour: "--line-2", dash: [6, 3], width: 1.5 },
  { key: "p99Seconds", name: "p99", colour: "--line-3", dash: [2, 3], width: 1.5 },
];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function ago(value) {
  if (value === 0) {
    return "now";
  }
  return value % MINUTE === 0 ? `−${-value / MINUTE} min` : `−${-value} s`;
}

function legend(root, entries) {
  root.replaceChildren(...entries.map(({ name, value, dash, stroke }) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 20 8");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", "M1 4H19");
    line.setAttribute("stroke", colour(stroke));
    line.setAttribute("stroke-width", "2");
    line.setAttribute("stroke-dasharray", dash.join(" "));
    svg.append(line);
    return element("span", "", svg, `${name} `, element("b", "", value));
  }));
}

class Plot {
  constructor(canvas, legendRoot, lines, format, tick) {
    this.canvas = canvas;
    this.legendRoot = legendRoot;
    this.lines = lines;
    this.format = format;
    this.chart = new Chart(canvas, {
      type: "line",
      data: {
        datasets: lines.map((line) => ({
          data: [],
          borderWidth: line.width,
          borderDash: line.dash,
          pointRadius: 0,
          spanGaps: false,
          tension: 0,
          fill: line.fill ?? false,
        })),
      },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        layout: { padding: { top: 4, right: 6 } },
        plugins: { legend: { display: false }, tooltip: { enabled: false } },
        scales: {
          x: {
            type: "linear",
            min: -MINUTE,
            max: 0,
            border: { display: false },
            grid: { display: false },
            ticks: {
              stepSize: MINUTE / 4,
              maxRotation: 0,
              callback: ago,
            },
          },
          y: {
            min: 0,
            grace: "8%",
            border: { display: false },
            ticks: { maxTicksLimit: 5, padding: 6, callback: tick },
          },
        },
      },
    });
    this.dress();
  }

  /** Takes the colours of the present scheme. */
  dress() {
    const { data, options } = this.chart;
    data.datasets.forEach((dataset, i) => {
      dataset.borderColor = colour(this.lines[i].colour);
      dataset.backgroundColor = colour("--line-area");
    });
    for (const axis of [options.scales.x, options.scales.y]) {
      axis.ticks.color = colour("--muted");
      axis.ticks.font = { size: 11, family: getComputedStyle(document.body).fontFamily };
    }
    options.scales.y.grid = { color: colour("--grid"), drawTicks: false };
    this.chart.update("none");
  }

  show(history, now, words) {
    this.lines.forEach((line, i) => {
      this.chart.data.datasets[i].data = history.map((second) => ({
        x: second.epochSecond - now,
        y: line.always || second.results > 0 ? second[line.key] : null,
      }));
    });
    // At first a minute, then as many as there are, up to five.
    const minutes = Math.max(1, Math.ceil(Math.min(history.length, MOST_SECONDS) / MINUTE));
    this.chart.options.scales.x.min = -minutes * MINUTE;
    this.chart.options.scales.x.ticks.stepSize = minutes > 2 ? MINUTE : (minutes * MINUTE) / 4;
    this.chart.update("none");
    const last = history.at(-1);
    const entries = this.lines.map((line) => ({
      name: line.name,
      dash: line.dash,
      stroke: line.colour,
      value: last && (line.always || last.results > 0) ? this.format(last[line.key]) : NONE,
    }));
    legend(this.legendRoot, entries);
    this.canvas.setAttribute("aria-label",
      `${words}: ${entries.map((entry) => `${entry.name} ${entry.value}`).join(", ")}`);
  }
}

/** Both charts. */
export class Charts {
  constructor(parts) {
    this.throughput = new Plot(parts.throughput, parts.throughputLegend,
      [{ key: "results", name: "results/s", colour: "--line-1", dash: [], width: 1.5,
        fill: "origin", always: true }],
      count, (value) => (Number.isInteger(value) ? count(value) : rate(value)));
    this.latency = new Plot(parts.latency, parts.latencyLegend, LINES, seconds,
      (value) => (value < 1 ? `${+(value * 1000).toFixed(1)} ms` : `${+value.toFixed(2)} s`));
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.throughput.dress();
      this.latency.dress();
    });
  }

  show(status) {
    const now = Math.floor(new Date(status.at).getTime() / 1000);
    this.throughput.show(status.history, now, "Throughput over the last minutes; in the last second");
    this.latency.show(status.history, now, "Latency over the last minutes; in the last second");
  }
}
