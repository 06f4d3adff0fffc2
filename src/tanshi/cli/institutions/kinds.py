"""`tanshi institutions kinds`: who tells whom what."""

from __future__ import annotations

from tanshi.application.institutions.kinds import KINDS
from tanshi.cli import show


def print_kinds(as_json: bool) -> None:
    """Print the kinds of messages with their fields."""
    if as_json:
        show.json_document(
            [
                {
                    "kind": k.name, "from": k.sender, "to": k.receiver, "purpose": k.purpose, "fields": list(k.tells),
                    "entered": k.entered, "files": list(k.files),
                }
                for k in KINDS
            ]
        )  # fmt: skip
        return
    columns = [show.word(f"institutions.column.{c}") for c in ("kind", "sender", "receiver", "fields")]
    rows = [
        (k.name, show.word(f"institutions.{k.sender}"), show.word(f"institutions.{k.receiver}"), " ".join(k.tells))
        for k in KINDS
    ]
    show.table(show.word("institutions.told"), columns, rows, left=4)
