"""Tables of a file's acts: `actor: word field=value … -> outcome`; `day 2025-01-06` puts the day."""

from copy import deepcopy
from datetime import date
from itertools import count

from tools import case_round as made

from tests.act_table import lines_of, must_be_answered
from tests.mrv.round_table import put

_NUMBERS = count(1)

#: word → command, what its item is if a line does not say
WORDS = {
    "clue": ("deposit_clue", made.CLUE),
    "tip": ("deposit_clue", made.TOLD),
    "dismiss": ("dismiss_clue", made.DONE),
    "inspect": ("inspect", made.LOOK),
    "explain": ("explain_doubt", made.EXPLAIN),
    "check": ("check_doubt", made.CHECK),
    "file": ("file_case", made.FILED),
    "notice": (
        "give_notice",
        {"persons_fen": 0, "bar": "", "value_traded_fen": 0, "illegal_income_fen": 0, **made.NOTICE},
    ),
    "serve": ("serve_paper", made.SERVE),
    "state": ("state_case", made.STATE),
    "hear": ("hold_hearing", made.HEAR),
    "decide": ("decide_case", made.DECIDE),
    "parts": ("grant_instalments", made.PARTS),
    "pay": ("note_payment", made.PAY),
    "refused": ("note_refusal", made.DONE),
    "correct": ("report_correction", made.DONE),
    "verify": ("verify_correction", made.VERIFY),
    "close": ("close_case", made.DONE),
    "appeal": ("appeal", made.APPEAL),
    "ended": ("note_appeal_result", made.ENDED),
}


def run(market, clock, table):
    """Carry a table out; each line must be answered as it says."""
    for line in lines_of(table):
        if line.startswith("day "):
            clock.put_day(date.fromisoformat(line.split()[1]))
            continue
        asked, _, expected = line.partition(" -> ")
        who, _, rest = asked.partition(": ")
        word, *changes = rest.split()
        kind, given = WORDS[word]
        item = deepcopy(given)
        for change in changes:
            path, _, value = change.partition("=")
            if isinstance(item[path], list):
                item[path] = [] if value == "-" else value.split("+")
            else:
                put(item, [path], "" if value == "-" else value.replace("+", " "))
        must_be_answered(made.send(market, f"t/{next(_NUMBERS)}", who, f"supervision.{kind}", item), expected, line)
