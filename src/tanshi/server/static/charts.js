// Draws the figures of a page with ECharts from the plain data that tanshi/server/charts.py gives.
//
// Words come with the data, in the language of the page. Legends and switches are buttons, so that they can be
// reached by keyboard; tooltips are made of elements, never of HTML text; nothing is evaluated.

import { init } from "./vendor/echarts.js";

const LIGHT = {
  ink: "#23303b", soft: "#5b6975", line: "#e3e8ed", axis: "#b4bec8", paper: "#ffffff",
  accent: "#17607a", light: "#9cc3d1", short: "#b4532a", long: "#3a7d5c", owed: "#5a6b8c",
  up: "#c8453b", down: "#2c8a5b",
}; // prettier-ignore
const DARK = {
  ink: "#dfe6ec", soft: "#9aa8b5", line: "#2c3844", axis: "#4a5967", paper: "#1a232c",
  accent: "#5fb3cf", light: "#2f6a80", short: "#e0855a", long: "#62b48b", owed: "#93a4c8",
  up: "#ee6b60", down: "#4fb883",
}; // prettier-ignore

const KINDS = { bars, candles, histogram, line, points, scatter, waterfall };
const PRINT_WIDTH = 680;
const NARROW = 520;
const ROW_HEIGHT = 34;
const FEW = 8; // categories that are all named under bars, as far as they do not overlap

const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const price = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const drawn = new Set();

dark.addEventListener("change", () => drawn.forEach((chart) => chart.paint()));
addEventListener("beforeprint", () => drawn.forEach((chart) => chart.print(true)));
addEventListener("afterprint", () => drawn.forEach((chart) => chart.print(false)));

/** Draw one figure; the promise fails where its data cannot be had or read. */
export async function draw(figure) {
  const data = await dataOf(figure);
  const make = KINDS[figure.dataset.kind];
  if (!make) throw new Error(`no chart is called ${figure.dataset.kind}`);
  const chart = new Chart(figure, data, make);
  chart.paint();
  figure.dataset.ready = "drawn";
}

