"""Drafts: forms that are being filled in, saved as they are typed.

Each save names the revision it began from. If somebody else saved meanwhile, in another tab or from another desk, the
save is refused and the newer draft returned, so nothing is overwritten without being seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tanshi.application.forms.definition import Form
from tanshi.application.forms.tables import DraftRow
from tanshi.core.finding import problem
from tanshi.journal.engine import Engine, Reads

#: Characters of a draft; larger forms are handed in as files.
LARGEST = 4 << 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it stands: `cells` is what `given.from_json` reads."""

    form: str
    subject: str
    owner: str
    version: int
    revision: int
    saved_at: str
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: the draft as it stands now, and whether it is the one that was to be saved."""

    done: bool
    draft: Draft


_SAVE = (
    "UPDATE forms_draft SET version = ?, revision = revision + 1, saved_at = ?, cells = ?"
    " WHERE form = ? AND subject = ? AND owner = ? AND revision = ? RETURNING revision"
)
_BEGIN = (
    "INSERT INTO forms_draft (form, subject, owner, version, revision, saved_at, cells)"
    " VALUES (?, ?, ?, ?, 1, ?, ?) ON CONFLICT (form, subject, owner) DO NOTHING RETURNING revision"
)


def save(
    engine: Engine, form: Form, subject: str, owner: str, cells: Mapping[str, Any], *, revision: int, now: str
) -> Saved:
    """Save a draft on top of a revision (0: there was none) and return what became of it.

    `now` is an instant's text. Saving again what stands already is done, without a new revision. Raises `Problem` for a
    draft that is too large or no JSON.
    """
    body = _text(cells)
    with engine.aside() as writes:
        before = _find(writes, form.id, subject, owner)
        if before is not None and before.cells == body and before.version == form.version:
            return Saved(True, _draft(before))
        if revision == 0:
            changed = writes.fetch(_BEGIN, [form.id, subject, owner, form.version, now, body])
        else:
            changed = writes.fetch(_SAVE, [form.version, now, body, form.id, subject, owner, revision])
        after = _find(writes, form.id, subject, owner)
    if after is None:  # it was removed elsewhere: what was typed here is the newest there is
        return save(engine, form, subject, owner, cells, revision=0, now=now)
    return Saved(bool(changed), _draft(after))


def load(view: Reads, form: str, subject: str, owner: str) -> Draft | None:
    """Return a draft, or None."""
    row = _find(view, form, subject, owner)
    return None if row is None else _draft(row)


def remove(engine: Engine, form: str, subject: str, owner: str) -> None:
    """Remove a draft, e.g. once it was handed in."""
    with engine.aside() as writes:
        writes.execute("DELETE FROM forms_draft WHERE form = ? AND subject = ? AND owner = ?", [form, subject, owner])


def _find(reads: Reads, form: str, subject: str, owner: str) -> DraftRow | None:
    sql = DraftRow.__table__.select_sql("form = ? AND subject = ? AND owner = ?")
    found = reads.fetch(sql, [form, subject, owner])
    return DraftRow(*found[0]) if found else None


def _draft(row: DraftRow) -> Draft:
    return Draft(row.form, row.subject, row.owner, row.version, row.revision, row.saved_at, json.loads(row.cells))


def _text(cells: Mapping[str, Any]) -> str:
    try:
        body = json.dumps(cells, ensure_ascii=True, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError):
        raise problem("forms.not_an_object", where="draft") from None
    if len(body) > LARGEST:
        raise problem("forms.draft_too_large")
    return body
