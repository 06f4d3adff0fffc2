"""Succession (承继): what a holder has goes to who takes its place, by merger (合并), split (分立) or inheritance
(继承).

Everything goes at once, by a paper: what is free on both accounts, money included, what a court froze and what is
pledged with the freeze or the pledge on it, and what the holder has as a creditor of pledges. One successor gets it
whole; among several each gets what the act lists, and the lists sum up to what there is. A right is not divided. A
holder that goes on after a split may keep a part. What is under way ends before, and is named: orders, applications,
failed trades, claims, requests for money. Obligations are compliance's and stay under the name they were set for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.tables import SuccessionRow
from tanshi.registry.account_ids import frozen, pledged, registration, trading
from tanshi.registry.events import ENTITY, open_on_need
from tanshi.registry.freeze import FreezeRow
from tanshi.registry.kinds import Ground, RegistryLaw
from tanshi.registry.money import Posting, post, posting
from tanshi.registry.moves import day_closed, may_not_hold, own, stopped, with_exchange
from tanshi.registry.outcome import DONE
from tanshi.registry.pledge import RELEASE_ASKED, STANDING, SUCCEEDED, PledgeRow
from tanshi.registry.tables import HELD_OPEN, AccountRow, BookRow, HolderRow, HoldingRow
from tanshi.registry.under_way import under_way
from tanshi.rules import Law

#: What of a holder's a part can be of, beside freezes and pledges by their number.
REGISTRATION, TRADING = "registration", "trading"

KIND = "succession"


class SuccessionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NOBODY_TO_SUCCEED = "registry.nobody_to_succeed"
    UNKNOWN_GROUND = "registry.unknown_succession_ground"
    OTHER_KIND = "registry.succession_of_other_kind"
    NO_PAPER = "registry.succession_no_paper"
    HEIRS_WRONG = "registry.succession_heirs"
    NO_HEIR = "registry.no_such_heir"
    NOT_IN_REGISTER = "registry.heir_not_in_register"
    UNDER_WAY = "registry.succession_under_way"
    NOTHING_TO_PASS = "registry.nothing_to_pass"
    NOT_WHOLE = "registry.succession_not_whole"
    UNDIVIDED = "registry.right_not_divided"
    HEIR_IS_CREDITOR = "registry.heir_is_creditor"
    NO_PLACE = "registry.heir_has_no_place"


@dataclass(frozen=True, slots=True)
class Part:
    """What one successor gets: of `registration` or `trading` an amount of an instrument (t or fen), or a right.

    Rights are `freeze/N` and `pledge/N` of the holder, with the amount that stands still under them, and
    `creditor/HOLDER/N`, a pledge that another holder gave it.
    """

    heir: str
    what: str
    instrument: str
    amount: int


@dataclass(frozen=True, slots=True)
class Succeed:
    """Put successors in a holder's place: one, who gets everything, or several with their parts."""

    holder: str
    ground: str
    evidence_sha256: str
    heir: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Succeeded(Fact):
    """What a holder had went to its successors; freezes and pledges have new numbers under their new holder."""

    type: ClassVar[str] = "registry.succeeded/1"
    holder: str
    ground: str
    evidence_sha256: str
    citation: str
    postings: list[Posting]
    freezes: list[dict[str, Any]]  # number, heir, as_number, and what the freeze is of
    pledges: list[dict[str, Any]]  # number, heir, as_number, and what the pledge is of
    creditor: list[dict[str, Any]]  # holder, number, heir: pledges of others that are the heir's now


