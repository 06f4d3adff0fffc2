"""Findings: data or papers that are wrong, incomplete or odd; and problems: input that cannot be used at all.

A check yields all its findings, each with the place ("Units!F17") and, where a text orders it, the citation. The words
come from the catalogue in both languages, so a finding is a code and the values that go into its text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from tanshi.core.catalogue import Language, text
from tanshi.core.citation import Citation


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or odd, and where."""

    code: str
    where: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    citation: Citation | None = None

    def message(self, language: Language = "en") -> str:
        """Return the finding's sentence, without the place."""
        said = {n: v.get(language, "") if isinstance(v, Mapping) else v for n, v in self.params.items()}
        return text(self.code, language, said)

    def in_both(self) -> dict[str, str]:
        """Return the finding's sentence in both languages, for an outcome that says why."""
        return {"zh": self.message("zh"), "en": self.message("en")}

    def line(self, language: Language = "en") -> str:
        """Return the finding as one line: place, sentence, citation."""
        place = f"{self.where}: " if self.where else ""
        cited = f" [{self.citation}]" if self.citation else ""
        return f"{place}{self.message(language)}{cited}"

    def as_json(self) -> dict[str, object]:
        """Return the finding as the machine interface gives it."""
        return {
            "code": self.code,
            "where": self.where,
            "message": self.message("en"),
            "message_zh": self.message("zh"),
            "citation": str(self.citation) if self.citation else None,
        }


class Problem(Exception):
    """Input or surroundings that cannot be used. A shell shows the findings and ends with the exit code."""

    exit_code: ClassVar[int] = 2

    def __init__(self, *findings: Finding) -> None:
        self.findings: Sequence[Finding] = findings
        super().__init__("; ".join(f.line() for f in findings))


def problem(code: str, where: str = "", **params: object) -> Problem:
    """Return a problem with one finding."""
    return Problem(Finding(code, where, params))