async function dataOf(figure) {
  const inside = figure.querySelector('script[type="application/json"]');
  if (inside) return JSON.parse(inside.textContent);
  const answer = await fetch(figure.dataset.src, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${figure.dataset.src}: ${answer.status}`);
  return answer.json();
}

/** A chart in its figure: what is hidden and which group is shown stays when it is painted again. */
class Chart {
  constructor(figure, data, make) {
    this.box = figure.querySelector(".chart-box");
    this.controls = figure.querySelector(".chart-controls");
    this.data = data;
    this.make = make;
    this.state = { hidden: new Set(), group: 0 };
    if (make.height) this.box.style.height = `${make.height(data)}px`;
    this.echart = init(this.box, null, { renderer: "canvas" });
    new ResizeObserver(() => this.fit()).observe(this.box);
    drawn.add(this);
    figure.addEventListener("chart:data", ({ detail }) => this.change(detail));
  }

  /** Draw other data in place of these; what is shown of them stays. */
  change(data) {
    const shown = this.echart.getOption()?.dataZoom?.map(({ start, end }) => ({ start, end }));
    this.state.group = Math.min(this.state.group, (data.vintages?.length || 1) - 1);
    this.data = data;
    this.paint();
    shown?.forEach(({ start, end }, dataZoomIndex) => this.echart.dispatchAction({ type: "dataZoom", dataZoomIndex, start, end }));
  }

  paint(colours = dark.matches ? DARK : LIGHT, printing = false) {
    this.narrow = (printing ? PRINT_WIDTH : this.box.clientWidth) < NARROW;
    const { option, groups, legend } = this.make(this.data, colours, this.state, this.narrow);
    if (printing && option.dataZoom) option.dataZoom = [];
    const base = {
      animation: !printing && !still.matches,
      animationDuration: 250,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colours.ink },
    };
    this.echart.setOption({ ...base, ...option }, { notMerge: true });
    if (!printing) this.showControls(groups ?? [], legend ?? []);
  }

  fit() {
    if (!this.box.isConnected) {
      drawn.delete(this);
      this.echart.dispose();
    } else if (this.box.clientWidth > 0 && !this.printing) {
      this.echart.resize();
      if (this.narrow !== this.box.clientWidth < NARROW) this.paint();
    }
  }

  print(starts) {
    this.printing = starts;
    this.echart.resize({ width: starts ? PRINT_WIDTH : "auto", animation: { duration: 0 } });
    if (starts) this.paint(LIGHT, true);
    else this.paint();
  }

  showControls(groups, legend) {
    if (!this.controls) return;
    const focused = [...this.controls.querySelectorAll("button")].indexOf(document.activeElement);
    const groupButtons = groups.length > 1 ? groups.map((name, n) => this.groupButton(name, n)) : [];
    this.controls.replaceChildren(...groupButtons, ...legend.map((item) => this.legendButton(item)));
    if (focused >= 0) this.controls.querySelectorAll("button")[focused]?.focus();
  }

  groupButton(name, n) {
    return toggle(name, n === this.state.group, () => {
      this.state.group = n;
      this.paint();
    });
  }

  legendButton({ name, colour, key }) {
    const { hidden } = this.state;
    const button = toggle(name, !hidden.has(key), () => {
      if (!hidden.delete(key)) hidden.add(key);
      this.paint();
    });
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.background = colour;
    button.prepend(swatch);
    return button;
  }
}

function toggle(name, pressed, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chart-switch";
  button.setAttribute("aria-pressed", String(pressed));
  button.append(name);
  button.addEventListener("click", act);
  return button;
}

// The kinds. Each returns ECharts' option for its data, and what the buttons over it show.

function candles(data, c, state, narrow) {
  const { words } = data;
  const shown = data.vintages[state.group] ?? { days: [], candles: [], listed: [], block: [] };
  const volumes = [
    { key: "block", name: words.block, colour: c.light },
    { key: "listed", name: words.listed, colour: c.accent },
  ];
  const visible = volumes.filter((v) => !state.hidden.has(v.key));
  const axis = { ...categories(shown.days, c), boundaryGap: true };
  return {
    groups: data.vintages.map((v) => v.name),
    legend: volumes,
    option: {
      tooltip: {
        ...tooltip(c, "axis"),
        axisPointer: { type: "cross", label: { backgroundColor: c.soft } },
        formatter: ([{ dataIndex: n }]) => card(shown.days[n], candleRows(shown, n, words)),
      },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      grid: [
        { left: narrow ? 44 : 64, right: 12, top: 32, height: "51%" },
        { left: narrow ? 44 : 64, right: 12, top: "70%", bottom: 58 },
      ],
      xAxis: [
        { ...axis, axisLabel: { show: false } },
        { ...axis, gridIndex: 1, axisLabel: { color: c.soft, hideOverlap: true } },
      ],
      yAxis: [
        { ...values(c, (v) => short.format(v)), name: words.price, ...axisName(c), scale: true },
        { ...values(c, (v) => short.format(v / data.divide)), name: data.unit, ...axisName(c), gridIndex: 1, splitNumber: 2 },
      ],
      dataZoom: [
        { type: "inside", xAxisIndex: [0, 1], zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false },
        {
          type: "slider", xAxisIndex: [0, 1], height: 18, bottom: 8, borderColor: c.line, textStyle: { color: c.soft },
          fillerColor: `${c.accent}22`, handleStyle: { color: c.accent }, dataBackground: soft(c), brushSelect: false,
          selectedDataBackground: soft(c),
        },
      ],
      series: [
        {
          type: "candlestick", name: words.price, data: shown.candles, barMaxWidth: 14,
          itemStyle: { color: c.up, color0: c.down, borderColor: c.up, borderColor0: c.down, borderColorDoji: c.soft },
        },
        ...visible.map((v) => ({
          type: "bar", name: v.name, stack: "volume", xAxisIndex: 1, yAxisIndex: 1, data: shown[v.key], barMaxWidth: 14,
          itemStyle: { color: v.colour },
        })),
      ],
    },
  }; // prettier-ignore
}
candles.height = () => 420;

function candleRows(shown, n, words) {
  const [open, close, low, high] = shown.candles[n];
  const prices = [[words.open, open], [words.high, high], [words.low, low], [words.close, close]]; // prettier-ignore
  const volumes = [[words.listed, shown.listed[n]], [words.block, shown.block[n]]]; // prettier-ignore
  return [
    ...prices.map(([name, value]) => [name, price.format(value)]),
    ...volumes.map(([name, value]) => [name, `${whole.format(value)} ${words.tonnes}`]),
  ];
}

function bars(data, c, state, narrow) {
  const legend = data.series.map((s) => ({ key: s.name, name: s.name, colour: c[s.tone] ?? c.accent }));
  const names = categories(data.categories, c);
  if (data.categories.length <= FEW) names.axisLabel.interval = 0;
  const numbers = { ...values(c, (v) => short.format(v / data.divide)), name: data.unit, ...axisName(c) };
  const across = data.horizontal;
  const rows = (n) => visible.map((s) => [s.name, short.format(s.values[n])]);
  const visible = data.series.filter((s) => !state.hidden.has(s.name));
  return {
    legend: legend.length > 1 ? legend : [],
    option: {
      tooltip: {
        ...tooltip(c, "axis"),
        axisPointer: { type: "shadow" },
        formatter: ([{ dataIndex: n }]) => card(data.categories[n], rows(n)),
      },
      grid: { left: 8, right: 24, top: across ? 8 : 30, bottom: across ? 26 : 8, containLabel: true },
      xAxis: across ? { ...numbers, nameLocation: "middle", nameGap: 26, splitNumber: narrow ? 2 : 4 } : names,
      yAxis: across ? { ...names, inverse: true, axisLabel: { ...names.axisLabel, interval: 0, width: narrow ? 90 : 150, overflow: "truncate" } } : numbers,
      series: visible.map((s) => ({
        type: "bar", name: s.name, stack: data.stacked ? "all" : undefined, data: s.values, barMaxWidth: 26, barGap: "10%",
        itemStyle: { color: c[s.tone] ?? c.accent },
      })),
    },
  }; // prettier-ignore
}
bars.height = (data) => (data.horizontal ? Math.max(160, 60 + ROW_HEIGHT * data.categories.length) : 280);

function line(data, c, state) {
  const tones = ["accent", "short", "long", "owed"];
  const named = data.series.map((s, n) => ({ ...s, key: s.name, colour: c[s.tone ?? tones[n % tones.length]] }));
  const visible = named.filter((s) => !state.hidden.has(s.key));
  const divide = data.divide ?? 1;
  return {
    legend: named.length > 1 ? named : [],
    option: {
      tooltip: {
        ...tooltip(c, "axis"),
        formatter: ([{ dataIndex: n }]) => card(data.categories[n], visible.map((s) => [s.name, short.format(s.values[n])])),
      },
      grid: { left: 8, right: 20, top: 30, bottom: 8, containLabel: true },
      xAxis: { ...categories(data.categories, c), boundaryGap: false },
      yAxis: { ...values(c, (v) => short.format(v / divide)), name: data.unit, ...axisName(c), scale: true },
      series: visible.map((s) => ({
        type: "line", name: s.name, data: s.values, showSymbol: s.values.length <= 31, symbolSize: 5,
        lineStyle: { color: s.colour, width: 2 }, itemStyle: { color: s.colour },
      })),
    },
  }; // prettier-ignore
}
line.height = () => 280;

function waterfall(data, c, state, narrow) {
  const { steps, divide, start } = data;
  const tones = { total: c.accent, owed: c.owed, short: c.short, surplus: c.long };
  const colour = (s) => tones[s.tone] ?? (s.amount < 0 ? c.short : c.light);
  const low = (s) => Math.max(start, Math.min(s.from, s.to));
  const sign = (s) => (s.tone === "add" && s.from !== 0 && s.amount > 0 ? "+" : "");
  return {
    option: {
      tooltip: {
        ...tooltip(c, "axis"),
        axisPointer: { type: "shadow" },
        formatter: ([{ dataIndex: n }]) => card(steps[n].name, [["", `${whole.format(steps[n].amount)} ${data.words.tonnes}`]]),
      },
      grid: { left: 4, right: narrow ? 70 : 92, top: 8, bottom: 26, containLabel: true },
      xAxis: {
        ...values(c, (v) => short.format(v / divide)), min: start, name: data.unit, ...axisName(c),
        nameLocation: "middle", nameGap: 26, splitNumber: narrow ? 2 : 4,
      },
      yAxis: {
        ...categories(steps.map((s) => s.name), c), inverse: true,
        axisLabel: { color: c.ink, interval: 0, width: narrow ? 96 : 150, overflow: "break" },
      },
      series: [
        { type: "bar", stack: "way", silent: true, data: steps.map(low), itemStyle: { color: "transparent" } },
        {
          type: "bar", stack: "way", barWidth: "62%",
          data: steps.map((s) => ({ value: Math.max(s.from, s.to) - low(s), itemStyle: { color: colour(s) } })),
          label: {
            show: true, position: "right", color: c.ink,
            formatter: ({ dataIndex: n }) => sign(steps[n]) + whole.format(steps[n].amount),
          },
        },
      ],
    },
  }; // prettier-ignore
}
waterfall.height = (data) => 60 + ROW_HEIGHT * data.steps.length;

function histogram(data, c) {
  const { edges, counts, words, limit } = data;
  const names = counts.map((_, n) => edges[n]);
  const colour = (n) => (edges[n] >= 0 ? c.short : c.long);
  const at = limit === null ? -1 : edges.indexOf(limit);
  return {
    option: {
      tooltip: {
        ...tooltip(c, "axis"),
        axisPointer: { type: "shadow" },
        formatter: ([{ dataIndex: n }]) =>
          card(`${edges[n]} … ${edges[n + 1]} %`, [[edges[n] >= 0 ? words.above : words.below, whole.format(counts[n])]]),
      },
      grid: { left: 8, right: 20, top: 30, bottom: 26, containLabel: true },
      xAxis: {
        ...categories(names, c), name: words.bin, ...axisName(c), nameLocation: "middle", nameGap: 26,
        axisLabel: { color: c.soft, interval: (n) => edges[n] % 5 === 0 },
      },
      yAxis: { ...values(c, (v) => whole.format(v)), name: words.count, ...axisName(c), minInterval: 1 },
      series: [
        {
          type: "bar", barCategoryGap: "8%", data: counts.map((n, i) => ({ value: n, itemStyle: { color: colour(i) } })),
          markLine: at < 0 ? undefined : {
            symbol: "none", silent: true, lineStyle: { color: c.ink, type: "dotted" },
            label: { formatter: `${words.limit} ${limit} %`, color: c.ink, position: "end" }, data: [{ xAxis: at }],
          },
        },
      ],
    },
  }; // prettier-ignore
}
histogram.height = () => 280;

function points(data, c) {
  const { words } = data;
  const largest = Math.max(1, ...data.points.map((p) => p[2]));
  const degrees = (name) => ({ ...values(c, (v) => `${short.format(v)}°`), name, ...axisName(c), scale: true });
  return {
    option: {
      tooltip: {
        ...tooltip(c, "item"),
        formatter: ({ value: [x, y, size, name] }) =>
          card(name, [[words.size, whole.format(size)], [words.x, short.format(x)], [words.y, short.format(y)]]),
      },
      grid: { left: 8, right: 20, top: 30, bottom: 26, containLabel: true },
      xAxis: { ...degrees(words.x), nameLocation: "middle", nameGap: 26 },
      yAxis: degrees(words.y),
      series: [
        {
          type: "scatter", data: data.points, symbolSize: (p) => 3 + 11 * Math.sqrt(p[2] / largest),
          itemStyle: { color: c.accent, opacity: 0.55 },
        },
      ],
    },
  }; // prettier-ignore
}
points.height = () => 460;

// Dots of several groups over two measures, with curves through them. A dot is x, y, name.
function scatter(data, c, state) {
  const { words } = data;
  const groups = data.groups.map((g) => ({ ...g, key: g.name, colour: c[g.tone] ?? c.accent }));
  const curves = data.curves.map((g) => ({ ...g, key: g.name, colour: c[g.tone] ?? c.ink }));
  const shown = (g) => !state.hidden.has(g.key);
  return {
    legend: groups.length + curves.length > 1 ? [...groups, ...curves] : [],
    option: {
      tooltip: {
        ...tooltip(c, "item"),
        formatter: ({ value: [x, y, name] }) => card(name ?? "", [[words.x, short.format(x)], [words.y, short.format(y)]]),
      },
      grid: { left: 8, right: 20, top: 30, bottom: 26, containLabel: true },
      xAxis: {
        ...values(c, (v) => short.format(v)), name: words.x, ...axisName(c), nameLocation: "middle", nameGap: 26, scale: true,
      },
      yAxis: { ...values(c, (v) => short.format(v)), name: words.y, nameTextStyle: { color: c.soft, align: "left" }, scale: true },
      series: [
        ...groups.filter(shown).map((g) => ({
          type: "scatter", name: g.name, data: g.points, symbolSize: 5, itemStyle: { color: g.colour, opacity: 0.5 },
        })),
        ...curves.filter(shown).map((g) => ({
          type: "line", name: g.name, data: g.points, showSymbol: false, silent: true, z: 5,
          lineStyle: { color: g.colour, width: 2, type: g.dashed ? "dashed" : "solid" },
        })),
      ],
    },
  }; // prettier-ignore
}
scatter.height = () => 360;

// Parts that the kinds share.

function categories(names, c) {
  return {
    type: "category",
    data: names,
    axisLine: { lineStyle: { color: c.axis } },
    axisTick: { show: false },
    axisLabel: { color: c.soft, hideOverlap: true },
  };
}

function values(c, format) {
  return {
    type: "value",
    axisLabel: { color: c.soft, formatter: format, hideOverlap: true },
    splitLine: { lineStyle: { color: c.line } },
  };
}

function axisName(c) {
  return { nameTextStyle: { color: c.soft } };
}

function soft(c) {
  return { lineStyle: { color: c.axis }, areaStyle: { color: c.line } };
}

function tooltip(c, trigger) {
  return { trigger, confine: true, transitionDuration: 0, backgroundColor: c.paper, borderColor: c.axis, padding: 0 };
}

/** Return a tooltip: a title over rows of name and value. */
function card(title, rows) {
  const box = document.createElement("div");
  box.className = "chart-tip";
  const head = document.createElement("strong");
  head.append(title);
  const list = document.createElement("dl");
  for (const [name, value] of rows) {
    const [term, text] = [document.createElement("dt"), document.createElement("dd")];
    term.append(name);
    text.append(value);
    list.append(term, text);
  }
  box.append(head, list);
  return box;
}
