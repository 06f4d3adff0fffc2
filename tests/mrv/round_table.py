"""Tables of the round's acts: `who: word field=value … -> outcome`, one line each; `day 2023-02-10` puts the day."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from itertools import count

from tools.mrv_round import CALIBRATION, CORRECTION, EVIDENCE, MONTH, PLAN, PLANT, RECORD, REPORT, YEAR, admit

from tanshi.application.access import FOUR_EYES
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening
from tests.act_table import lines_of, must_be_answered

_NUMBERS = count(1)

_BODY = {"body": "check", "scope": "review"}

#: word → command, what its item is if a line does not say
WORDS = {
    "plan": ("mrv.file_control_plan", PLAN),
    "accept": ("mrv.decide_control_plan", {"entity": PLANT, "year": YEAR, "accepted": True, "reason": ""}),
    "return": ("mrv.decide_control_plan", {"entity": PLANT, "year": YEAR, "accepted": False, "reason": "缺项"}),
    "calibrate": ("mrv.note_calibration", CALIBRATION),
    "report": ("mrv.deposit_laboratory_report", REPORT),
    "rest_on": ("mrv.deposit_evidence", EVIDENCE),
    "record": ("mrv.record_month", {"entity": PLANT, "month": MONTH, "evidence": "e" * 64, "units": [RECORD]}),
    "correct": ("mrv.correct_month", CORRECTION),
    "note": ("mrv.note_supervision", {"entity": PLANT, "month": MONTH, "result": "in_order", "text": ""}),
    "list": ("mrv.list_body", {**_BODY, "certificate": "c", "until_day": "2024-12-31", "evidence_sha256": "6" * 64}),
    "strike": ("mrv.strike_body", {**_BODY, "reason": "r", "evidence_sha256": "6" * 64}),
    "person": (
        "mrv.note_practitioner",
        {**_BODY, "person": "赵六", "certificate": "p", "until_day": "2024-06-30", "evidence_sha256": "7" * 64},
    ),
    "contract": (
        "mrv.note_contract",
        {**_BODY, "number": "1", "entity": PLANT, "year": YEAR, "signed_on": "2023-02-01", "evidence_sha256": "8" * 64},
    ),
    "score": (
        "mrv.publish_score",
        {**_BODY, "year": "2022", "score_e1": 900, "reason": "r", "evidence_sha256": "9" * 64},
    ),
    "conclude": (
        "mrv.verify_report",
        {"entity": PLANT, "period": YEAR, "verifier": "check", "group": ["a", "b"], "changes": []},
    ),
    "file": ("mrv.file_report", {"entity": PLANT, "period": YEAR, "declared_true": True}),
}


def opened(market):
    """A market with a plant, its laboratory and its province."""
    market.execute(opening())
    admit(market)
    more = [
        {"actor": "jinan/1", "organisation": "jinan", "role": "city", "area_gb2260": "3701"},
        {"actor": "hebei/1", "organisation": "hebei", "role": "province", "area_gb2260": "13"},
    ]
    (answer,) = market.execute([Command("t/more", "mee", "mee/1", "participants.admit_actor", more)])
    assert answer.done
    return market


def run(market, clock, table):
    """Carry a table out; each line must be answered as it says."""
    for line in lines_of(table):
        if line.startswith("day "):
            clock.put_day(date.fromisoformat(line.split()[1]))
            continue
        asked, _, expected = line.partition(" -> ")
        must_be_answered(ask(market, asked), expected, line)


def ask(market, asked):
    """Carry out one act: `who: word`, then what differs; `figures.carbon_e4.way=default` reaches into lists."""
    who, _, rest = asked.partition(": ")
    word, *changes = rest.split()
    kind, given = WORDS[word]
    item = deepcopy(given)
    for change in changes:
        path, _, value = change.partition("=")
        put(item, path.split("."), "" if value == "-" else value.replace("+", " "))
    second = f"{who}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"t/{next(_NUMBERS)}", who, f"{who}/1", kind, [item], second)])
    return answer


def put(item, path, value):
    *above, name = path
    for step in above:
        item = item[step] if isinstance(item, dict) else _found(item, step)
    if value == "gone":
        item.remove(_found(item, name))
    elif isinstance(item, list):
        item[item.index(_found(item, name))] = value
    else:
        before = item[name]
        item[name] = value == "yes" if isinstance(before, bool) else int(value) if isinstance(before, int) else value


def _found(rows, step):
    """Return the element of a list that has a value, or stands at a place."""
    if step.isdigit():
        return rows[int(step)]
    return next(r for r in rows if step == r or (isinstance(r, dict) and step in map(str, r.values())))
