"""Random rounds, mergers, divisions and shutdowns beside a plain model of them, seed by seed.

The model knows dictionaries and the sentences of the law; it shares no line with the commands. After every act the
outcome agrees, and at the end the tables do: no unit in two entities, no entity twice on a list, entered less left is
the difference of sizes, and what was is kept.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from tanshi.application.lists import KINDS, year_list
from tanshi.application.second_check import second_check
from tanshi.core.working_days import add_working_days
from tanshi.journal.command import Command
from tanshi.journal.table import read_rows
from tanshi.participants.tables import (
    EntityChangeRow,
    EntityRow,
    ListingRow,
    ObjectionRow,
    ProposalRow,
    SuccessionRow,
    UnitRow,
)
from tanshi.simulation.chance import Chance

PERIODS = ("2022", "2023", "2024")
WINDOW = {"2022": "2021", "2023": "2021 2022", "2024": "2022 2023"}
ENTRY, EXIT = ("emission_at_threshold", "heir", "moved_in"), ("below_threshold", "moved_out", "merged", "shut")
FIRST = ("A", "B", "C", "D", "E")
BOOKS = {"A": 500_000, "B": 26_000, "C": 25_999, "D": 9_000}  # the same every year; of E nothing is known
STEPS = 70


@dataclass
class Known:
    """What the model knows of an entity."""

    units: set
    state: str = "active"
    last_year: int = 0
    names: list = field(default_factory=list)


class Model:
    """The plain model."""

    def __init__(self):
        self.entities = {name: Known({f"{name}1", f"{name}2"}, names=[f"{name}厂"]) for name in FIRST}
        self.retired = {}
        self.proposals = {}  # (entity, period): (lists, ground)
        self.listings = {}  # (entity, period): (lists, ground, published)
        self.objections = {}  # (entity, period): state
        self.heirs = set()

    def active(self, *names):
        return all(n in self.entities and self.entities[n].state == "active" for n in names)

    def gone_before(self, name, period):
        one = self.entities[name]
        return one.state != "active" and one.last_year < int(period)

    def listed_before(self, name, period):
        before = [p for p in PERIODS if p < period and (name, p) in self.listings]
        return bool(before) and self.listings[name, before[-1]][0] != "-"

    def holds(self, name, period, lists, ground, tonnes):
        """Tell whether the list may say this."""
        one = self.entities[name]
        if (ground in ENTRY and lists == "-") or (ground in EXIT and "C" in lists):
            return False
        if lists != "-" and self.gone_before(name, period):
            return False
        if ground == "emission_at_threshold":
            return tonnes >= 26_000
        if ground == "below_threshold":
            return tonnes < 26_000 and not self.listed_before(name, period)
        if ground == "heir":
            return name in self.heirs
        if ground == "merged":
            return one.state in ("merged", "split")
        if ground == "shut":
            stopped = one.units and all(0 < self.retired.get(u, 0) < int(period) for u in one.units)
            return one.state == "shut" or bool(stopped)
        return True


class Round:
    """One seeded sequence on a market and on the model."""

    def __init__(self, market, clock, seed):
        self.market, self.clock, self.model, self.chance = market, clock, Model(), Chance(seed, "round")
        self.day, self.number, self.changes = date(2022, 1, 10), 0, 0
        self.outcomes = set()
        self.stage()

    def stage(self):
        found = {"jurisdiction": "cn", "origin": "", "actor": "mee/1", "organisation": "mee"}
        self.send("participants.found", found)
        city = {"actor": "city/1", "organisation": "city", "role": "city", "area_gb2260": "3701"}
        self.send("participants.admit_actor", city)
        for name in FIRST:
            units = [self.unit(f"{name}{n}") for n in (1, 2)]
            self.send("participants.register_entity", {
                "entity": name, "name_zh": f"{name}厂", "name_en": "", "area_gb2260": "37", "sector_gbt4754": "4411",
                "source": "test", "units": units,
            })  # fmt: skip
            self.send("participants.place_entity", {"entity": name, "city_gb2260": "3701"})
            actor = {"actor": f"{name}/1", "organisation": name, "role": "entity", "entity": name}
            self.send("participants.admit_actor", actor)
            for year in range(2020, 2024) if name in BOOKS else ():
                of_unit = [{"unit": f"{name}1", "emission_t": BOOKS[name]}]
                taken = {"entity": name, "year": str(year), "origin": "test", "units": of_unit}
                self.send("mrv.take_opening_emission", taken)

    @staticmethod
    def unit(id):
        return {
            "id": id, "name_zh": "", "name_en": "", "fuel": "coal", "technology": "", "coal_type": "",
            "unit_class": "II", "capacity_kw": 300_000, "cooling": "water", "chp": 0, "captive": 0,
            "start_year": 2010, "retired_year": 0, "modelled": "",
        }  # fmt: skip

    def send(self, kind, item, who="mee"):
        self.number += 1
        self.clock.put(datetime(self.day.year, self.day.month, self.day.day, 4, tzinfo=UTC))
        (answer,) = self.market.execute([Command(f"m/{self.number}", who, f"{who}/1", kind, [item])])
        self.outcomes.add(str(answer.outcome))
        return answer

    def ask(self, kind, item, expected, who="mee"):
        answer = self.send(f"participants.{kind}", item, who)
        assert answer.done == bool(expected), (self.number, kind, item, answer.message("en"))
        return answer.done

    def one(self, of):
        every = sorted(of)
        return every[self.chance.below(len(every))]

    def step(self):
        self.day += timedelta(days=self.chance.below(6))
        acts = (self.propose, self.comment, self.publish, self.object, self.decide, self.change, self.merge,
                self.split, self.shut, self.shut_unit)  # fmt: skip
        acts[self.chance.pick((12, 4, 4, 6, 6, 3, 2, 2, 1, 2))]()

    # the acts

    def draw(self):
        name, period = self.one(self.model.entities), self.one(PERIODS)
        lists = ("RC", "R", "-")[self.chance.below(3)]
        return name, period, lists, self.one((*ENTRY, *EXIT))

    def propose(self):
        name, period, lists, ground = self.draw()
        tonnes = BOOKS.get(name, (20_000, 30_000)[self.chance.below(2)])
        may = (name, period) not in self.model.listings and self.model.holds(name, period, lists, ground, tonnes)
        item = {
            "entity": name, "period": period, "reporting": lists != "-", "covered": "C" in lists, "ground": ground,
            "emission_t": tonnes, "years": WINDOW[period],
        }  # fmt: skip
        if self.ask("propose_listing", item, may):
            self.model.proposals[name, period] = (lists, ground)

    def comment(self):
        name, period, *_ = self.draw()
        may = (name, period) in self.model.proposals and (name, period) not in self.model.listings
        agrees = bool(self.chance.below(2))
        item = {"entity": name, "period": period, "agrees": agrees, "text": "" if agrees else "t"}
        self.ask("comment_listing", item, may, who="city")

    def publish(self):
        period = self.one(PERIODS)
        waiting = [k for k in self.model.proposals if k[1] == period and k not in self.model.listings]
        if self.ask("publish_list", {"area_gb2260": "37", "period": period}, waiting):
            for name, _ in waiting:
                lists, ground = self.model.proposals[name, period]
                if lists != "-" and self.model.gone_before(name, period):
                    lists, ground = "-", "shut" if self.model.entities[name].state == "shut" else "merged"
                self.model.listings[name, period] = (lists, ground, self.day)

    def object(self):
        name, period = self.one(FIRST), self.one(PERIODS)
        listing = self.model.listings.get((name, period))
        may = listing and (name, period) not in self.model.objections
        if self.ask("object_listing", {"entity": name, "period": period, "reason": "r"},
                    may and self.day <= add_working_days(listing[2], 7), who=name):  # fmt: skip
            self.model.objections[name, period] = "open"

    def decide(self):
        name, period, lists, ground = self.draw()
        key, upheld = (name, period), bool(self.chance.below(2))
        may = self.model.objections.get(key) == "open"
        if may and not upheld:
            lists, ground = self.model.listings[key][:2]
        if may and upheld:  # of E nothing is in the books, so what was listed counts
            with self.market.view() as view:
                (row,) = read_rows(view, ListingRow, entity=name, period=period)
            may = self.model.holds(name, period, lists, ground, BOOKS.get(name, row.emission_t))
        item = {
            "entity": name, "period": period, "upheld": upheld, "reporting": lists != "-", "covered": "C" in lists,
            "ground": ground, "text": "t",
        }  # fmt: skip
        if self.ask("decide_objection", item, may):
            self.model.objections[key] = "upheld" if upheld else "rejected"
            self.model.listings[key] = (lists, ground, self.model.listings[key][2])

    def change(self):
        name = self.one(self.model.entities)
        called = self.one(("甲", "乙", "丙"))
        known = self.model.entities[name]
        item = {"entity": name, "name_zh": called, "name_en": "", "credit_code": "", "owner": "", "ground": "g"}
        if self.ask("change_entity", item, self.model.active(name) and known.names[-1] != called):
            known.names.append(called)

    def merge(self):
        heir, other = self.one(self.model.entities), self.one(self.model.entities)
        item = {"heir": heir, "merged": [other], "ground": "g"}
        if self.ask("merge_entities", item, heir != other and self.model.active(heir, other)):
            self.model.entities[heir].units |= self.model.entities[other].units
            self.end(other, "merged", self.day.year)
            self.model.entities[other].units = set()
            self.model.heirs.add(heir)

    def split(self):
        name = self.one(self.model.entities)
        known = self.model.entities[name]
        heirs = [f"{name}.{n}" for n in (1, 2)]
        units = sorted(known.units)
        parts = (units[:1], units[1:])
        may = self.model.active(name) and not any(h in self.model.entities for h in heirs)
        item = {"entity": name, "ground": "g", "heirs": [
            {"entity": h, "name_zh": f"{h}厂", "name_en": "", "units": part}
            for h, part in zip(heirs, parts, strict=True)
        ]}  # fmt: skip
        if self.ask("split_entity", item, may):
            for h, part in zip(heirs, parts, strict=True):
                self.model.entities[h] = Known(set(part), names=[f"{h}厂"])
                self.model.heirs.add(h)
                self.send("participants.place_entity", {"entity": h, "city_gb2260": "3701"})
            self.end(name, "split", self.day.year)
            known.units = set()

    def shut(self):
        name, year = self.one(self.model.entities), 2020 + self.chance.below(5)
        may = self.model.active(name) and year <= self.day.year
        if self.ask("shut_entity", {"entity": name, "last_year": year, "ground": "g"}, may):
            for unit in self.model.entities[name].units:
                self.model.retired[unit] = min(self.model.retired.get(unit, 9999), year)
            self.end(name, "shut", year)

    def shut_unit(self):
        unit, year = self.one({u for e in self.model.entities.values() for u in e.units}), 2020 + self.chance.below(5)
        (owner,) = [n for n, e in self.model.entities.items() if unit in e.units]
        may = self.model.active(owner) and year <= self.day.year and self.model.retired.get(unit, 9999) > year
        if self.ask("shut_unit", {"unit": unit, "last_year": year, "ground": "g"}, may):
            self.model.retired[unit] = year

    def end(self, name, state, year):
        self.model.entities[name].state, self.model.entities[name].last_year = state, year

    # what the tables must say

    def agrees(self):
        with self.market.view() as view:
            homes = {u.id: u.entity for u in read_rows(view, UnitRow)}
            entities = {e.id: (e.state, e.last_year, e.name_zh) for e in read_rows(view, EntityRow)}
            changes = {(c.entity, c.number): c.name_zh for c in read_rows(view, EntityChangeRow)}
            listings = {
                (r.entity, r.period): ("R" * r.reporting + "C" * r.covered or "-", r.ground, r.published_on)
                for r in read_rows(view, ListingRow)
            }
            proposals = {(p.entity, p.period): p.state for p in read_rows(view, ProposalRow)}
            objections = {(o.entity, o.period): o.state for o in read_rows(view, ObjectionRow)}
            heirs = {s.heir for s in read_rows(view, SuccessionRow)}
            known = [p for p in PERIODS if any(period == p for _, period in listings)]
            lists = {(p, kind): year_list(view, p, kind) for p in known for kind in KINDS}
        model = self.model
        assert homes == {u: name for name, e in model.entities.items() for u in e.units}
        assert len(homes) == 2 * len(FIRST)
        assert entities == {n: (e.state, e.last_year, e.names[-1]) for n, e in model.entities.items()}
        assert changes == {
            (n, number): name for n, e in model.entities.items() for number, name in enumerate(e.names[:-1], 1)
        }
        assert listings == {k: (lists, g, on.isoformat()) for k, (lists, g, on) in model.listings.items()}
        assert set(proposals) == set(model.proposals)
        assert {k for k, state in proposals.items() if state == "published"} == set(model.listings)
        assert objections == model.objections
        assert heirs == model.heirs
        for (period, kind), found in lists.items():
            on = [e.entity_id for e in found.entities]
            letter = {"report": "R", "covered": "C"}[kind]
            assert on == sorted(
                n for (n, p), (lists_, *_) in model.listings.items() if p == period and letter in lists_
            )
            assert len(set(on)) == len(on)
            assert len(found.entered) - len(found.left) == len(on) - found.size_before
            if found.previous:
                before = {e.entity_id for e in lists[found.previous, kind].entities}
                assert before | {e.entity_id for e in found.entered} == set(on) | {e.entity_id for e in found.left}


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(12))
def test_random_rounds_agree_with_the_plain_model(market, clock, seed):
    played = Round(market, clock, seed)
    for number in range(STEPS):
        played.step()
        if number % 10 == 9:
            played.agrees()
    played.agrees()
    assert market.audit().ok
    found = second_check(market.engine)
    assert found.ok, found.differences[:3]


@pytest.mark.parametrize("market", ["postgresql"], indirect=True)
def test_a_random_round_on_postgresql(market, clock):
    played = Round(market, clock, 99)
    for _ in range(2 * STEPS):
        played.step()
    played.agrees()
    assert second_check(market.engine).ok
    assert len(played.outcomes) > 15, played.outcomes  # the sequence met many refusals, not only one
