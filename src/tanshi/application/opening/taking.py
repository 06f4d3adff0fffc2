"""Taking an opening over: check, propose, sign.

Nothing is taken over while a row is wrong, a control total differs, or somebody else changed the file in between. What
is signed is cut into parts, each of which is carried out by itself; signing again goes on where it was broken off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from tanshi.application import proposals
from tanshi.application.access import ViewRows, judge
from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate
from tanshi.application.market import Market
from tanshi.application.opening import commands as opening
from tanshi.application.opening.commands import SignOpening, TakeOpening
from tanshi.application.opening.sheets import Sheets, read_sheets
from tanshi.core.clock import legal_day_of
from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.progress import Progress
from tanshi.journal.command import Answer, Command
from tanshi.journal.engine import Reads
from tanshi.mrv import opening_figures
from tanshi.participants.tables import ActorRow
from tanshi.registry.events import OPENING
from tanshi.registry.tables import CASH
from tanshi.rulemaking.commands import planned_vintages
from tanshi.rules import Law

#: Rows of one part: none holds the journal for half a second, and its facts stay within their size.
_PART, _PART_OF_TEXTS = 100, 20

#: Commands of one transaction while accounts are opened.
_GROUP = 100

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file and what is wrong with it, in its cells and against these books. `signing` is what would be signed."""

    sheets: Sheets
    findings: tuple[Finding, ...]
    parts: tuple[TakeOpening, ...]
    signing: SignOpening

    @property
    def is_clean(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class Proposed:
    """A file that waits for its second signature, under the number of the request."""

    opening: str
    proposal: str
    actor: str


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of a signature: `parts` taken over, now or before; `exists` if all of them were before."""

    opening: str
    parts: int
    exists: bool


# check


def check(market: Market, path: Path) -> Checked:
    """Return what a file comes to against these books; nothing is kept. `Problem` if it cannot be read at all."""
    sheets = read_sheets(path)
    with market.view() as view:
        findings = (*sheets.findings, *_against(view, market.law, sheets))
    parts = tuple(_chained(sheets.digest, _parts(sheets)))
    first = opening.digest_of(parts[0]) if parts else ""
    signing = SignOpening(sheets.digest, path.name, len(parts), first, sheets.signed(), sheets.control())
    return Checked(sheets, findings, parts, signing)


def _against(view: Reads, law: Law, sheets: Sheets) -> Iterator[Finding]:
    """Yield what these books say against a file: acts that were first, and names nobody knows."""
    if not view.fetch("SELECT 1 FROM registry_book"):
        yield Finding("registry.not_opened", sheets.name)
    yield from _not_first(view, sheets)
    entities = _ids(view, "SELECT id FROM participants_entity")
    holders = entities | _ids(view, "SELECT DISTINCT holder FROM registry_account WHERE kind <> 'system'")
    instruments = _ids(view, "SELECT id FROM registry_instrument") | planned_vintages(law).keys()
    for sheet in ("holdings", "cash", "freezes"):
        for row in sheets.rows(sheet):
            holder, instrument = row.values["holder"], row.values.get("instrument", CASH)
            if holder not in holders:
                yield Finding("opening.holder_not_found", sheets.where(sheet, row, "holder"), {"holder": holder})
            if instrument not in instruments or (sheet == "holdings" and instrument == CASH):
                where = sheets.where(sheet, row, "instrument")
                yield Finding("opening.instrument_not_found", where, {"instrument": instrument})
    yield from _frozen_beyond(sheets)
    units = dict(cast("list[tuple[str, str]]", view.fetch("SELECT id, entity FROM participants_unit")))
    for sheet in ("emissions", "obligations", "cases"):
        for row in sheets.rows(sheet):
            entity = row.values["entity"]
            if entity not in entities:
                yield Finding("opening.entity_not_found", sheets.where(sheet, row, "entity"), {"entity": entity})
            elif sheet == "emissions" and units.get(str(row.values["unit"])) != entity:
                params = {"unit": row.values["unit"], "entity": entity}
                yield Finding("mrv.unit_not_of_entity", sheets.where(sheet, row, "unit"), params)


def _frozen_beyond(sheets: Sheets) -> Iterator[Finding]:
    """Yield freezes, all of a holder together, of more than the file gives it, and of parts of a tonne."""
    held: Counter[tuple[Any, Any]] = Counter()
    for row in sheets.rows("holdings"):
        amount = _whole(row.values["registration_t"]) + _whole(row.values["trading_t"])
        held[row.values["holder"], row.values["instrument"]] += amount
    for row in sheets.rows("cash"):
        held[row.values["holder"], CASH] += _whole(row.values["cash_yuan"])
    for row in sheets.rows("freezes"):
        holder, instrument = row.values["holder"], row.values["instrument"]
        where = sheets.where("freezes", row, "amount")
        if instrument != CASH and _whole(row.values["amount"]) % 100:
            yield Finding("opening.not_whole_tonnes", where)
        held[holder, instrument] -= _frozen_amount(row.values)
        if held[holder, instrument] < 0:
            yield Finding("opening.freeze_exceeds", where, {"holder": holder, "instrument": instrument})


def _not_first(view: Reads, sheets: Sheets) -> Iterator[Finding]:
    taken = dict(cast("list[tuple[str, str]]", view.fetch("SELECT sheet, opening FROM opening_sheet")))
    last = view.fetch("SELECT kind FROM registry_transfer ORDER BY number DESC LIMIT 1")
    begun = {
        "holdings": bool(last) and last[0][0] != OPENING,
        "cash": bool(last) and last[0][0] != OPENING,
        "emissions": bool(view.fetch("SELECT 1 FROM mrv_report LIMIT 1")),
        "obligations": bool(view.fetch("SELECT 1 FROM compliance_obligation LIMIT 1")),
    }
    for signed in sheets.signed():
        if earlier := taken.get(signed.sheet):
            if earlier != sheets.digest:  # the very same file may be signed again: it changes nothing
                params = {"sheet": signed.sheet, "opening": earlier}
                yield Finding("opening.sheet_taken", sheets.intakes[signed.sheet].given.place, params)
        elif begun.get(signed.sheet):
            yield Finding("opening.not_first", sheets.intakes[signed.sheet].given.place, {"sheet": signed.sheet})


def _ids(view: Reads, sql: str) -> set[str]:
    return {str(id) for (id,) in view.fetch(sql)}


# parts


def _parts(sheets: Sheets) -> Iterator[TakeOpening]:
    """Yield the parts of a file in the order of its sheets, not yet tied to each other."""
    made = TakeOpening(sheets.digest, 0, "")
    held = [
        opening.Held(str(v["holder"]), account, str(v["instrument"]), amount)
        for v in (r.values for r in sheets.rows("holdings"))
        for account in ("registration", "trading")
        if (amount := _whole(v[f"{account}_t"]))
    ]
    held += [
        opening.Held(str(r.values["holder"]), "trading", CASH, amount)
        for r in sheets.rows("cash")
        if (amount := _whole(r.values["cash_yuan"]))
    ]
    yield from (replace(made, held=part) for part in _cut(held, _PART))
    for part in _cut(_emissions(sheets), _PART):
        yield replace(made, emissions=part)
    for outputs in _cut(_outputs(sheets), _PART):
        yield replace(made, outputs=outputs)
    owed = [opening.Owed(**cast("Any", r.values)) for r in sheets.rows("obligations")]
    yield from (replace(made, owed=part) for part in _cut(owed, _PART))
    frozen = [
        opening.Frozen(**cast("Any", {**r.values, "amount": _frozen_amount(r.values)})) for r in sheets.rows("freezes")
    ]
    yield from (replace(made, frozen=part) for part in _cut(frozen, _PART_OF_TEXTS))
    cases = [opening.Case(**cast("Any", r.values)) for r in sheets.rows("cases")]
    yield from (replace(made, cases=part) for part in _cut(cases, _PART_OF_TEXTS))


def _emissions(sheets: Sheets) -> list[opening_figures.TakeOpeningEmission]:
    found: dict[tuple[str, str], list[opening_figures.OpeningUnit]] = {}
    for row in sheets.rows("emissions"):
        v = row.values
        unit = opening_figures.OpeningUnit(str(v["unit"]), _whole(v["verified_t"]))
        found.setdefault((str(v["entity"]), str(v["year"])), []).append(unit)
    return [
        opening_figures.TakeOpeningEmission(entity, year, _origin(sheets), part)
        for (entity, year), units in found.items()
        for part in _cut(units, _PART)
    ]


def _outputs(sheets: Sheets) -> list[opening_figures.TakeOpeningOutput]:
    found: dict[tuple[str, str], list[opening_figures.OpeningOutput]] = {}
    for row in sheets.rows("emissions"):
        v = row.values
        if v["supply_mwh"] is None and v["heat_gj"] is None:
            continue
        unit = opening_figures.OpeningOutput(str(v["unit"]), _whole(v["supply_mwh"]), _whole(v["heat_gj"]))
        found.setdefault((str(v["entity"]), str(v["year"])), []).append(unit)
    return [
        opening_figures.TakeOpeningOutput(entity, year, _origin(sheets), part)
        for (entity, year), units in found.items()
        for part in _cut(units, _PART)
    ]


def _origin(sheets: Sheets) -> str:
    return f"opening {sheets.digest[:16]}"


def _frozen_amount(values: Any) -> int:
    """Return a frozen amount as the registry counts: whole tonnes, or fen."""
    amount = _whole(values["amount"])
    return amount if values["instrument"] == CASH else amount // 100


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _cut(items: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    for start in range(0, len(items), size):
        yield tuple(items[start : start + size])


def _chained(digest: str, parts: Iterator[TakeOpening]) -> list[TakeOpening]:
    """Return the parts numbered from 1, each with the digest of the next: reckoned from the last one backwards."""
    every = list(parts)
    due = ""
    for place in range(len(every) - 1, -1, -1):
        every[place] = replace(every[place], number=place + 1, due=due)
        due = opening.digest_of(every[place])
    return every


# propose, sign


def propose(market: Market, gate: Gate, caller: Caller, path: Path) -> Proposed:
    """Put the first signature under a file: its bytes are kept, its digest and totals wait for a second person.

    `Problem` with all findings if anything is wrong, or if whoever signs may not.
    """
    checked = check(market, path)
    _must_be_clean(checked)
    organisation = _organisation(market, caller.actor)
    sheets = checked.sheets
    with market.view() as view:
        on = legal_day_of(gate.now())
        if (refused := judge(caller.actor, organisation, "opening.sign", [], ViewRows(view), on)) is not None:
            raise problem(str(refused), where=str(path), actor=caller.actor, kind="opening.sign")
        if view.fetch("SELECT 1 FROM opening_file WHERE id = ?", [sheets.digest]):
            raise problem("opening.already_signed", where=str(path), opening=sheets.digest)
    market.evidence.keep(sheets.data)
    command = Command.of(f"opening/{sheets.digest}", organisation, caller.actor, "opening.sign", checked.signing)
    row = proposals.propose(gate, caller, command)
    return Proposed(sheets.digest, row.id, row.actor)


def sign(market: Market, gate: Gate, caller: Caller, path: Path, progress: Progress | None = None) -> Signed:
    """Put the second signature under a file and take it over, or go on with a file that was signed.

    `Problem` if the file is not the one that was proposed, if anything is wrong by now, or if whoever signs
    may not: the same person, another body, no power to.
    """
    checked = check(market, path)
    digest = checked.sheets.digest
    organisation = _organisation(market, caller.actor)
    with market.view() as view:
        known = view.fetch("SELECT state FROM opening_file WHERE id = ?", [digest])
    if known and known[0][0] == "closed":
        return Signed(digest, len(checked.parts), True)
    if not known:
        _confirm(market, gate, caller, organisation, checked, path)
    _take(market, organisation, caller.actor, checked, progress or Progress())
    return Signed(digest, len(checked.parts), False)


def _confirm(market: Market, gate: Gate, caller: Caller, organisation: str, checked: Checked, path: Path) -> None:
    digest = checked.sheets.digest
    with market.view() as view:
        sql = "SELECT id, items, organisation FROM platform_proposal WHERE kind = 'opening.sign' AND state = 'waiting'"
        waiting = [(id, items, body) for id, items, body in view.fetch(f"{sql} ORDER BY made_at, id")]
        mine = [id for id, items, _ in waiting if f'"opening":"{digest}"' in items]
        if not mine:
            code = "opening.file_changed" if waiting else "opening.not_proposed"
            raise problem(
                code, where=str(path), digest=digest, proposed=", ".join(_digest_in(i) for _, i, _ in waiting)
            )
        found = proposals.confirmable(view, mine[0], caller, organisation, gate.now())
    if isinstance(found, proposals.ProposalOutcome):
        raise problem(str(found), where=str(path), proposal=mine[0])
    _must_be_clean(checked)
    row, command = found
    if list(command.items) != list(Command.of("", "", "", "", checked.signing).items):
        raise problem("opening.file_changed", where=str(path), digest=digest, proposed=digest)
    (answer,) = market.execute([command])
    _must_be_done(answer, path)
    proposals.settle(gate, row, "confirmed", caller.actor)


def _digest_in(items: str) -> str:
    return items.partition('"opening":"')[2][:64]


def _take(market: Market, organisation: str, actor: str, checked: Checked, progress: Progress) -> None:
    digest = checked.sheets.digest
    with market.view() as view:
        ((taken,),) = view.fetch("SELECT taken FROM opening_file WHERE id = ?", [digest])
    left = checked.parts[int(taken) :]
    progress.step("opening", len(left))
    for part in left:
        command = Command.of(f"opening/{digest}/{part.number:05d}", organisation, actor, "opening.take", part)
        (answer,) = market.execute([command])
        _must_be_done(answer, Path(checked.sheets.name))
        progress.advance()


def _organisation(market: Market, actor: str) -> str:
    with market.view() as view:
        spec = ActorRow.__table__
        found = view.fetch(spec.select_sql("id = ?"), [actor])
    row = ActorRow(*found[0]) if found else None
    if row is None or not row.active:
        raise problem("opening.no_such_actor", where=actor)
    return row.organisation


def _must_be_clean(checked: Checked) -> None:
    if checked.findings:
        raise Problem(*checked.findings)
    if not checked.parts:
        raise problem("opening.nothing_to_take", where=checked.sheets.name, opening=checked.sheets.digest)


def _must_be_done(answer: Answer, path: Path) -> None:
    if not answer.done:
        raise problem("opening.refused", where=path.name, outcome=str(answer.outcome), reason=answer.message())
