// What scripts add to the pages: charts, partial updates, sorting of whole tables. All of it may be missing.

const SORTED = { ascending: 1, descending: -1 };

import("./vendor/htmx.js").catch(() => {}); // without it, links and forms load whole pages
document.addEventListener("htmx:after:swap", () => enhance(document));
document.addEventListener("htmx:response:error", ({ detail }) => openWhole(detail.ctx.request));
enhance(document);

/** Show the page that refuses, in place of the part that cannot be had; a refused form is shown where it stands. */
function openWhole({ method, action }) {
  if (method.toUpperCase() === "GET") location.assign(action);
}

/** Give figures and tables under a root what scripts add; each once. */
async function enhance(root) {
  root.querySelectorAll("table[data-sortable]:not([data-ready])").forEach(makeSortable);
  const figures = [...root.querySelectorAll("figure.chart[data-kind]:not([data-ready])")];
  if (figures.length === 0) return;
  figures.forEach((figure) => (figure.dataset.ready = "asked"));
  try {
    const { draw } = await import("./charts.js");
    await Promise.all(figures.map((figure) => draw(figure).catch(() => showTable(figure))));
  } catch {
    figures.forEach(showTable); // the bundle was not built
  }
}

/** Show a figure's table in place of its chart. */
function showTable(figure) {
  figure.dataset.ready = "table";
  figure.querySelector(".chart-box").hidden = true;
  const missing = figure.querySelector(".chart-missing");
  if (missing) missing.hidden = false;
  const details = figure.querySelector("details");
  if (details) details.open = true;
}

/** Let the heads of a table that is whole on the page sort it. */
function makeSortable(table) {
  table.dataset.ready = "sorted";
  table.querySelectorAll("thead th").forEach((head, column) => {
    if (head.querySelector("a, button") || !head.textContent.trim()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sorter";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, head, column));
    head.append(button);
  });
}

function sortBy(table, head, column) {
  const numeric = head.classList.contains("n");
  const first = numeric ? "descending" : "ascending";
  const now = head.getAttribute("aria-sort");
  const order = now === null ? first : now === "ascending" ? "descending" : "ascending";
  table.querySelectorAll("th[aria-sort]").forEach((th) => th.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", order);
  const compare = new Intl.Collator(document.documentElement.lang).compare;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[column], numeric) }));
  rows.sort((a, b) => {
    if (a.key === null || b.key === null) return (a.key === null) - (b.key === null); // what is missing stands last
    return SORTED[order] * (numeric ? a.key - b.key : compare(a.key, b.key));
  });
  body.append(...rows.map(({ row }) => row));
}

/** Return what a cell sorts by, or null for a cell without a value. */
function keyOf(cell, numeric) {
  const shown = (cell?.dataset.value ?? cell?.textContent ?? "").trim();
  if (!numeric) return shown || null;
  const number = Number.parseFloat(shown.replaceAll(",", "").replace("−", "-"));
  return Number.isNaN(number) ? null : number;
}
