// What a script adds to a form: a draft that saves itself, blocks pasted from a spreadsheet, findings while typing.
// The form works without it. Nothing is judged here: findings come from the server, which judges again at the end.

const QUIET_MS = 1500;

document.querySelectorAll("form.kit-form:not([data-ready])").forEach(enhance);

function enhance(form) {
  form.dataset.ready = "yes";
  const hint = form.querySelector(".form-paste");
  if (hint) hint.hidden = false;
  form.addEventListener("paste", (event) => pasteBlock(form, event));
  form.querySelector(".form-more")?.addEventListener("click", (event) => {
    event.preventDefault();
    addRows(form, Number(event.currentTarget.value));
  });
  if (form.dataset.draftUrl) keepDraft(form);
}

// rows

function rowsOf(form) {
  return [...form.querySelectorAll("tbody tr")];
}

/** Add empty rows and return whether there was room for all. */
function addRows(form, count) {
  const template = form.querySelector("template.form-row");
  const body = form.querySelector("tbody");
  let next = 1 + Math.max(-1, ...rowsOf(form).map((row) => Number(row.dataset.row)));
  for (let added = 0; added < count; added += 1) {
    if (rowsOf(form).length >= Number(form.dataset.most)) return false;
    const row = template.content.firstElementChild.cloneNode(true);
    row.dataset.row = next;
    row.querySelector("th").textContent = next + 1;
    for (const element of row.querySelectorAll("[name], [id]")) {
      for (const name of ["name", "id", "aria-describedby"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace("__", next));
      }
      const label = element.getAttribute("aria-label");
      if (label) element.setAttribute("aria-label", `${label}${next + 1}`);
    }
    body.append(row);
    next += 1;
  }
  return true;
}

// pasting

/** Put a block copied from a spreadsheet into the cells to the right of and below the one it is pasted into. */
function pasteBlock(form, event) {
  const cell = event.target.closest("tbody td");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const block = readBlock(text);
  if (!cell || (block.length < 2 && (block[0]?.length ?? 0) < 2)) return;
  event.preventDefault();
  const rows = rowsOf(form);
  const top = rows.indexOf(cell.parentElement);
  const left = [...cell.parentElement.cells].indexOf(cell);
  addRows(form, top + block.length - rows.length);
  const all = rowsOf(form);
  block.forEach((values, down) => {
    const cells = all[top + down]?.cells ?? [];
    values.forEach((value, right) => put(cells[left + right]?.querySelector("input, select"), value));
  });
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Return the cells of tab-separated text; a cell with line breaks stands in quotes. */
function readBlock(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    const row = rows[rows.length - 1];
    const last = row.length - 1;
    if (quoted) {
      if (sign === '"' && text[at + 1] === '"') {
        row[last] += '"';
        at += 1;
      } else if (sign === '"') quoted = false;
      else row[last] += sign;
    } else if (sign === '"' && row[last] === "") quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else if (sign !== "\r") row[last] += sign;
  }
  if (rows[rows.length - 1].join("") === "") rows.pop();
  return rows;
}

/** Put a value into a control; what a list does not have is added to it, so that nothing is lost before it is judged. */
function put(control, value) {
  if (!control) return;
  const text = value.trim().replace(/\s*[\r\n]+\s*/g, " ");
  if (control.tagName === "SELECT") {
    const option = [...control.options].find((o) => o.value === text || o.textContent === text);
    if (option) control.value = option.value;
    else if (text) control.add(new Option(text, text, false, true));
    else control.value = "";
  } else control.value = text;
}

// the draft

function keepDraft(form) {
  let timer = 0;
  let saving = false;
  let again = false;
  let stopped = false;

  async function run() {
    if (stopped) return;
    if (saving) {
      again = true;
      return;
    }
    saving = true;
    try {
      stopped = !(await save(form));
    } catch {
      show(form, form.dataset.notSaved, false);
    }
    saving = false;
    if (again) {
      again = false;
      run();
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(run, QUIET_MS);
  });
  form.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(timer);
  });
}

/** Save the draft; return false when somebody else changed it, because then saving must stop. */
async function save(form) {
  const answer = await fetch(form.dataset.draftUrl, {
    method: "PUT",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": form.elements.token?.value ?? "" },
    body: JSON.stringify(cellsOf(form)),
  });
  if (answer.status === 409) {
    show(form, form.dataset.changed, false);
    return false;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const { revision, findings = [] } = await answer.json();
  form.dataset.revision = revision;
  show(form, form.dataset.saved, true);
  showFindings(form, findings);
  return true;
}

/** Return what is typed, row by row; empty rows at the end are left out. */
function cellsOf(form) {
  const header = {};
  const rows = [];
  for (const control of form.elements) {
    const [place, first, column] = (control.name ?? "").split(".");
    if (place === "header") header[first] = control.value;
    if (place === "rows" && column) (rows[Number(first)] ??= {})[column] = control.value;
  }
  const filled = Array.from(rows, (row) => row ?? {});
  while (filled.length && !Object.values(filled[filled.length - 1]).some((v) => v.trim())) filled.pop();
  return {
    form: form.dataset.form,
    version: Number(form.dataset.version),
    revision: Number(form.dataset.revision),
    header,
    rows: filled,
  };
}

function show(form, words, good) {
  const state = form.querySelector(".form-state");
  state.textContent = words;
  state.classList.toggle("neg", !good);
}

/** Show each finding at its cell, and none at the others. */
function showFindings(form, findings) {
  const byName = Map.groupBy ? Map.groupBy(findings, (f) => f.name) : grouped(findings);
  for (const control of form.querySelectorAll("[name^='header.'], [name^='rows.']")) {
    const list = document.getElementById(`${control.id}-findings`);
    if (!list) continue;
    const messages = byName.get(control.name) ?? [];
    list.replaceChildren(
      ...messages.map(({ message }) => {
        const item = document.createElement("li");
        item.className = "finding-bad";
        item.textContent = message;
        return item;
      }),
    );
    list.hidden = messages.length === 0;
    if (messages.length) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

function grouped(findings) {
  const found = new Map();
  for (const finding of findings) found.set(finding.name, [...(found.get(finding.name) ?? []), finding]);
  return found;
}
