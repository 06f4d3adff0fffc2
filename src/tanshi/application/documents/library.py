"""The library of papers: what each kind of paper says, in both languages, as data.

A template is a YAML file in `templates/`: fields and their types, title, addressee, paragraphs, figures, tables,
annexes, who may issue it, and the layout (`templates/<layout>.typ`) that sets it. Another system adds a paper by adding
a file; a change of words is a new version. Texts hold `{field}` placeholders, which are filled as plain text: nothing
of the data is ever read as typesetting source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal

from tanshi.core.catalogue import LANGUAGES, Language, placeholders
from tanshi.core.exact import NotADecimal, decimal, show
from tanshi.core.finding import problem
from tanshi.core.texts import load_yaml
from tanshi.core.working_days import is_day

Both = Mapping[Language, str]
Kind = Literal["text", "whole", "tonnes", "decimal", "fen", "day", "rows"]

LAYOUTS = ("notice", "schedule", "report", "certificate", "receipt", "filing")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the key of the rows' value, its heading and its type; `share` is the width it may take."""

    name: str
    label: Both
    kind: Kind
    share: int = 0  # 0: as narrow as its content


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the body: a paragraph, a heading, a list of figures or a table over a `rows` field."""

    kind: Literal["paragraph", "heading", "figures", "table"]
    text: Both
    figures: tuple[str, ...] = ()
    rows: str = ""
    columns: tuple[Column, ...] = ()
    total: tuple[str, ...] = ()  # columns that are summed under the table
    only_if: str = ""  # a field that must not be empty for the block to stand


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of paper."""

    id: str
    version: int
    layout: str
    issuers: tuple[str, ...]  # roles of `participants.commands.ROLES`; none for what is no official paper
    fields: Mapping[str, Kind]
    labels: Mapping[str, Both]
    title: Both
    addressee: Both
    blocks: tuple[Block, ...]
    annexes: tuple[Both, ...]
    about: Both
    landscape: bool


@cache
def templates() -> dict[str, Template]:
    """Return all templates by id."""
    folder = resources.files("tanshi.application.documents") / "templates"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    found = [_template(load_yaml(f.read_text("utf-8"))) for f in files]
    assert len({t.id for t in found}) == len(found), "two templates have the same id"
    return {t.id: t for t in found}


def template(name: str) -> Template:
    """Return the template of that id; `Problem` lists the known ones."""
    if name not in templates():
        raise problem("documents.no_such_template", where=name, known=", ".join(templates()))
    return templates()[name]


_EMPTY: Both = {"zh": "", "en": ""}


def _template(data: Mapping[str, Any]) -> Template:
    made = Template(
        id=data["id"],
        version=int(data["version"]),
        layout=data["layout"],
        issuers=tuple(data["issuers"]),
        fields={name: kind["type"] for name, kind in data["fields"].items()},
        labels={name: {"zh": kind["zh"], "en": kind["en"]} for name, kind in data["fields"].items()},
        title=data["title"],
        addressee=data.get("addressee", _EMPTY),
        blocks=tuple(_block(b) for b in data["body"]),
        annexes=tuple(data.get("annexes", ())),
        about=data["about"],
        landscape=data.get("landscape", "no") == "yes",
    )
    assert made.layout in LAYOUTS, f"{made.id}: no layout {made.layout}"
    return made


def _block(data: Mapping[str, Any]) -> Block:
    kind = data["block"]
    columns = tuple(
        Column(c["name"], {"zh": c["zh"], "en": c["en"]}, c["type"], int(c.get("share", "0")))
        for c in data.get("columns", ())
    )
    return Block(
        kind,
        data.get("text", _EMPTY),
        tuple(data.get("figures", ())),
        data.get("rows", ""),
        columns,
        tuple(data.get("total", ())),
        data.get("only_if", ""),
    )


