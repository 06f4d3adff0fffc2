// Keeps the trading screen live: quote, levels, trades and chart from the market's events, the account from the server.
//
// Without it the page shows what it was loaded with, and its forms work. Nothing is decided here.

const root = document.querySelector(".trading");
const yuan = (fen) => (fen / 100).toFixed(2);
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const TAPE = 20;
const OWN_EVERY_MS = 5000;
const LATER_MS = 500;
const CHART_MS = 3000;

if (root) follow(root);

function follow(root) {
  const { instrument } = root.dataset;
  const shown = root.querySelector("[data-live]");
  const source = new EventSource("/market/stream");
  let session = "";
  const seen = new Set();

  const live = (is) => {
    shown.textContent = is ? shown.dataset.on : shown.dataset.off;
    shown.classList.toggle("badge-good", is);
    shown.classList.toggle("badge-warn", !is);
  };
  source.addEventListener("error", () => live(false));
  source.addEventListener("session", ({ data }) => {
    const told = JSON.parse(data);
    live(told.open);
    if (told.open && session && told.session !== session) location.reload();
    session = told.session || session;
    if (told.open && told.session !== root.dataset.session) location.reload();
    refresh();
  });
  source.addEventListener("reset", () => location.reload());
  source.addEventListener("depth", ({ data }) => {
    const told = JSON.parse(data);
    if (told.instrument === instrument) showLevels(root, told);
    refresh();
  });
  source.addEventListener("trade", ({ data }) => {
    const trade = JSON.parse(data);
    if (seen.has(trade.number)) return;
    seen.add(trade.number);
    if (trade.way === "listing") setText(root.querySelector(`[data-last="${CSS.escape(trade.instrument)}"]`), yuan(trade.price_fen));
    if (trade.instrument === instrument) showTrade(root, trade);
    refresh();
    redraw();
  });

  const refresh = soon(LATER_MS, () => refreshOwn(root));
  const redraw = soon(CHART_MS, () => refreshChart(instrument));
  setInterval(refresh, OWN_EVERY_MS);
  document.addEventListener("htmx:after:swap", refresh);
  root.addEventListener("click", ({ target }) => {
    const level = target.closest?.(".level");
    if (level) takePrice(level.dataset.price);
  });
}

/** Return a function that does something once, some time after it was first asked for. */
function soon(ms, act) {
  let waits = 0;
  return () => {
    waits ||= setTimeout(() => {
      waits = 0;
      act();
    }, ms);
  };
}

function showLevels(root, { side, levels }) {
  const body = root.querySelector(`.depth tbody[data-side="${side}"]`);
  for (const row of body.rows) {
    const level = levels[Number(row.dataset.level) - 1];
    const [, price, tonnes] = row.cells;
    const text = level ? yuan(level[0]) : "–";
    const amount = level ? whole.format(level[1]) : "";
    if (price.textContent === text && tonnes.textContent === amount) continue;
    price.replaceChildren(level ? levelButton(level[0]) : text);
    tonnes.textContent = amount;
    tell(row);
  }
}

function levelButton(fen) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "level";
  button.dataset.price = fen;
  button.textContent = yuan(fen);
  return button;
}

/** Enter a level's price into the form of a listing order. */
function takePrice(fen) {
  const field = document.getElementById("listing-price");
  if (!field) return;
  field.value = yuan(fen);
  document.getElementById("listing-tonnes").focus();
}

function showTrade(root, trade) {
  const quote = (name) => root.querySelector(`[data-quote="${name}"]`);
  const { price_fen: price, quantity_t: tonnes } = trade;
  addTo(quote(trade.way === "listing" ? "listed_t" : "block_t"), tonnes);
  if (trade.way === "listing") {
    const change = quote("change");
    const share = (100 * (price - Number(change.dataset.previous))) / Number(change.dataset.previous);
    setText(quote("last"), yuan(price));
    setText(change, `${share < 0 ? "" : "+"}${share.toFixed(2)} %`);
    change.className = share < 0 ? "fall" : share > 0 ? "rise" : "";
    if (quote("open").textContent === "–") setText(quote("open"), yuan(price));
    extreme(quote("high"), price, Math.max);
    extreme(quote("low"), price, Math.min);
  }
  const body = document.getElementById("tape");
  const row = body.insertRow(0);
  row.className = trade.taker_side === "buy" ? "up" : "down";
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = clock(trade.time_ms);
  const words = trade.way === "listing" ? "" : ` ${body.dataset[trade.way]}`;
  row.append(head, cell(yuan(price)), cell(whole.format(tonnes) + words));
  tell(row);
  while (body.rows.length > TAPE) body.deleteRow(-1);
}

function cell(text) {
  const made = document.createElement("td");
  made.textContent = text;
  return made;
}

function clock(ms) {
  return new Date(ms).toISOString().slice(11, 19);
}

function addTo(element, tonnes) {
  const sum = Number(element.dataset.value) + tonnes;
  element.dataset.value = sum;
  setText(element, whole.format(sum));
}

function extreme(element, fen, of) {
  const now = Number.parseFloat(element.textContent);
  setText(element, Number.isNaN(now) ? yuan(fen) : of(now, fen / 100).toFixed(2));
}

function setText(element, text) {
  if (!element || element.textContent === text) return;
  element.textContent = text;
  tell(element);
}

/** Mark for a moment what changed. */
function tell(element) {
  element.classList.remove("told");
  void element.offsetWidth;
  element.classList.add("told");
}

/** Put the account as it is now in its place, unless somebody is typing there. */
async function refreshOwn(root) {
  const own = document.getElementById("own");
  if (!root.dataset.own || document.hidden || own.contains(document.activeElement)) return;
  try {
    const answer = await fetch(root.dataset.own);
    if (!answer.ok || answer.redirected) return;
    const open = [...own.querySelectorAll("details")].map((details) => details.open);
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (own.contains(document.activeElement)) return;
    own.replaceChildren(...made.body.childNodes);
    own.querySelectorAll("details").forEach((details, n) => (details.open = open[n] ?? false));
  } catch {
    // the server is away: the next event tries again
  }
}

async function refreshChart(instrument) {
  const figure = document.getElementById("trading-chart");
  if (!figure || document.hidden) return;
  try {
    const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
    const answer = await fetch(`/trading/chart?instrument=${encodeURIComponent(instrument)}&lang=${language}`);
    if (answer.ok) figure.dispatchEvent(new CustomEvent("chart:data", { detail: await answer.json() }));
  } catch {
    // as above
  }
}
