"""Words of a form in both languages, and findings that speak of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tanshi.core.catalogue import Language, text
from tanshi.core.finding import Finding


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def both(self) -> Mapping[Language, str]:
        return {"zh": self.zh, "en": self.en}


#: No words.
NOTHING = Words("", "")


class FormFinding(Finding):
    """A finding about a form: parameters that are `Words` appear in the language of the sentence."""

    __slots__ = ()

    def message(self, language: Language = "en") -> str:
        """Return the finding's sentence, without the place."""
        params = {k: v.in_language(language) if isinstance(v, Words) else v for k, v in self.params.items()}
        return text(self.code, language, params)
