"""Offline bundles: a form to be filled in without connection, and the way back.

A bundle is a zip archive: the template with what is known filled in, the code lists as CSV, a note how to fill it in,
and a manifest with the digest of each. It is kept which bundles were given out, so that one that comes back is known,
and what was changed besides the cells to be filled in is told: another entity, another version, another template.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from tanshi.application.forms.cell import is_blank, text_of
from tanshi.application.forms.definition import Form
from tanshi.application.forms.given import Given, from_file
from tanshi.application.forms.grid import unpack
from tanshi.application.forms.intake import Context, Intake, take
from tanshi.application.forms.tables import BundleRow
from tanshi.application.forms.workbook import template
from tanshi.core.catalogue import Language
from tanshi.core.finding import Finding, problem
from tanshi.journal.canonical import canonical
from tanshi.journal.engine import Engine, Reads

MANIFEST = "manifest.json"
WORKBOOK = "form.xlsx"

#: Bytes of a bundle's parts when unpacked.
LARGEST = 256 << 20

_TIMELESS = (2021, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as it is given out."""

    id: str
    data: bytes
    manifest_sha256: str


def make_bundle(
    engine: Engine,
    form: Form,
    subject: str,
    owner: str,
    now: str,
    *,
    language: Language = "zh",
    header: Mapping[str, Any] | None = None,
    rows: Sequence[Mapping[str, Any]] = (),
    known: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
) -> Bundle:
    """Return a bundle for somebody to fill in and keep that it was given out; `now` is an instant's text.

    The same request at the same instant gives the same bytes.
    """
    name = {"form": form.id, "version": form.version, "subject": subject, "owner": owner, "at": now}
    id = f"bundle/{form.id}/{sha256(canonical(name)).hexdigest()[:24]}"
    filled = template(
        form, language=language, header=header, rows=rows, known=known, stamp={"bundle": id, "subject": subject}
    )
    parts = {WORKBOOK: filled, "README.txt": _note(form), **_lists(form, known or {})}
    manifest = canonical(
        {
            "bundle": id,
            "definition": form.sha256,
            "files": [{"path": p, "sha256": sha256(d).hexdigest()} for p, d in sorted(parts.items())],
            "form": form.id,
            "made_at": now,
            "prefilled": _keys(form, rows),
            "subject": subject,
            "version": form.version,
        }
    )
    digest = sha256(manifest).hexdigest()
    row = BundleRow(id, form.id, form.version, subject, owner, now, digest)
    with engine.aside() as writes:
        writes.upsert(BundleRow.__table__, [BundleRow.__table__.values(row)])
    return Bundle(id, _zip({MANIFEST: manifest, **parts}), digest)


def take_bundle(view: Reads, form: Form, data: bytes, context: Context | None = None, *, name: str = "") -> Intake:
    """Return what a bundle that came back comes to; the filled workbook alone will do.

    A bundle that was not made here, for another entity, of another version, or whose manifest or template was changed
    has findings and sends nothing. Raises `Problem` if it cannot be read at all, or is an archive with tricks.
    """
    context = context or Context()
    parts = unpack(data, name, LARGEST)
    if "xl/workbook.xml" in parts:
        given = from_file(form, data, name)
        findings = _of_workbook(view, given, context, given.stamp.get("bundle", ""), name)
        return take(form, replace(given, findings=(*given.findings, *findings)), context, digest=_sha(data))
    manifest = _manifest(parts, name)
    if WORKBOOK not in parts:
        raise problem("forms.bundle_part_missing", where=name, part=WORKBOOK)
    given = from_file(form, parts[WORKBOOK], WORKBOOK)
    findings = [*_of_manifest(view, form, parts[MANIFEST], manifest, context, name)]
    if given.stamp.get("bundle") != manifest.get("bundle"):
        findings.append(Finding("forms.bundle_other_stamp", name, {"part": WORKBOOK}))
    remarks = [*_of_parts(manifest, parts), *_of_prefilled(manifest, given)]
    given = replace(given, findings=(*given.findings, *findings), remarks=(*given.remarks, *remarks))
    return take(form, given, context, digest=_sha(data))


def _sha(data: bytes) -> str:
    return sha256(data).hexdigest()


# looking at what came back


def _manifest(parts: Mapping[str, bytes], name: str) -> dict[str, Any]:
    try:
        found = json.loads(parts[MANIFEST])
    except (KeyError, ValueError, RecursionError):
        raise problem("forms.bundle_no_manifest", where=name) from None
    if not isinstance(found, dict):
        raise problem("forms.bundle_no_manifest", where=name)
    return found


def _given_out(view: Reads, id: str) -> BundleRow | None:
    found = view.fetch(BundleRow.__table__.select_sql("id = ?"), [id]) if "\0" not in id else []
    return BundleRow(*found[0]) if found else None


