"""The law of one jurisdiction: its instruments, parameters and classifications.

A day that no text covers is refused with the nearest text named; it is never guessed. Drafts are computed only
when asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from tanshi.core.citation import Citation
from tanshi.core.finding import Finding, Problem
from tanshi.core.texts import load_yaml
from tanshi.rules.parameter import Cited, Parameter, parse


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
    """Access to one jurisdiction's folder. Files are parsed on first use."""

    def __init__(self, jurisdiction: str = "cn", belief: int | None = None) -> None:
        """Open a jurisdiction's law; `belief` pins the revision of our data, None is the newest."""
        self.jurisdiction = jurisdiction
        self._belief = belief
        self._folder = resources.files("tanshi.rules") / jurisdiction
        self._parameters: dict[str, Parameter] = {}
        self._found: dict[tuple[str, date, str, bool, int | None], Cited] = {}
        if not self._folder.is_dir():
            raise Problem(Finding("rules.unknown_jurisdiction", params={"jurisdiction": jurisdiction}))
        self._instruments: dict[str, Instrument] | None = None

    @property
    def revision(self) -> int:
        """The revision of our belief that is used; facts carry it."""
        if self._belief is not None:
            return self._belief
        return max(int(row["revision"]) for row in self.document("revisions.yaml"))

    def as_of(self, revision: int) -> Law:
        """Return the law as it was believed in a revision: for showing an older decision again."""
        return Law(self.jurisdiction, revision)

    def document(self, path: str) -> Any:
        """Return a YAML document of the folder (all scalars are text)."""
        return _load(self._folder.joinpath(path))

    def instruments(self) -> dict[str, Instrument]:
        """Return all texts and sources by id."""
        if self._instruments is None:
            rows = self.document("instruments.yaml")
            self._instruments = {key: Instrument(id=key, **row) for key, row in rows.items()}
        return self._instruments

    def reference(self, citation: Citation) -> str:
        """Return a citation as people write it: the text's number or title, and the place."""
        found = self.instruments().get(citation.instrument)
        name = (found.number or found.title_zh) if found else citation.instrument
        return f"{name} {citation.place}".strip()

    def names(self) -> list[str]:
        """Return the names of all parameters, sorted."""
        return sorted(_names(self._folder / "parameters", ""))

    def parameter(self, name: str) -> Parameter:
        """Return a parameter with all its values through time."""
        if name not in self._parameters:
            file = self._folder.joinpath("parameters", *name.split(".")[:-1], f"{name.rsplit('.', 1)[-1]}.yaml")
            if not file.is_file():
                raise UnknownParameter(f"there is no parameter {name} in rules/{self.jurisdiction}/parameters")
            self._parameters[name] = parse(name, _load(file))
        return self._parameters[name]

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
        parameter = self.parameter(name)
        entry = parameter.find(on, drafts=drafts, revision=self._belief)
        if entry is None:
            raise self._refusal(parameter, on, "")
        return {key: self.value(name, on, key, drafts=drafts) for key in entry.by_key}

    def _look_up(self, name: str, on: date, key: str, drafts: bool, revision: int | None) -> Cited:
        parameter = self.parameter(name)
        entry = parameter.find(on, drafts=drafts, revision=revision)
        cited = parameter.cited(entry, key) if entry else None
        if cited is None:
            raise self._refusal(parameter, on, key)
        return cited

    def _refusal(self, parameter: Parameter, on: date, key: str) -> NoTextInForce:
        first = min(e.from_day for e in parameter.entries)
        drafts = [e for e in parameter.entries if e.status == "draft" and e.from_day <= on]
        if on < first:
            code = "rules.before_first_text"
        elif drafts:
            code = "rules.only_a_draft"
        elif key and all(key not in e.by_key for e in parameter.entries):
            code = "rules.no_such_key"
        else:
            code = "rules.no_text_in_force"
        params = {
            "parameter": parameter.name,
            "label_zh": parameter.label["zh"],
            "day": on.isoformat(),
            "first": first.isoformat(),
            "key": key,
            "keys": ", ".join(sorted({k for e in parameter.entries for k in e.by_key if k})),
        }
        return NoTextInForce(Finding(code, params=params))


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
