"""Tables of a file's acts: `actor: word field=value … -> outcome`; `day 2025-01-06` puts the day."""

from copy import deepcopy
from datetime import date
from itertools import count

from tools import case_round as made

from tests.act_table import lines_of, must_be_answered
from tests.mrv.round_table import put

_NUMBERS = count(1)

TO_FILED = """
day 2025-01-06
sd/1: clue                                             -> done
day 2025-01-20
sd/1: file                                             -> done
"""
TO_NOTICE = (
    TO_FILED
    + """
day 2025-02-08
sd/1: notice                                           -> done
day 2025-02-10
sd/1: serve                                            -> done
"""
)
TO_SERVED = (
    TO_NOTICE
    + """
day 2025-02-28
sd/2: decide                                           -> done
day 2025-03-03
sd/1: serve paper=decision served_on=2025-03-03        -> done
"""
)

_LESS = {"cut_less_t": 0, "bar_lifted": False, "persons": []}
_WHO = {"person": ""}

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
        {
            "persons_fen": 0,
            "bar": "",
            "value_traded_fen": 0,
            "illegal_income_fen": 0,
            "unreported_t": 0,
            "persons": [],
            "project": "",
            "false_t": 0,
            "deceit": False,
            **made.NOTICE,
        },
    ),
    "serve": ("serve_paper", {**made.SERVE, **_WHO}),
    "state": ("state_case", made.STATE),
    "call": ("call_hearing", made.CALL),
    "hear": ("hold_hearing", {"conclusion": "proven", **made.HEAR}),
    "decide": ("decide_case", {"persons": [], **made.DECIDE}),
    "parts": ("grant_instalments", {**made.PARTS, **_WHO}),
    "pay": ("note_payment", {**made.PAY, **_WHO}),
    "refused": ("note_refusal", made.DONE),
    "correct": ("report_correction", made.DONE),
    "verify": ("verify_correction", made.VERIFY),
    "close": ("close_case", made.DONE),
    "appeal": ("appeal", made.APPEAL),
    "ended": ("note_appeal_result", {**made.ENDED, **_LESS}),
    "revise": ("revise_decision", {**made.DONE, **_LESS, "result": "annulled", "fine_fen": 0}),
    "refund": ("note_refund", {**made.PAY, **_WHO}),
    "write_off": ("write_off_fine", {**made.DONE, **_WHO}),
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
                parts = [] if value == "-" else value.split("+")
                item[path] = [_person(p) for p in parts] if path == "persons" else parts
            else:
                put(item, [path], "" if value == "-" else value.replace("+", " "))
        must_be_answered(made.send(market, f"t/{next(_NUMBERS)}", who, f"supervision.{kind}", item), expected, line)


def _person(text):
    """Return a person of a penalty: name/duty/fine."""
    person, duty, fine = text.split("/")
    return {"person": person, "duty": duty, "fine_fen": int(fine)}


def rows(market, sql):
    """Return what a query finds in the books."""
    with market.view() as view:
        return [tuple(r) for r in view.fetch(sql)]