def check() -> list[str]:
    """Return what is wrong with the library, one sentence each: a text in one language, a field nobody declared."""
    wrong = []
    for found in templates().values():
        for name, both in _texts(found):
            for language in LANGUAGES:
                unknown = placeholders(both.get(language, "")) - set(found.fields)
                wrong += [f"{found.id}: {name} names {field}, which is not a field" for field in sorted(unknown)]
            if both.keys() != {"zh", "en"} or bool(both["zh"]) != bool(both["en"]):
                wrong.append(f"{found.id}: {name} stands in one language only")
        for block in found.blocks:
            named = {*block.figures, *filter(None, (block.rows, block.only_if))}
            wrong += [f"{found.id}: {field} is not a field" for field in sorted(named - set(found.fields))]
            lost = set(block.total) - {c.name for c in block.columns}
            wrong += [f"{found.id}: the total {name} has no column" for name in sorted(lost)]
    return wrong


def _texts(found: Template) -> list[tuple[str, Both]]:
    named = [("title", found.title), ("addressee", found.addressee), ("about", found.about)]
    named += [(f"block {n}", b.text) for n, b in enumerate(found.blocks, 1)]
    named += [(f"annex {n}", a) for n, a in enumerate(found.annexes, 1)]
    named += [(f"label of {name}", label) for name, label in found.labels.items()]
    named += [(f"column {c.name}", c.label) for b in found.blocks for c in b.columns]
    return named


# values in words


def check_data(found: Template, data: Mapping[str, Any]) -> None:
    """Refuse data that does not fit a template: a field missing, unknown or of the wrong type."""
    if missing := [name for name in found.fields if name not in data]:
        raise problem("documents.field_missing", where=found.id, fields=", ".join(missing))
    if unknown := sorted(set(data) - set(found.fields)):
        raise problem("documents.field_unknown", where=found.id, fields=", ".join(unknown))
    for name, kind in found.fields.items():
        _must_fit(found.id, name, kind, data[name])
    for block in found.blocks:
        for number, row in enumerate(data[block.rows] if block.rows else (), 1):
            for column in block.columns:
                if column.kind == "decimal" and row.get(column.name) == "" and column.name not in block.total:
                    continue  # what a row does not have is left empty, unless it is summed
                _must_fit(found.id, f"{block.rows}[{number}].{column.name}", column.kind, row.get(column.name))


def _must_fit(where: str, name: str, kind: Kind, value: object) -> None:
    if not _FITS[kind](value):
        raise problem("documents.field_wrong", where=where, field=name, value=value, type=kind)


def _is_text(value: object) -> bool:
    return type(value) is str


def _is_whole(value: object) -> bool:
    return type(value) is int


def _is_decimal(value: object) -> bool:
    try:
        decimal(value)  # type: ignore[arg-type]
    except NotADecimal:
        return False
    return True


def _is_day(value: object) -> bool:
    return type(value) is str and is_day(value)


_FITS: Mapping[Kind, Callable[[object], bool]] = {
    "text": _is_text,
    "whole": _is_whole,
    "tonnes": _is_whole,
    "fen": _is_whole,
    "decimal": _is_decimal,
    "day": _is_day,
    "rows": lambda value: isinstance(value, list | tuple) and all(isinstance(row, Mapping) for row in value),
}

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def shown(kind: Kind, value: Any, language: Language) -> str:
    """Return a value as it is printed: thousands separated, days written out, fen as yuan."""
    if kind in ("whole", "tonnes"):
        return f"{value:,}"
    if kind == "fen":
        return separated(show(decimal(str(value)) / 100, 2))
    if kind == "decimal":
        return separated(str(value)) if value else ""
    if kind == "day":
        day = date.fromisoformat(value)
        if language == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return str(value)


def separated(text: str) -> str:
    """Return a decimal text with separators in its whole part."""
    sign = "-" if text.startswith("-") else ""
    whole, point, rest = text.lstrip("+-").partition(".")
    return f"{sign}{int(whole):,}{point}{rest}"


def total_of(column: Column, rows: Sequence[Mapping[str, Any]]) -> str | int:
    """Return the exact sum of a column, in the form its values have."""
    if column.kind == "decimal":
        places = max((len(str(r[column.name]).partition(".")[2]) for r in rows), default=0)
        return show(sum((decimal(str(r[column.name])) for r in rows), start=decimal("0")), places)
    return sum(int(r[column.name]) for r in rows)