class SuccessionCommands:
    """Judges succession under a law."""

    def __init__(self, law: Law) -> None:
        self._law = RegistryLaw(law)

    def succeed(self, request: Succeed, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        if found is None or found.state != HELD_OPEN:
            return act.refuse(SuccessionOutcome.NOBODY_TO_SUCCEED, holder=request.holder)
        grounds = self._law.grounds("succession_grounds", rows, act.day)
        ground = grounds.get(request.ground)
        if ground is None:
            return act.refuse(SuccessionOutcome.UNKNOWN_GROUND, ground=request.ground, known=", ".join(grounds))
        if refused := (
            _not_by_paper(request, found, ground, act)
            or with_exchange(rows, act)
            or day_closed(rows, act)
            or _wrong_heirs(request, found, ground, rows, act)
        ):
            return refused
        if open_ := next(iter(under_way(request.holder, rows, act.day)), ""):
            return act.refuse(SuccessionOutcome.UNDER_WAY, holder=request.holder, matter=open_)
        had = list(_had(request.holder, rows))
        if not had:
            return act.refuse(SuccessionOutcome.NOTHING_TO_PASS, holder=request.holder)
        parts = request.parts or [Part(request.heir, h.what, h.instrument, h.amount) for h in had]
        if refused := _not_whole(request.holder, had, parts, act) or _not_theirs(had, parts, rows, act):
            return refused
        act.record(_succeeded(request, ground, had, parts, rows))
        return DONE

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of succession."""
        return (Handler("registry.succeed", Succeed, self.succeed, DONE, _touches, own),)


@dataclass(frozen=True, slots=True)
class _Had:
    """Something a holder has: how parts call it, how much, where it stands, and the right it is, if it is one."""

    what: str
    instrument: str
    amount: int
    account: str
    right: FreezeRow | PledgeRow | None = None


def _had(holder: str, rows: Rows) -> Iterator[_Had]:
    """Yield everything a holder has, in the order in which it goes."""
    for what, account in ((REGISTRATION, registration(holder)), (TRADING, trading(holder))):
        for held in rows.where(HoldingRow, account=account):
            if held.amount:
                yield _Had(what, held.instrument, held.amount, account)
    for f in rows.where(FreezeRow, holder=holder):
        if f.amount_t:
            yield _Had(f"freeze/{f.number}", f.instrument, f.frozen_t, frozen(holder), f)
    for p in rows.where(PledgeRow, holder=holder):
        if p.state == STANDING:
            yield _Had(f"pledge/{p.number}", p.instrument, p.left_t, pledged(holder), p)
    for p in rows.where(PledgeRow, pledgee=holder):
        if p.state in (STANDING, RELEASE_ASKED):
            yield _Had(f"creditor/{p.holder}/{p.number}", p.instrument, p.left_t, "", p)


def _not_by_paper(request: Succeed, found: HolderRow, ground: Ground, act: Act) -> Outcome | None:
    kinds = ground.value["kinds"]
    if found.kind not in kinds:
        return act.refuse(SuccessionOutcome.OTHER_KIND, ground=ground.code, kind=found.kind, kinds=", ".join(kinds))
    if not is_sha256(request.evidence_sha256):
        return act.refuse(SuccessionOutcome.NO_PAPER, holder=request.holder, evidence=request.evidence_sha256)
    return None


def _wrong_heirs(request: Succeed, found: HolderRow, ground: Ground, rows: Rows, act: Act) -> Outcome | None:
    """Refuse heirs the ground does not know, that cannot take anything, or that the register does not name."""
    heirs = sorted({p.heir for p in request.parts} | ({request.heir} if request.heir else set()))
    one = ground.value["heirs"] == "one"
    if bool(request.heir) == bool(request.parts) or (one and (len(heirs) != 1 or request.holder in heirs)):
        return act.refuse(SuccessionOutcome.HEIRS_WRONG, ground=ground.code, heirs=", ".join(heirs))
    if heirs == [request.holder]:
        return act.refuse(SuccessionOutcome.HEIRS_WRONG, ground=ground.code, heirs=request.holder)
    named = {s.heir for s in rows.where(SuccessionRow, entity=request.holder) if s.kind == ground.value["register"]}
    for heir in (h for h in heirs if h != request.holder):
        theirs = rows.get(HolderRow, heir)
        if theirs is None or theirs.state != HELD_OPEN:
            return act.refuse(SuccessionOutcome.NO_HEIR, heir=heir)
        if found.kind == ENTITY and ground.value["register"] and heir not in named:
            return act.refuse(SuccessionOutcome.NOT_IN_REGISTER, holder=request.holder, heir=heir)
        if refused := stopped("receive", registration(heir), rows, act):
            return refused
    return None


def _not_whole(holder: str, had: Sequence[_Had], parts: Sequence[Part], act: Act) -> Outcome | None:
    """Refuse lists that are not what there is."""
    listed: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        listed.setdefault((part.what, part.instrument), []).append(part)
    there = {(h.what, h.instrument): h for h in had}
    for key in sorted({*listed, *there}):
        given = listed.get(key, [])
        most = there[key].amount if key in there else 0
        named = sum(p.amount for p in given)
        positive = all(p.amount > 0 or (p.amount == most == 0) for p in given)
        if key not in there or not given or named != most or not positive:
            return act.refuse(
                SuccessionOutcome.NOT_WHOLE, holder=holder, what=key[0], instrument=key[1], there=most, listed=named
            )
        if there[key].right is not None and len(given) != 1:
            return act.refuse(SuccessionOutcome.UNDIVIDED, holder=holder, what=key[0])
    return None


def _not_theirs(had: Sequence[_Had], parts: Sequence[Part], rows: Rows, act: Act) -> Outcome | None:
    """Refuse what a successor cannot have: a right against itself, an account it lacks, units of another kind."""
    there = {(h.what, h.instrument): h for h in had}
    for part in parts:
        of = there[part.what, part.instrument]
        if isinstance(of.right, PledgeRow) and part.heir == (of.right.holder if not of.account else of.right.pledgee):
            return act.refuse(SuccessionOutcome.HEIR_IS_CREDITOR, heir=part.heir, what=part.what)
        place = _place(of, part.heir)
        if place and rows.get(AccountRow, place) is None:
            return act.refuse(SuccessionOutcome.NO_PLACE, heir=part.heir, account=place)
        if place and (refused := may_not_hold(rows, act, place, part.instrument)):
            return refused
    return None


def _place(of: _Had, heir: str) -> str:
    """Return the account an heir must have for something; "" for a creditor's right, which needs none."""
    if isinstance(of.right, FreezeRow):
        return _same_account(of.right, heir)
    if not of.account:
        return ""
    return trading(heir) if of.what == TRADING else registration(heir)


def _same_account(right: FreezeRow, heir: str) -> str:
    return trading(heir) if right.account.endswith(f"/{TRADING}") else registration(heir)


def _succeeded(request: Succeed, ground: Ground, had: Sequence[_Had], parts: Sequence[Part], rows: Rows) -> Succeeded:
    """Return the fact: what moves, and the rights as they stand under their new holders."""
    there = {(h.what, h.instrument): h for h in had}
    postings: list[Posting] = []
    freezes: list[dict[str, Any]] = []
    pledges: list[dict[str, Any]] = []
    creditor: list[dict[str, Any]] = []
    for part in sorted(parts, key=lambda p: list(there).index((p.what, p.instrument))):
        of, heir = there[part.what, part.instrument], part.heir
        if heir == request.holder:
            continue
        if isinstance(of.right, FreezeRow):
            number = 1 + len(rows.where(FreezeRow, holder=heir)) + sum(f["heir"] == heir for f in freezes)
            freezes.append(_freeze(of.right, heir, number))
        elif isinstance(of.right, PledgeRow) and of.account:
            number = 1 + len(rows.where(PledgeRow, holder=heir)) + sum(p["heir"] == heir for p in pledges)
            pledges.append(_pledge(of.right, heir, number))
        elif isinstance(of.right, PledgeRow):
            creditor.append({"holder": of.right.holder, "number": of.right.number, "heir": heir})
        if of.account and part.amount:
            postings.append(posting(KIND, of.account, _target(of, heir), part.instrument, part.amount))
    return Succeeded(
        request.holder, ground.code, request.evidence_sha256, ground.citation, postings, freezes, pledges, creditor
    )


def _target(of: _Had, heir: str) -> str:
    if isinstance(of.right, FreezeRow):
        return frozen(heir)
    return pledged(heir) if of.right is not None else _place(of, heir)


def _freeze(of: FreezeRow, heir: str, number: int) -> dict[str, Any]:
    return {
        "number": of.number, "heir": heir, "as_number": number, "account": _same_account(of, heir),
        "instrument": of.instrument, "amount_t": of.amount_t, "frozen_t": of.frozen_t, "organ": of.organ,
        "paper": of.paper, "until_day": of.until_day, "ordered_on": of.ordered_on,
    }  # fmt: skip


def _pledge(of: PledgeRow, heir: str, number: int) -> dict[str, Any]:
    return {
        "number": of.number, "heir": heir, "as_number": number, "pledgee": of.pledgee, "instrument": of.instrument,
        "amount_t": of.left_t, "contract": of.contract, "offered_on": of.offered_on,
    }  # fmt: skip


def _passed(fact: Succeeded, at: At, rows: Rows) -> None:
    for p in fact.postings:
        holder, _, place = p["credit"].rpartition("/")
        if place in ("frozen", "pledged"):
            open_on_need(rows, p["credit"], place, holder)
    post(rows, at, fact.postings, f"{KIND}/{fact.holder}")
    for f in fact.freezes:
        before = rows.edit(FreezeRow, (fact.holder, f["number"]))
        before.amount_t = before.frozen_t = 0
        rows.put(
            FreezeRow(
                f["heir"], f["as_number"], f["account"], f["instrument"], f["amount_t"], f["frozen_t"], f["organ"],
                f["paper"], f["until_day"], f["ordered_on"],
            )
        )  # fmt: skip
    for p in fact.pledges:
        old = rows.edit(PledgeRow, (fact.holder, p["number"]))
        old.state, old.changed_on = SUCCEEDED, at.day
        rows.put(
            PledgeRow(
                p["heir"], p["as_number"], p["pledgee"], p["instrument"], p["amount_t"], p["contract"], STANDING,
                p["offered_on"], at.day,
            )
        )  # fmt: skip
    for c in fact.creditor:
        rows.edit(PledgeRow, (c["holder"], c["number"])).pledgee = c["heir"]


FACTS = (FactType(Succeeded, _passed),)


def _touches(r: Succeed) -> Iterable[Touch]:
    yield BookRow, 1
    for holder in {r.holder, r.heir, *(p.heir for p in r.parts)} - {""}:
        yield HolderRow, holder
        yield AccountRow, registration(holder)
        yield AccountRow, trading(holder)
        yield AccountRow, frozen(holder)
        yield AccountRow, pledged(holder)
