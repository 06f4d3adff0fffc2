"""Tables of a verification's acts: `who: word field=value … -> outcome`; `day 2024-04-08` puts the day."""

from copy import deepcopy
from datetime import date
from itertools import count

from tools import verification_round as made

from tests.act_table import lines_of, must_be_answered
from tests.mrv.round_table import put

_NUMBERS = count(1)
_REPORT = {"entity": made.PLANT, "period": made.YEAR}

#: word → command, what its item is if a line does not say
WORDS = {
    "tie": ("mrv.declare_tie", made.TIE),
    "plan": ("mrv.plan_verification", made.PLAN),
    "desk": ("mrv.review_documents", made.DESK),
    "visit": ("mrv.visit_site", made.VISIT),
    "list": ("mrv.issue_findings", made.FINDINGS),
    "answer": ("mrv.answer_finding", made.ANSWER),
    "settle": ("mrv.settle_finding", made.SETTLE),
    "review": ("mrv.review_conclusion", made.REVIEW),
    "conclude": ("mrv.conclude_verification", made.CASE),
    "tell": ("mrv.tell_result", made.CASE),
    "object": ("mrv.object_verification", made.OBJECT),
    "decide": ("mrv.decide_verification_objection", made.DECIDE),
    "look": ("mrv.look_at_verification", made.LOOK),
    "confirm": ("mrv.confirm_emission", _REPORT),
    "at_once": ("mrv.verify_report", {**_REPORT, "verifier": made.BODY, "group": made.GROUP, "changes": []}),
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
            put(item, path.split("."), "" if value == "-" else value.replace("+", " "))
        must_be_answered(made.send(market, f"t/{next(_NUMBERS)}", who, kind, item), expected, line)
