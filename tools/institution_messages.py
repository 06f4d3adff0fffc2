"""The page of the messages between institutions: every kind with its fields, and one out of the samples."""

from __future__ import annotations

import json
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tanshi.application.institutions.kinds import KINDS, PAIRS, Kind
from tanshi.application.institutions.message import sealed, unsealed_of
from tanshi.application.institutions.untold import STAYS
from tanshi.core.identifier import is_sha256
from tanshi.journal.canonical import parse
from tanshi.journal.export import open_backup

Table = Callable[[list[str], Any], str]

CORPUS = Path(__file__).parent.parent / "tests" / "data" / "corpus"


def page(table: Table, words: Callable[[object], str]) -> str:
    """Return the page under its title."""
    samples = _samples({kind.name for kind in KINDS})
    text = ""
    for sender, receiver in PAIRS:
        text += f"\n## From the {sender} to the {receiver}\n"
        for kind in (k for k in KINDS if (k.sender, k.receiver) == (sender, receiver)):
            text += _kind(kind, samples, table, words)
    return text + _untold(table)


def _untold(table: Table) -> str:
    """Return which facts nobody else is told, and why."""
    names = [(", ".join(f"`{name}`" for name in stays), reason) for reason, stays in STAYS.items()]
    return "\n## What is told to nobody\n\n" + table(["facts", "why"], names)


def _kind(kind: Kind, samples: dict[str, dict[str, Any]], table: Table, words: Callable[[object], str]) -> str:
    hints = typing.get_type_hints(kind.fact)
    entered = "The receiver enters a copy of the fact." if kind.entered else "The receiver keeps it as a notice."
    files = f" The file that {' and '.join(f'`{f}`' for f in kind.files)} names travels with it." if kind.files else ""
    text = f"\n### {kind.name}\n\n{kind.purpose} {entered}{files}\n\n"
    text += table(["field", "type"], [(f"`{name}`", words(hints[name])) for name in kind.tells])
    body = kind.body_of(samples[kind.name])
    message = sealed(kind.sender, kind.receiver, 1, 1, "2026-11-22", kind.name, body, kind.files_of(body))
    shown = {"sender": kind.sender, "receiver": kind.receiver, **unsealed_of(message), "digest": message.digest}
    return text + f"\n```json\n{json.dumps(shown, ensure_ascii=False, indent=1)}\n```\n"


def _samples(wanted: set[str]) -> dict[str, dict[str, Any]]:
    """Return the shortest sample of each type of fact; the first of equals, by the name of its file."""
    found: dict[str, bytes] = {}
    with_files = {kind.name: kind for kind in KINDS if kind.files}
    for path in sorted(CORPUS.glob("*/*.backup")):
        with open_backup(path) as backup:
            for fact in backup.facts():
                if fact.type not in wanted or (fact.type in found and len(fact.body) >= len(found[fact.type])):
                    continue
                kind = with_files.get(fact.type)
                if kind is None or all(map(is_sha256, kind.files_of(parse(fact.body)["data"]))):
                    found[fact.type] = fact.body
    return {name: parse(body)["data"] for name, body in found.items()}