def _of_manifest(
    view: Reads, form: Form, text: bytes, manifest: Mapping[str, Any], context: Context, name: str
) -> list[Finding]:
    id = str(manifest.get("bundle", ""))
    row = _given_out(view, id)
    if row is None:
        return [Finding("forms.bundle_unknown", name, {"bundle": id[:96]})]
    found = []
    if _sha(text) != row.manifest_sha256:
        found.append(Finding("forms.bundle_manifest_changed", name))
    return [*found, *_of_row(form, row, context, name)]


def _of_workbook(view: Reads, given: Given, context: Context, id: str, name: str) -> list[Finding]:
    row = _given_out(view, id)
    if row is None:
        return [Finding("forms.bundle_unknown", name, {"bundle": id[:96]})]
    return _of_row(given.form, row, context, name)


def _of_row(form: Form, row: BundleRow, context: Context, name: str) -> list[Finding]:
    """Judge by what was given out, not by what the archive says of itself."""
    found = []
    if row.form != form.id:
        found.append(Finding("forms.other_form", name, {"form": form.id, "found": row.form}))
    elif row.version != form.version:
        found.append(Finding("forms.bundle_stale", name, {"found": row.version, "version": form.version}))
    if context.subject and row.subject != context.subject:
        params = {"found": row.subject, "subject": context.subject}
        found.append(Finding("forms.bundle_other_subject", name, params))
    return found


def _of_parts(manifest: Mapping[str, Any], parts: Mapping[str, bytes]) -> list[Finding]:
    """Say which parts besides the workbook were changed, removed or added."""
    files = manifest.get("files")
    listed = (
        {str(f.get("path")): f.get("sha256") for f in files if isinstance(f, dict)} if isinstance(files, list) else {}
    )
    found = []
    for path, digest in listed.items():
        if path not in parts:
            found.append(Finding("forms.bundle_part_missing", path[:96], {"part": path[:96]}))
        elif path != WORKBOOK and _sha(parts[path]) != digest:
            found.append(Finding("forms.bundle_part_changed", path[:96], {"part": path[:96]}))
    extra = sorted(p for p in parts if p not in listed and p != MANIFEST)
    return found + [Finding("forms.bundle_part_extra", p[:96], {"part": p[:96]}) for p in extra[:50]]


def _of_prefilled(manifest: Mapping[str, Any], given: Given) -> list[Finding]:
    """Say which prefilled rows are no longer there."""
    prefilled, table = manifest.get("prefilled"), given.form.table
    if not isinstance(prefilled, list) or table is None:
        return []
    places = [n for n, c in enumerate(table.columns) if c.name in table.key]
    present = {tuple(_key_text(row.cells[p]) for p in places) for row in given.rows}
    gone = []
    for key in prefilled:
        if isinstance(key, list) and len(key) == len(places):
            wanted = tuple(map(str, key))
            if not any(all(w in ("", h) for w, h in zip(wanted, have, strict=True)) for have in present):
                gone.append(" ".join(filter(None, wanted)))
    if not gone:
        return []
    words = ", ".join(gone[:20]) + (" …" if len(gone) > 20 else "")
    return [Finding("forms.bundle_prefilled_changed", given.place, {"count": len(gone), "rows": words})]


def _key_text(cell: Any) -> str:
    try:
        return "" if is_blank(cell) else text_of(cell)
    except Exception:  # a cell nobody can use is reported where it is read
        return ""


def _keys(form: Form, rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    if form.table is None:
        return []
    names = [c.name for c in form.table.columns if c.name in form.table.key]
    return [[str(row.get(n, "")) for n in names] for row in rows]


# making one


def _lists(form: Form, known: Mapping[str, Mapping[str, Mapping[str, str]]]) -> dict[str, bytes]:
    """Return the code lists as CSV: the choices of each field, and what is known."""
    found = {}
    for field in form.fields():
        if field.options:
            lines = [["code", "zh", "en"], *([code, w.zh, w.en] for code, w in field.options.items())]
            found[f"lists/{field.name}.csv"] = _csv(lines)
    for name, rows in known.items():
        heads = sorted({k for facts in rows.values() for k in facts})
        found[f"lists/{name}.csv"] = _csv(
            [["id", *heads], *([id, *(f.get(h, "") for h in heads)] for id, f in rows.items())]
        )
    return found


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")  # with the mark Excel looks for


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _note(form: Form) -> bytes:
    lines = [
        f"{form.title.zh} / {form.title.en}",
        "",
        form.about.zh,
        form.about.en,
        "",
        f"1. 打开 {WORKBOOK} 填写，不要改动表头。 / Open {WORKBOOK} and fill it in; leave headings as they are.",
        "2. 代码表在 lists 文件夹。 / Code lists are in the folder lists.",
        "3. 保存后提交整个压缩包或该文件。 / Save it and hand in the archive or the file.",
        "",
    ]
    return "\r\n".join(lines).encode("utf-8-sig")


def _zip(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in parts.items():
            info = zipfile.ZipInfo(path, _TIMELESS)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()
