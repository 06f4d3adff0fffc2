"""docs/figures.md: every figure of the texts with its right reading and what the product has of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tanshi.disclosure.text_figures import TextFigure, document, text_figures
from tanshi.rules import Law

_WORDS = {"holds": "holds", "computes": "computes", "models": "models", "cannot": "cannot give"}


def page(table: object) -> str:
    """Return the page; `table` makes a table of column names and rows."""
    assert callable(table)
    figures = text_figures(Law("cn"))
    counts = Counter(f.answer.kind for f in figures)
    said = ", ".join(f"{_WORDS[kind]} {counts[kind]}" for kind in _WORDS)
    text = (
        "\nThe texts lost their punctuation and decimal points, so `44 亿吨` stands for 4.4亿吨. Each is shown as"
        " printed, with its points put back, and as a machine value. The product **holds** it in the law or on the"
        " timeline, **computes** it with the formula shown, **models** something of the kind for its own nation (which"
        " is not the ministry's), or **cannot give** it, and says why. What is printed is tested against the texts,"
        f" every value against the product. Of {len(figures)}: {said}.\n\n"
    )
    text += table(
        [
            "line",
            "printed",
            "restored",
            "right reading",
            "value",
            "conf.",
            "product",
            "its value",
            "where, how, or why not",
        ],
        _rows(figures),
    )
    text += "\nRecords the formulas use, which are no law:\n\n"
    records = document()["records"]
    return text + table(
        ["record", "value", "unit", "source"],
        [(name, r["value"], r["unit"], r["source"]) for name, r in records.items()],
    )


def _rows(figures: list[TextFigure]) -> Iterator[tuple[object, ...]]:
    for f in figures:
        unit = "" if f.unit in ("1", "day", "year", "count") else f" {f.unit}"
        restored = "" if f.restored == f.printed else f.restored
        reading = f"{f.reading['en']} · {f.reading['zh']}"
        agrees = "" if f.answer.agrees is not False else " ≠"
        yield (
            f.lines.replace(",", ", "), f.printed, restored, reading, f.value + unit, f.confidence,
            _WORDS[f.answer.kind], f.answer.value + agrees, f.answer_words("en").replace("*", "×"),
        )  # fmt: skip
