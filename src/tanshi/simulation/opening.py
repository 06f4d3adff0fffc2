"""Before an opening: a modelled market is founded and has the entities, units and accounts an opening speaks of.

The period is entered as its scenario enters it, so `chain` goes on from here with what the books hold by then: nothing
of a base year that was taken over is modelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tanshi.allocation.power import PowerPlan
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.core.period import Period
from tanshi.journal.command import Command
from tanshi.participants import changes
from tanshi.participants import commands as participants
from tanshi.simulation import acts as act
from tanshi.simulation.acts import MINISTRY, Acts, command
from tanshi.simulation.enrolment import Enrolment
from tanshi.simulation.population import Population


def prepare(
    market: Market,
    clock: SimulatedClock,
    period: Period,
    population: Population,
    before: Sequence[Population],
    seed: int,
) -> None:
    """Enter a period's population, what only populations `before` it have, and the ministry's second signer."""
    acts = Acts(market, clock)
    plan = PowerPlan.of(market.law, period)
    Enrolment(market, acts, population, plan, seed).enter()
    second = participants.AdmitActor(*act.second(MINISTRY), "nation")
    acts.send([command(f"admit/{second.actor}", MINISTRY, "participants.admit_actor", second)])
    known = {e.entity: {u.id for u in e.units} for e in population.entities}
    for number, earlier in enumerate(before):
        gone = [e for e in earlier.entities if e.entity not in known]
        acts.send(_provinces(gone, population))
        run = f"register/before/{period}/{number}"
        acts.bulk(run, MINISTRY, "participants.register_entity", partial(list, gone), size=20)
        acts.send(_units(earlier, known, f"units/before/{period}/{number}"))
        for entity in earlier.entities:
            known.setdefault(entity.entity, set()).update(u.id for u in entity.units)


def _provinces(gone: Sequence[participants.RegisterEntity], population: Population) -> list[Command]:
    """Return the admissions of provinces that only entities of earlier years lie in."""
    here = {e.area_gb2260 for e in population.entities}
    found = []
    for code in sorted({e.area_gb2260 for e in gone} - here):
        admit = participants.AdmitActor(*act.province(code), "province", code)
        found.append(command(f"admit/{admit.actor}", MINISTRY, "participants.admit_actor", admit))
    return found


def _units(earlier: Population, known: dict[str, set[str]], step: str) -> list[Command]:
    """Return what enters the units that entities known here had and have no more."""
    found = []
    for entity in earlier.entities:
        if entity.entity in known and (more := tuple(u for u in entity.units if u.id not in known[entity.entity])):
            request = changes.RegisterUnits(entity.entity, more)
            who = act.province(entity.area_gb2260)
            found.append(command(f"{step}/{entity.entity}", who, "participants.register_units", request))
    return found
