"""The words of the market (术语): each once, with a definition of ours, where it is written, and what of the
product has it.

Words and definitions are entries of the catalogue, `term.…` and `define.…`; citation, module and command stand in the
jurisdiction's `terms.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanshi.core.catalogue import Language, text
from tanshi.core.citation import Citation
from tanshi.rules.law import Law


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the market."""

    id: str
    citation: Citation | None  # None: the trade's word, in no text of ours
    module: str  # under `tanshi`; "" where the product does not have it yet
    command: str  # arguments of `tanshi`; "" where there is none

    def name(self, language: Language) -> str:
        """Return the word."""
        return text(f"term.{self.id}", language)

    def definition(self, language: Language) -> str:
        """Return what it means, in a sentence."""
        return text(f"define.{self.id}", language)

    def as_json(self, law: Law) -> dict[str, Any]:
        """Return the word as commands and the API give it."""
        return {
            "id": self.id,
            "zh": self.name("zh"),
            "en": self.name("en"),
            "definition_zh": self.definition("zh"),
            "definition": self.definition("en"),
            "instrument": self.citation.instrument if self.citation else "",
            "place": self.citation.place if self.citation else "",
            "reference": law.reference(self.citation) if self.citation else "",
            "module": f"tanshi.{self.module}" if self.module else "",
            "command": f"tanshi {self.command}" if self.command else "",
        }


def terms(law: Law) -> list[Term]:
    """Return all words, in the order of the market: who, how much, measured how, owed, traded, punished, proved."""
    found = []
    for id, row in law.document("terms.yaml").items():
        cited = Citation(row["instrument"], row.get("place", "")) if row.get("instrument") else None
        found.append(Term(id, cited, row.get("module", ""), row.get("command", "")))
    return found


def matching(law: Law, asked: str) -> list[Term]:
    """Return the words that are, begin with or hold what is asked, best first; then those whose definition holds it."""
    wanted = asked.strip().lower()
    if not wanted:
        return terms(law)
    ranked = [(_rank(term, wanted), term) for term in terms(law)]
    found = [pair for pair in ranked if pair[0] is not None]
    return [term for _, term in sorted(found, key=lambda pair: pair[0] or 0)]


def _rank(term: Term, wanted: str) -> int | None:
    names = (term.name("zh"), term.name("en").lower(), term.id.replace("_", " "), term.id)
    definitions = (term.definition("zh"), term.definition("en").lower())
    tests = (
        any(wanted == name for name in names),
        any(name.startswith(wanted) for name in names),
        any(wanted in name for name in names),
        any(wanted in words for words in definitions),
    )
    return next((n for n, holds in enumerate(tests) if holds), None)
