"""What a message is about, as people read it: codes in words, instants as China's clock shows them, amounts grouped.

A judge names the values of its answer as programs have them (`deed: surrender`). A person reads the words the catalogue
has for them; what has none stays as it is. Where a list says what could be given instead, the code stands behind the
words, since it is what has to be typed; so it does where a command is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tanshi.core.catalogue import Language, known, text
from tanshi.core.clock import CHINA, moment

#: Where the words of a value stand in the catalogue, by its name; the first that has it counts.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "deed": ("deed",),
    "stopped": ("deed",),
    "state": ("list_value.state",),
    "needed": ("list_value.state",),
    "kind": ("list_value.kind", "act"),
    "kinds": ("list_value.kind",),
    "holders": ("list_value.kind",),
    "bodies": ("role",),
    "role": ("role", "list_value.role"),
    "missing": ("list_value.paper",),
    "ground": ("ground", "list_value.ground"),
    "cause": ("list_value.reason",),
    "known": ("ground", "list_value.ground", "list_value.kind", "list_value.role", "list_value.paper"),
}

#: Values that are several, with blanks or commas between.
_SEVERAL = frozenset({"stopped", "kinds", "holders", "bodies", "missing", "known"})

#: What a reader has to type himself keeps its code.
_TYPED = frozenset({"known"})

#: Whole tonnes and fen, which are read in groups of three digits.
_AMOUNTS = frozenset(
    {
        "asked",
        "held",
        "amount",
        "most",
        "left",
        "total",
        "issued",
        "free",
        "before",
        "there",
        "listed",
        "rest",
        "tonnes",
    }
)

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z\Z")


def said(params: Mapping[str, object], language: Language) -> dict[str, object]:
    """Return the values of a message as a person reads them in a language."""
    return {name: _said(name, value, language) for name, value in params.items()}


def _said(name: str, value: object, language: Language) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and name in _AMOUNTS:
        return f"{value:,}"
    if isinstance(value, Mapping):  # words of somebody else's message, by language
        return value.get(language, "")
    if not isinstance(value, str):
        return value
    if _INSTANT.match(value):
        return moment(value).astimezone(CHINA).strftime("%Y-%m-%d %H:%M (UTC+8)")
    if name in _SEVERAL:
        return ("、" if language == "zh" else ", ").join(
            _worded(name, code, language) for code in value.replace(",", " ").split()
        )
    return _worded(name, value, language)


def _worded(name: str, code: str, language: Language) -> str:
    """Return a code in words; a code nobody has words for stays."""
    found = next((full for place in _WORDS.get(name, ()) if known(full := f"{place}.{code}")), "")
    if not found:
        return code
    words = text(found, language)
    if name in _TYPED or found.startswith("act."):
        return f"{words}（{code}）" if language == "zh" else f"{words} ({code})"
    return words
