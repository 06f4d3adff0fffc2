"""Tables of acts: an act a line, what it is answered behind the arrow.

`at 2026-12-01 09:01` puts the clock; other lines are a word, its values in order, and the outcome's name with blanks
for underscores (`registry.time_runs` is `time runs`), `done` for every act that is carried out.
"""

from __future__ import annotations

from datetime import datetime

from tanshi.core.clock import CHINA


def run(table, clock, ask):
    """Carry a table out: `ask(word, values)` does one act."""
    for line in lines_of(table):
        asked, _, expected = line.partition("->")
        word, *values = asked.split()
        if word == "at":
            clock.put(datetime.fromisoformat(" ".join(values)).replace(tzinfo=CHINA))
        else:
            must_be_answered(ask(word, values), expected, line)


def lines_of(table):
    return filter(None, map(str.strip, table.splitlines()))


def must_be_answered(answer, expected, line):
    """An answer is what its line says, and a refusal's message lacks no value in either language."""
    found = "done" if answer.done else str(answer.outcome).split(".")[1].replace("_", " ")
    assert found == expected.strip(), f"{line}: {answer.message('en')}"
    for language in () if answer.done else ("en", "zh"):
        assert "<" not in answer.message(language), f"{line}: {answer.message(language)}"
