"""The bench for drafting as this server answers it: whose firms a caller may ask about, and what was answered before.

Ministry and provinces ask about the books, a province about its own firms; a firm gets the estimate of its own file,
and of its own months in the books. Answers are kept until a fact concerns them, and are made on the
workbench's threads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from tanshi.allocation.drafting.projection import NamedData
from tanshi.application.access import ACCESS
from tanshi.application.draft_bench import PATH_TERMS, Answer, Asked, answer
from tanshi.application.forms.archive import Damaged
from tanshi.application.kept import Kept
from tanshi.application.lists import periods
from tanshi.core.finding import Problem
from tanshi.journal.command import Concern
from tanshi.participants.areas import areas
from tanshi.server.folded import LARGEST as LARGEST_UNFOLDED
from tanshi.server.folded import unfolds_too_far
from tanshi.server.platform import Visit
from tanshi.server.routing import Trouble, status_of
from tanshi.server.workbench import Busy, HeldFile, Tell, Work

#: The right to the bench, and the one everybody has: the law applied to one's own figures is no secret.
RIGHT, OWN = "see.drafting", "see.form"

#: Roles that draft or are heard about it; their pages lead to the bench.
BENCH_ROLES = tuple(role for role, rights in ACCESS.items() if RIGHT in rights)

#: Largest file.
LARGEST = 2_000_000

#: How a file that is held is named where a year is.
HELD = "file:"

#: The terms of each question beside its source.
TERMS = {
    "impact": ("plan", "draft", "benchmarks", "price"),
    "balance": ("plan",),
    "fit": ("plan", "by_output"),
    "solve": ("plan", "surplus", "from", "start", "strict", "after_relief"),
    "estimate": ("plan", "months", "entity"),
    "path": ("plan", "until", *PATH_TERMS),
}

#: What is asked about is not there, where other problems are of what was asked.
_MISSING = {
    "allocate.nothing_confirmed", "allocate.unknown_plan", "draft.no_months", "rulemaking.no_such_draft",
    "year.bad_period",
}  # fmt: skip

_LONGEST = 400


def area_of(visit: Visit) -> str:
    """Return whose firms are asked about: a province, or "" for all; a province's own where it says nothing."""
    asked = visit.params.get("area", "")
    if asked:
        if asked not in areas():
            raise Trouble(404, "http.not_found")
        return asked
    actor = visit.actor
    return actor.area_gb2260 if actor is not None and actor.role == "province" else ""


def concerns(visit: Visit) -> Sequence[Concern]:
    """Return whom a question to the bench concerns."""
    return [Concern(area=area_of(visit))]


def may_ask(visit: Visit) -> bool:
    """Tell whether the caller may use the bench at all."""
    actor = visit.actor
    area = actor.area_gb2260 if actor is not None and actor.role == "province" else ""
    return visit.may(RIGHT, Concern(area=area))


def asked_of(visit: Visit, name: str, body: NamedData | None = None) -> Asked:
    """Return the question of a visit; `body`: a file that came with it. `Trouble` where its source is not there."""
    given = visit.params
    terms = {term: given[term][:_LONGEST] for term in TERMS[name] if given.get(term)}
    source, year, last = given.get("source", ""), "", None
    if name == "estimate" and (held := given.get("last_year", "")):
        last = _held(visit, held)
    if body is None and source.startswith(HELD):
        body = _held(visit, source)
    if body is None:
        year = source or _newest(visit)
        if name == "estimate":
            terms |= _entity_of(visit, terms.get("entity", ""))
    area = area_of(visit) if body is None and not terms.get("entity") else ""
    return Asked(name, visit.today, year, body, last, area, terms)


def held_of(visit: Visit, source: str) -> HeldFile | None:
    """Return the file a source names, if it is the caller's and still held."""
    if not source.startswith(HELD):
        return None
    return visit.platform.workbench.file(visit.caller.login, source.removeprefix(HELD))


def _held(visit: Visit, source: str) -> NamedData:
    found = held_of(visit, source)
    if found is None:
        raise Trouble(404, "drafting.file_gone")
    return found.name, found.data


def _newest(visit: Visit) -> str:
    known = periods(visit.view)
    if not known:
        raise Trouble(404, "drafting.no_year")
    return known[-1].name


def _entity_of(visit: Visit, entity: str) -> dict[str, str]:
    """Return whose months of the books are read: a firm's own, or those the caller may see."""
    if not entity and visit.actor is not None and visit.actor.role == "entity":
        entity = visit.actor.entity
    refused = visit.refusal("see.records", [visit.concern(entity)]) if entity else visit.refusal(RIGHT, concerns(visit))
    if refused is not None:
        if visit.caller.is_public:
            raise Trouble(401, "http.sign_in_first")
        raise Trouble(status_of(refused), str(refused), details={"actor": visit.caller.actor, "kind": "see.records"})
    return {"entity": entity} if entity else {}


def body_of(visit: Visit, data: bytes | None, name: str) -> NamedData:
    """Return a file that was handed in; `Trouble` if there is none or it is too large."""
    if not data:
        raise Trouble(400, "forms.no_file")
    if len(data) > LARGEST:
        raise Trouble(413, "drafting.file_too_large", details={"most": f"{LARGEST // 1_000_000} MB"})
    try:
        is_too_large = unfolds_too_far(data)
    except Damaged as error:
        raise Trouble(422, "input.damaged", details={"reason": str(error)}) from error
    if is_too_large:
        raise Trouble(413, "drafting.unfolds", details={"most": f"{LARGEST_UNFOLDED >> 20} MB"})
    return name[:100] or "units", data


def hold(visit: Visit, file: NamedData) -> str:
    """Hold a file for the caller's next questions, and return how it is named as a source."""
    return HELD + visit.platform.workbench.hold(visit.caller.login, *file).id


def ask(visit: Visit, asked: Asked) -> tuple[str, Answer | Work]:
    """Return the name of a question's work, and its answer where it is kept, or the work on it."""
    platform, name = visit.platform, _name(asked)
    answers: Kept = platform.answers
    found = answers.known(visit.view, name)
    if found is not None:
        return name, found

    def make(tell: Tell) -> Answer | Problem:
        try:
            with platform.market.view() as view:
                return answers.get(view, name, lambda: answer(platform.market, asked, tell))
        except Problem as problem:
            return problem

    try:
        return name, platform.workbench.ask(name, make)
    except Busy:
        raise Trouble(429, "drafting.busy", headers={"Retry-After": "5"}) from None


def outcome(made: Answer | Problem, *, handed_in: bool) -> Answer:
    """Return an answer, or raise the `Trouble` that stands for a problem."""
    if isinstance(made, Answer):
        return made
    code = made.findings[0].code
    status = 404 if code in _MISSING else 422 if handed_in else 400
    raise Trouble(status, code, findings=made.findings)


def _name(asked: Asked) -> str:
    """Return a name under which the same question has the same answer."""
    said: list[Any] = [asked.name, asked.day, asked.year, asked.area, sorted(asked.terms.items())]
    said += [[f[0], hashlib.sha256(f[1]).hexdigest()] if f else None for f in (asked.file, asked.last_year)]
    return json.dumps(said)
