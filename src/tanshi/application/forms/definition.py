"""Forms as data: one definition gives template, import checks, page, schema, printed document and commands.

A definition is a YAML file in `definitions/` that a domain expert reads: what is asked, in which unit, within which
range and why, under which text, and which command it becomes. A change of a published form raises its version.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any, Literal, get_args

from tanshi.application.forms.linear import Condition
from tanshi.application.forms.words import NOTHING, Words
from tanshi.core.citation import Citation
from tanshi.core.exact import decimal
from tanshi.core.finding import problem
from tanshi.core.texts import load_yaml
from tanshi.participants.areas import areas

Kind = Literal[
    "text", "choice", "whole", "decimal", "month", "day", "period", "yes_no", "id", "unit", "entity", "names", "sha256",
    "figure",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

#: Kinds that are numbers: whole numbers of their last place.
NUMBERS = ("whole", "decimal")

#: `blank` of a field that is left empty: no value, or the digest of the file handed in.
NONE, FILE = "none", "file"


@dataclass(frozen=True, slots=True)
class When:
    """A field is asked for only when another one has one of these values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked: a column of the table, or a line of the header.

    `field` is its name in the command ("" is not sent; `sample.number` is within an object). `places`: decimals; the
    command gets the whole number of the last place. `known`: what of a known row fills it in. `must_be`: the only code
    that can be accepted.
    """

    name: str
    kind: Kind
    label: Words
    field: str
    required: bool
    blank: str | None
    places: int = 0
    unit: str = ""
    help: Words = NOTHING
    citation: Citation | None = None
    least: Fraction | None = None
    most: Fraction | None = None
    reason: Words = NOTHING
    options: Mapping[str, Words] = dataclasses.field(default_factory=dict)
    when: When | None = None
    longest: int = 0
    pattern: str = ""
    flag: bool = False  # yes and no travel as 1 and 0
    plain: bool = False  # a number without separators: a year
    must_be: str = ""
    known: str = ""
    of: str = ""  # for a figure: the column that says which figure
    figures: Mapping[str, Field] = dataclasses.field(default_factory=dict)

    @property
    def heading(self) -> Words:
        """The label with its unit, as it heads a column."""
        if not self.unit:
            return self.label
        shown = self.unit.replace(" | ", " / ").replace("10^4Nm3", "万Nm3")
        english = self.unit.replace(" | ", " / ")
        return Words(f"{self.label.zh}（{shown}）", f"{self.label.en} ({english})")

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS


@dataclass(frozen=True, slots=True)
class Check:
    """A condition over the columns of a row, or over all rows and the header; `at` is where it is reported."""

    that: Condition
    at: str
    words: Words
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a form.

    `group`: rows that agree in these columns make one command; `into`: the field that takes the list of rows. With
    `each_row` every row is a command. `key`: what may not occur twice. `known`: the list of known rows (units,
    entities).
    """

    sheet: Words
    columns: tuple[Field, ...]
    key: tuple[str, ...]
    into: str
    group: tuple[str, ...]
    each_row: bool
    known: str
    least: int
    most: int
    totals: tuple[str, ...]
    checks: tuple[Check, ...]
    constants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A form. `partial`: good rows are taken while bad ones are reported; otherwise one bad row holds up all."""

    id: str
    version: int
    title: Words
    about: Words
    citation: Citation | None
    command: str
    filled_by: tuple[str, ...]
    partial: bool
    header: tuple[Field, ...]
    table: Table | None
    sums: tuple[Check, ...]
    sha256: str  # of the definition's text

    def fields(self) -> Iterator[Field]:
        """Yield all fields, header first."""
        yield from self.header
        if self.table:
            yield from self.table.columns

    def column(self, name: str) -> Field:
        """Return a column of the table."""
        assert self.table is not None
        return next(c for c in self.table.columns if c.name == name)


@cache
def forms() -> dict[str, Form]:
    """Return all forms by id."""
    folder = resources.files("tanshi.application.forms") / "definitions"
    texts = {f.name.removesuffix(".yaml"): f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".yaml")}
    found: dict[str, Form] = {}
    for name in sorted(texts, key=lambda n: ("form: " in texts[n] or "figures:" in texts[n], n)):
        found[name] = define(texts[name], found)
        assert found[name].id == name, f"{name}.yaml defines {found[name].id}"
    return found


def form(name: str) -> Form:
    """Return the form of that id; `Problem` lists the known ones."""
    if name not in forms():
        raise problem("forms.no_such_form", where=name, known=", ".join(forms()))
    return forms()[name]


def define(text: str, others: Mapping[str, Form] | None = None) -> Form:
    """Return the form a definition's text stands for; `others` are forms whose figures it may name."""
    data = load_yaml(text)
    made = Form(
        id=data["id"],
        version=int(data["version"]),
        title=_words(data["title"]),
        about=_words(data["about"]),
        citation=_citation(data.get("cite")),
        command=data["command"],
        filled_by=tuple(data["filled_by"]),
        partial=_yes(data["partial"]),
        header=tuple(_field(f, others or {}) for f in data.get("header", ())),
        table=_table(data["table"], others or {}) if "table" in data else None,
        sums=tuple(_check(c) for c in data.get("sums", ())),
        sha256=sha256(text.encode()).hexdigest(),
    )
    _must_agree(made)
    return made


