"""The texts the product was ordered with, where they lie beside the repository: to see that we copied nothing."""

from __future__ import annotations

import re

from tests.conftest import shared

#: Characters in a row that are no longer chance or a name.
RUN = 20


def bare(text: str) -> str:
    """Return letters, digits and Chinese characters only: the texts have lost the rest."""
    return re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]", "", text)


def source_lines() -> list[str]:
    """Return the lines of the texts without blanks; skip the test where they are not here."""
    lines = shared("reference/source-text.txt").read_text("utf-8").split("\n")
    return [re.sub(r"\s", "", line) for line in lines]


def source_text() -> str:
    """Return all of the texts as one run of characters."""
    return bare("".join(source_lines()))


def copied(ours: str, source: str) -> list[str]:
    """Return the runs of our text that stand in the source."""
    plain = bare(ours)
    return [plain[n : n + RUN] for n in range(len(plain) - RUN + 1) if plain[n : n + RUN] in source]
