"""One catalogue of what people read, in Chinese and English.

Each entry in `core/messages/*.yaml` has a code and its text in both languages, with the same `{placeholders}`.
A missing translation, an unknown placeholder or an unknown code fails `check()`, which the tests run.
Messages to people say what happened, why that is a problem, what to do, and where it is written.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal, get_args

from tanshi.core.texts import load_yaml

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class UnknownMessage(KeyError):
    """A code has no entry in the catalogue: a programmer forgot it."""


@cache
def entries() -> dict[str, dict[str, str]]:
    """Return all entries: code → language → text."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(resources.files("tanshi.core.messages").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        for code, texts in load_yaml(file.read_text("utf-8")).items():
            assert code not in found, f"{code} stands twice in the catalogue"
            found[code] = texts
    return found


def text(code: str, language: Language, params: Mapping[str, object] | None = None) -> str:
    """Return the text of a code in a language, its placeholders filled."""
    try:
        template = entries()[code][language]
    except KeyError:
        raise UnknownMessage(f"{code} has no {language} text in core/messages") from None
    return template.format_map({} if params is None else params)


def known(code: str) -> bool:
    """Tell whether the catalogue has a code."""
    return code in entries()


def placeholders(template: str) -> frozenset[str]:
    """Return the names of the placeholders of a text."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def check() -> list[str]:
    """Return what is wrong with the catalogue, one sentence each; an empty list is a clean catalogue."""
    wrong = []
    for code, texts in entries().items():
        missing = [lang for lang in LANGUAGES if not str(texts.get(lang, "")).strip()]
        wrong += [f"{code} has no {lang} text" for lang in missing]
        wrong += [f"{code} has a text in an unknown language {lang!r}" for lang in texts if lang not in LANGUAGES]
        if not missing and placeholders(texts["zh"]) != placeholders(texts["en"]):
            wrong.append(f"{code} does not have the same placeholders in both languages")
    return wrong
