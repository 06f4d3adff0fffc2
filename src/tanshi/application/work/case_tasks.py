"""Tasks of case files as SQL: what waits at which step of a file, named by who the file is about; of each the first.

The name that is shown is the file's number; `due` is the day the file itself sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_LAST = "SELECT MAX(n.number) FROM supervision_step AS n WHERE n.docket = c.docket"


def _at(steps: str, due: str = "''", join: str = "") -> str:
    """Return files whose last step is one of these."""
    named = ", ".join(f"'{step}'" for step in steps.split())
    return (
        "SELECT c.subject AS id, MIN(c.docket) AS name_zh, '' AS name_en, '' AS area_gb2260, MIN(s.done_on) AS since,"
        f" MIN({due}) AS due FROM supervision_case AS c JOIN supervision_step AS s ON s.docket = c.docket"
        f" AND s.number = ({_LAST}) {join} WHERE s.step IN ({named}) GROUP BY c.subject"
    )


def _doubts(condition: str, since: str) -> str:
    return (
        "SELECT c.subject AS id, MIN(c.docket) AS name_zh, '' AS name_en, '' AS area_gb2260,"
        f" MIN({since}) AS since, '' AS due FROM supervision_doubt AS d JOIN supervision_case AS c"
        f" ON c.docket = d.docket WHERE d.result = '' AND {condition} GROUP BY c.subject"
    )


_FILED = "JOIN supervision_filed AS f ON f.docket = c.docket"
_DECIDED = "JOIN supervision_penalty AS p ON p.docket = c.docket AND p.stage = 'decision'"
_SUBJECTS = ("entity", "group", "participant", "verifier", "laboratory")


#: Where a file is read by who it is about.
OWN_PAGE = "/cases/{name}/own"


@dataclass(frozen=True, slots=True)
class CaseTask:
    """What waits: the command's name, the rows, whether they have a day, for which roles, and where it is done."""

    right: str
    source: str
    dated: bool = False
    roles: tuple[str, ...] = ()
    page: str = "/cases/{name}"


CASE_TASKS: Mapping[str, CaseTask] = {
    "clue": CaseTask("file_case", _at("deposited inspected", "o.due", (
        "JOIN supervision_step AS o ON o.docket = c.docket AND o.number = 1")), True),
    "doubt": CaseTask("explain_doubt", _doubts("d.explanations = d.checks", "c.opened_on"), False, _SUBJECTS,
                      OWN_PAGE),
    "check": CaseTask("check_doubt", _doubts("d.explanations > d.checks", "d.explained_on")),
    "notice": CaseTask("give_notice", _at("filed", "f.decide_by", _FILED), True),
    "speak": CaseTask("state_case", _at("notice_served", "s.due"), True, (), OWN_PAGE),
    "call": CaseTask("call_hearing", _at("hearing_asked", "f.decide_by", _FILED), True),
    "hearing": CaseTask("hold_hearing", _at("hearing_called", "s.due"), True),
    "decide": CaseTask("decide_case", _at("notice_served stated heard", "f.decide_by", _FILED), True),
    "serve": CaseTask("serve_paper", _at("noticed decided", "CASE s.due WHEN '' THEN f.decide_by ELSE s.due END",
                                         _FILED), True),
    "correct": CaseTask("report_correction", _at("served returned not_followed", "p.correct_until", (
        f"{_DECIDED} AND p.correct_until <> ''")), True, (), OWN_PAGE),
    "verify": CaseTask("verify_correction", _at("corrected")),
    "close": CaseTask("close_case", _at("verified")),
    "annulled": CaseTask("close_case", _at("served not_followed corrected returned", "''", (
        "JOIN supervision_revision AS v ON v.docket = c.docket AND v.result = 'annulled'"))),
}  # fmt: skip
