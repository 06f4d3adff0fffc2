"""The law of one jurisdiction: its instruments, parameters and classifications.

A day that no text covers is refused with the nearest text named; it is never guessed. Drafts are computed only
when asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from tanshi.core.catalogue import text
from tanshi.core.citation import Citation, Confidence
from tanshi.core.finding import Finding, Problem
from tanshi.core.texts import load_yaml
from tanshi.rules.act import ActText
from tanshi.rules.conflicts import Standing, compare, in_order, standing
from tanshi.rules.parameter import Cited, Entry, Parameter, parse


@dataclass(frozen=True, slots=True)
class Instrument:
    """A text that sets values (law, decree, plan, rule, notice) or a source we read in its place."""

    id: str
    title_zh: str
    title_en: str
    number: str  # 文号
    issuer: str
    rank: str  # law, regulation, rule, normative document, notice, standard, source, own
    issued: str
    in_force: str
    until: str = ""
    status: str = "in force"  # or draft, replaced
    confidence: str = ""  # of title, number and days
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Tell whether the text is in force on a day."""
        shown = day.isoformat()
        return self.status != "draft" and self.in_force <= shown and (not self.until or shown <= self.until)


class NoTextInForce(Problem):
    """No text that we hold sets the value on that day."""


class UnknownParameter(LookupError):
    """The program asked for a parameter that does not exist."""