def _table(data: Mapping[str, Any], others: Mapping[str, Form]) -> Table:
    return Table(
        sheet=_words(data["sheet"]),
        columns=tuple(_field(c, others) for c in data["columns"]),
        key=tuple(data["key"]),
        into=data.get("into", ""),
        group=tuple(data.get("group", ())),
        each_row=_yes(data.get("each_row", "no")),
        known=data.get("known", ""),
        least=int(data.get("least", "0")),
        most=int(data["most"]),
        totals=tuple(data.get("totals", ())),
        checks=tuple(_check(c) for c in data.get("checks", ())),
        constants=data.get("constants", {}),
    )


def _field(data: Mapping[str, Any], others: Mapping[str, Form]) -> Field:
    assert data.keys() <= _FIELD_KEYS, f"{data['name']}: {sorted(data.keys() - _FIELD_KEYS)} mean nothing in a field"
    options = data.get("options", {})
    when = data.get("when")
    figures = {c.field: c for c in _figures(others, data["form"])} if "form" in data else {}
    return Field(
        name=data["name"],
        kind=data["type"],
        label=Words(data["zh"], data["en"]),
        field=data.get("field", data["name"]) if _yes(data.get("sent", "yes")) else "",
        required=_yes(data.get("required", "yes")),
        blank=data.get("blank"),
        places=int(data.get("places", "0")),
        unit=data.get("unit", ""),
        help=_words(data.get("help")),
        citation=_citation(data.get("cite")),
        least=decimal(data["min"]) if "min" in data else None,
        most=decimal(data["max"]) if "max" in data else None,
        reason=_words(data.get("reason")),
        options=_options(options, others),
        when=When(when["field"], tuple(when["is"])) if when else None,
        longest=int(data.get("longest", "0")),
        pattern=data.get("pattern", ""),
        flag=data.get("as") == "flag",
        plain=_yes(data.get("plain", "no")),
        must_be=data.get("must_be", ""),
        known=data.get("known", ""),
        of=data.get("of", ""),
        figures=figures,
    )


_FIELD_KEYS = {
    "name", "type", "zh", "en", "field", "sent", "required", "blank", "places", "unit", "help", "cite", "min", "max",
    "reason", "options", "when", "longest", "pattern", "as", "plain", "must_be", "known", "of", "form",
}  # fmt: skip


def _options(options: Any, others: Mapping[str, Form]) -> Mapping[str, Words]:
    if options == "areas":
        return {code: Words(area.zh, area.en) for code, area in areas().items()}
    if isinstance(options, str):
        return {c.field: c.heading for c in _figures(others, options.removeprefix("figures:"))}
    return {code: _words(words) for code, words in options.items()}


def _figures(others: Mapping[str, Form], name: str) -> list[Field]:
    """Return the numbers of another form's rows."""
    table = others[name].table
    assert table is not None
    return [c for c in table.columns if c.is_number and c.field]


def _check(data: Mapping[str, Any]) -> Check:
    return Check(Condition.of(data["that"]), data["at"], Words(data["zh"], data["en"]), _citation(data.get("cite")))


def _words(data: Mapping[str, str] | None) -> Words:
    # an unquoted comma in a line of YAML cuts a text in two: the rest would be lost without a word
    assert not data or data.keys() == {"zh", "en"}, f"{sorted(data)} are not the texts in zh and en"
    return Words(data["zh"], data["en"]) if data else NOTHING


def _citation(data: Mapping[str, str] | None) -> Citation | None:
    return Citation(data["instrument"], data.get("place", ""), data.get("source", "")) if data else None


def _yes(text: str) -> bool:
    assert text in ("yes", "no"), f"{text!r} is neither yes nor no"
    return text == "yes"


def _must_agree(made: Form) -> None:
    """Refuse a definition whose parts do not fit together: a programmer's or designer's error."""
    names = [f.name for f in made.fields()]
    assert len(set(names)) == len(names), f"{made.id}: a field stands twice"
    for found in made.fields():
        assert found.kind in KINDS, f"{made.id}.{found.name}: no type {found.kind}"
        assert (found.kind == "choice") == bool(found.options), f"{made.id}.{found.name}: options go with choices"
        assert not found.when or found.when.field in names, f"{made.id}.{found.name}: no field {found.when}"
    table = made.table
    if table is None:
        assert not made.sums, f"{made.id}: sums without rows"
        return
    columns = {c.name: c for c in table.columns}
    for name in (*table.key, *table.group, *table.totals, *(c.at for c in table.checks)):
        assert name in columns, f"{made.id}: no column {name}"
    assert all(columns[name].is_number for name in table.totals), f"{made.id}: a total of something else than numbers"
    assert table.each_row != bool(table.into), f"{made.id}: rows go into a list or are commands themselves"
    numbers = {c.name for c in table.columns if c.is_number}
    header = {f.name for f in made.header if f.is_number}
    of_rows = {"count()", *header, *(f"sum({n})" for n in numbers)}
    assert all(set(c.that.names) <= numbers for c in table.checks), f"{made.id}: a check of unknown numbers"
    assert all(set(c.that.names) <= of_rows for c in made.sums), f"{made.id}: a sum of unknown numbers"