class Law:
    """One jurisdiction's texts: its folder, what it takes over from the one above, and acts of a market's own journal.

    Files are parsed on first use. Between texts that set the same value the order of `conflicts` decides, and the value
    says over which it prevails.
    """

    def __init__(
        self, jurisdiction: str = "cn", belief: int | None = None, acts: Sequence[ActText] = (), edition: str = ""
    ) -> None:
        """Open a jurisdiction's law; `belief` pins the revision of our data, None is the newest.

        `acts`: those of the journal that hold, and drafts that may be asked for; `edition` names their state.
        """
        self.jurisdiction = jurisdiction
        self.acts = tuple(acts)
        self.edition = edition
        self._belief = belief
        self._folder = resources.files("tanshi.rules") / jurisdiction
        self._parameters: dict[str, Parameter] = {}
        self._lines: dict[str, tuple[Parameter, ...]] = {}
        self._found: dict[tuple[str, date, str, bool, int | None], Cited] = {}
        if not _is_jurisdiction(jurisdiction):
            raise Problem(Finding("rules.unknown_jurisdiction", params={"jurisdiction": jurisdiction}))
        self._instruments: dict[str, Instrument] | None = None
        self._levels: dict[str, int] | None = None
        self._about: Mapping[str, Any] = _load(self._folder.joinpath("jurisdiction.yaml"))
        self._above = Law(self._about["under"], belief) if "under" in self._about else None

    @property
    def revision(self) -> int:
        """The revision of our belief that is used; facts carry it."""
        if self._belief is not None:
            return self._belief
        return max(int(row["revision"]) for row in self.document("revisions.yaml"))

    @property
    def name(self) -> str:
        """The law's full name: jurisdiction, revision of our data, edition of the acts of the journal."""
        return f"{self.jurisdiction}/{self.revision}{f'+{self.edition}' if self.edition else ''}"

    @property
    def above(self) -> Law | None:
        """The law of the jurisdiction this one is under; None for the national one."""
        return self._above

    @property
    def founded(self) -> date | None:
        """The day a local market's trading began, as far as its folder says."""
        return date.fromisoformat(self._about["founded"]) if "founded" in self._about else None

    def as_of(self, revision: int) -> Law:
        """Return the law as it was believed in a revision: for showing an older decision again."""
        return Law(self.jurisdiction, revision, self.acts, self.edition)

    def with_acts(self, acts: Sequence[ActText], edition: str = "") -> Law:
        """Return the law with acts of a journal, drafts among them if they may be asked for."""
        return Law(self.jurisdiction, self._belief, (*self.acts, *acts), edition or self.edition)

    def document(self, path: str) -> Any:
        """Return a YAML document of the folder, or of the one above (all scalars are text)."""
        file = self._folder.joinpath(path)
        if self._above is not None and not file.is_file():
            return self._above.document(path)
        return _load(file)

    def instruments(self) -> dict[str, Instrument]:
        """Return all texts and sources by id."""
        if self._instruments is None:
            found = {} if self._above is None else dict(self._above.instruments())
            rows = _load(self._folder.joinpath("instruments.yaml"))
            found |= {key: Instrument(id=key, **row) for key, row in rows.items()}
            self._instruments = {**found, **{act.instrument.id: act.instrument for act in self.acts}}
        return self._instruments

    def reference(self, citation: Citation) -> str:
        """Return a citation as people write it: the text's number or title, and the place."""
        found = self.instruments().get(citation.instrument)
        name = (found.number or found.title_zh) if found else citation.instrument
        return f"{name} {citation.place}".strip()

    def ranks(self) -> dict[str, int]:
        """Return the ranks of texts with their place, 0 the highest."""
        if self._levels is None:
            self._levels = {row["rank"]: level for level, row in enumerate(self._ranks()["order"])}
        return self._levels

    def _ranks(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document("ranks.yaml")
        return found

    def standing(self, instrument: str) -> Standing:
        """Return an instrument's place in the order of texts."""
        special = next((act.special_over for act in self.acts if act.instrument.id == instrument), frozenset[str]())
        found = self.instruments()[instrument]
        exact = self._ranks()["of"].get(instrument, found.rank)
        return standing(replace(found, rank=exact), self.ranks(), special)

    def names(self) -> list[str]:
        """Return the names of all parameters, sorted."""
        found = set(_names(self._folder / "parameters", ""))
        if self._above is not None:
            found |= {name for name in self._above.names() if self._inherited(name) is not None}
        return sorted(found)

    def parameter(self, name: str) -> Parameter:
        """Return a parameter with all its values through time, as the shipped texts set them."""
        if name not in self._parameters:
            file = self._folder.joinpath("parameters", *name.split(".")[:-1], f"{name.rsplit('.', 1)[-1]}.yaml")
            if file.is_file():
                self._parameters[name] = parse(name, _load(file))
            elif self._above is not None and (taken := self._inherited(name)) is not None:
                self._parameters[name] = _as_taken_over(self._above.parameter(name), taken)
            else:
                raise UnknownParameter(f"there is no parameter {name} in rules/{self.jurisdiction}/parameters")
        return self._parameters[name]

    def _inherited(self, name: str) -> Mapping[str, str] | None:
        """Return on which terms a parameter is taken over from the law above, or None."""
        rows: Sequence[Mapping[str, str]] = self._about.get("inherits", ())
        return next(
            (row for row in rows if name == row["parameters"] or name.startswith(f"{row['parameters']}.")), None
        )

    def lines(self, name: str) -> tuple[Parameter, ...]:
        """Return a parameter as the shipped texts set it, and as each act does that sets it."""
        if name not in self._lines:
            shipped = self.parameter(name)
            made = (act.line(shipped) for act in self.acts)
            self._lines[name] = (shipped, *(line for line in made if line is not None))
        return self._lines[name]

    def value(self, name: str, on: date, key: str = "", *, drafts: bool = False, revision: int | None = None) -> Cited:
        """Return the value of a parameter on a day (for one key of its table), with its citation.

        Raises `NoTextInForce` when no text covers the day or the key.
        """
        asked = (name, on, key, drafts, self._belief if revision is None else revision)
        found = self._found.get(asked)
        if found is None:
            found = self._found[asked] = self._look_up(*asked)
        return found

    def table(self, name: str, on: date, *, drafts: bool = False) -> dict[str, Cited]:
        """Return all keys of a parameter on a day."""
        entries = [entry for _, entry in self._covering(name, on, drafts, self._belief)]
        if not entries:
            raise self._refusal(self.parameter(name), on, "")
        keys = dict.fromkeys(key for entry in entries for key in entry.by_key)
        return {key: self.value(name, on, key, drafts=drafts) for key in keys}

    def _covering(self, name: str, on: date, drafts: bool, revision: int | None) -> list[tuple[Parameter, Entry]]:
        """Return what covers a day: of the shipped texts what their reader put last, and of each act."""
        found = []
        for line in self.lines(name):
            entry = line.find(on, drafts=drafts, revision=revision)
            if entry is not None:
                found.append((line, entry))
        return found

    def _look_up(self, name: str, on: date, key: str, drafts: bool, revision: int | None) -> Cited:
        rivals: list[Cited] = []
        for line, entry in self._covering(name, on, drafts, revision):
            cited = line.cited(entry, key)
            if cited is not None:
                rivals.append(cited)
        if not rivals:
            raise self._refusal(self.parameter(name), on, key)
        return rivals[0] if len(rivals) == 1 else self._prevailing(rivals)

    def _prevailing(self, rivals: Sequence[Cited]) -> Cited:
        """Return the value that prevails, told over which."""
        by_text = {cited.citation.instrument: cited for cited in rivals}
        first, *others = in_order([self.standing(name) for name in by_text])
        told = [
            text(f"rules.prevails_{compare(first, other)[1]}", "en", {"over": other.id, "rank": other.rank})
            for other in others
        ]
        found = by_text[first.id]
        return replace(found, note="; ".join(filter(None, (found.note, *told))))

    def _refusal(self, parameter: Parameter, on: date, key: str) -> NoTextInForce:
        entries = [entry for line in self.lines(parameter.name) for entry in line.entries]
        first = min(e.from_day for e in entries)
        drafts = [e for e in entries if e.status == "draft" and e.from_day <= on]
        if on < first:
            code = "rules.before_first_text"
        elif drafts:
            code = "rules.only_a_draft"
        elif key and all(key not in e.by_key for e in entries):
            code = "rules.no_such_key"
        else:
            code = "rules.no_text_in_force"
        params = {
            "parameter": parameter.name,
            "label_zh": parameter.label["zh"],
            "day": on.isoformat(),
            "first": first.isoformat(),
            "key": key,
            "keys": ", ".join(sorted({k for e in entries for k in e.by_key if k})),
        }
        return NoTextInForce(Finding(code, params=params))


def jurisdictions() -> list[str]:
    """Return the ids of all jurisdictions whose law is here, the national one first."""
    folders = sorted(f.name for f in resources.files("tanshi.rules").iterdir() if _is_jurisdiction(f.name))
    return sorted(folders, key=lambda name: "under" in Law(name)._about)


def _is_jurisdiction(name: str) -> bool:
    return name.isidentifier() and (resources.files("tanshi.rules") / name / "jurisdiction.yaml").is_file()


def _as_taken_over(parameter: Parameter, terms: Mapping[str, str]) -> Parameter:
    """Return a parameter of the law above on the terms of who takes it over: as confident, with its note."""

    def entry(found: Entry) -> Entry:
        sure = Confidence(terms["confidence"]) if "confidence" in terms else None
        by_key = {key: (value, sure or mark, cite) for key, (value, mark, cite) in found.by_key.items()}
        note = "; ".join(filter(None, (found.note, terms.get("note", ""))))
        return replace(found, by_key=by_key, note=note)

    return replace(parameter, entries=tuple(map(entry, parameter.entries)))


def _names(folder: Traversable, prefix: str) -> Iterator[str]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _names(item, f"{prefix}{item.name}.")
        elif item.name.endswith(".yaml"):
            yield f"{prefix}{item.name.removesuffix('.yaml')}"


def _load(file: Traversable) -> Any:
    name = str(file)
    if name not in _LOADED:
        _LOADED[name] = load_yaml(file.read_text("utf-8"))
    return _LOADED[name]


_LOADED: dict[str, Any] = {}
