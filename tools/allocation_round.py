"""A province's round of allocation for samples, mutations and tests: every fact of it, each table with rows.

Three plants of its own: N1 objects to its pre-allocation and is corrected once its base year is confirmed, bears a
deduction, objects again in vain; N2 has a gap, borrows and asks for relief in hardship; N3 never reports.
"""

from __future__ import annotations

from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.journal.command import Answer, Command

AREA, PROVINCE = "62", "round"
PLANTS = ("N1", "N2", "N3")
PERIOD, BASE = "2022", "2021"


class Round:
    """The province's officers, the plants and the verifier, as a script sends their acts."""

    def __init__(self, market: Market) -> None:
        self.market, self._number = market, 0

    def ask(self, who: str, kind: str, *items: dict[str, Any]) -> Answer:
        """Send one act of somebody of a body; a colleague confirms where that is asked for."""
        self._number += 1
        second = f"{who}/2" if kind in FOUR_EYES else ""
        (answer,) = self.market.execute(
            [Command(f"{PROVINCE}/{self._number}", who, f"{who}/1", kind, list(items), second)]
        )
        return answer

    def must(self, who: str, kind: str, *items: dict[str, Any]) -> None:
        """Send one act that must be carried out."""
        answer = self.ask(who, kind, *items)
        assert answer.done, (kind, answer.message())

    def enrol(self) -> None:
        """Admit who acts, register and list the plants, open their accounts and take over their base year."""
        unit = {
            "name_zh": "机组", "name_en": "Unit", "fuel": "coal", "technology": "subcritical",
            "coal_type": "bituminous", "unit_class": "II", "capacity_kw": 300_000, "cooling": "water", "chp": 0,
            "captive": 0, "start_year": 2010, "retired_year": 0, "modelled": "",
        }  # fmt: skip
        colleague = {"actor": "mee/2", "organisation": "mee", "role": "nation"}
        answer = self.ask("mee", "participants.admit_actor", colleague)
        assert answer.done or str(answer.outcome) == "participants.actor_exists", answer
        bodies = [(PROVINCE, "province", AREA, ""), ("round-verifier", "verifier", "", "")]
        bodies += [(plant, "entity", "", plant) for plant in PLANTS]
        for body, role, area, entity in bodies:
            if entity:
                self.must("mee", "participants.register_entity", {
                    "entity": entity, "name_zh": f"{entity}电厂", "name_en": entity, "area_gb2260": AREA,
                    "sector_gbt4754": "4411", "source": "sample", "units": [{**unit, "id": f"{entity}-1"}],
                })  # fmt: skip
            for number in (1, 2):
                actor = {"actor": f"{body}/{number}", "organisation": body, "role": role}
                self.must("mee", "participants.admit_actor", {**actor, "area_gb2260": area, "entity": entity})
        for plant in PLANTS:
            for period in (BASE, PERIOD):
                self.must(PROVINCE, "participants.list_entity", {
                    "entity": plant, "period": period, "covered": True, "ground": "emission_at_threshold",
                    "emission_t": 900_000, "citation": "o19 第八条",
                })  # fmt: skip
            self.must("registry", "registry.open_account", {"holder": plant})
        for plant in PLANTS[:2]:
            base = {"entity": plant, "year": BASE, "origin": "sample"}
            units = [{"unit": f"{plant}-1", "emission_t": 1_000_001}]
            self.must(PROVINCE, "mrv.take_opening_emission", {**base, "units": units})
        for vintage in ("CEA22", "CEA23"):
            answer = self.ask("registry", "registry.list_instrument", {"instrument": vintage, "approved_by": "plan"})
            assert answer.done or str(answer.outcome) == "registry.instrument_exists", answer

    def confirm(self, plant: str, year: str, fuel_e2: int) -> None:
        """Take a plant's year from its months to its confirmed emission; `fuel_e2` is a month's coal in 0.01 t."""
        record = {
            "unit": f"{plant}-1", "generation_mwh_e3": 110_000_000, "own_use_mwh_e3": 5_500_000,
            "network_use_mwh_e3": 0, "heat_gj_e2": 0, "hours_e2": 600_00, "fuel_e2": fuel_e2, "fuel_for_heat_e2": 0,
            "ncv_e3": 22_000, "carbon_e4": 5_500, "purchased_mwh_e3": 0,
        }  # fmt: skip
        months = [f"{year}-{month:02d}" for month in range(1, 13)]
        items = [{"entity": plant, "month": month, "evidence": "0" * 64, "units": [record]} for month in months]
        self.must(plant, "mrv.record_month", *items)
        named = {"entity": plant, "period": year}
        self.must(plant, "mrv.file_report", {**named, "declared_true": True})
        verified = {**named, "verifier": "round-verifier", "group": ["v/1", "v/2"], "changes": []}
        self.must("round-verifier", "mrv.verify_report", verified)
        self.must(PROVINCE, "mrv.confirm_emission", named)

    def of(self, plant: str, **more: Any) -> dict[str, Any]:
        """Return the members of an act about a plant's period."""
        return {"entity": plant, "period": PERIOD, **more}

    def move(self, instruction: str) -> None:
        """Have the registry carry an instruction out."""
        with self.market.view() as view:
            ((holder, vintage, amount, stage),) = view.fetch(
                "SELECT holder, vintage, amount_t, stage FROM allocation_instruction WHERE id = ?", [instruction]
            )
        kind = "registry.issue" if amount > 0 else "registry.take_back"
        moved = {"holder": holder, "instrument": vintage, "amount_t": abs(amount), "ground": stage}
        self.must("registry", kind, {**moved, "instruction": instruction})


def hold_allocation_round(market: Market) -> None:
    """Go through a province's round, pre-allocation to publication, with all that can happen in it."""
    r = Round(market)
    r.enrol()
    in_advance, final, area = {"stage": "preallocation"}, {"stage": "settle_up"}, {"area_gb2260": AREA}
    evidence = {"evidence_sha256": "e" * 64}
    for plant in PLANTS[:2]:
        r.must(PROVINCE, "allocation.preallocate", r.of(plant))
        r.must(PROVINCE, "allocation.instruct", r.of(plant, **in_advance))
        r.move(f"instruction/preallocation/{PERIOD}/{plant}")
    r.must("N1", "allocation.object", r.of("N1", **in_advance, reason="2021年排放量有误", **evidence))
    r.confirm("N1", BASE, 50_000_00)
    r.must(PROVINCE, "allocation.decide_objection", r.of("N1", **in_advance, upheld=True, text="属实"))
    corrected = {"ground": "objection", "reason": "以核定的2021年排放量为基数"}
    r.must(PROVINCE, "allocation.correct", r.of("N1", **in_advance, **corrected))
    r.must(PROVINCE, "allocation.instruct", r.of("N1", stage="correction"))
    r.move(f"instruction/correction/{PERIOD}/N1/1")
    for act in ("report_round", "publish_round"):
        r.must(PROVINCE, f"allocation.{act}", {**area, "period": PERIOD, **in_advance})
    deduction = {"entity": "N1", "kind": "enforcement", "from_period": PERIOD, "amount_t": 1_000}
    r.must(PROVINCE, "allocation.note_deduction", {**deduction, "ground": "环罚〔2023〕1号"})
    r.confirm("N1", PERIOD, 50_000_00)
    r.confirm("N2", PERIOD, 62_000_00)
    for plant in PLANTS[:2]:
        r.must(PROVINCE, "allocation.approve", r.of(plant))
        r.must(PROVINCE, "allocation.instruct", r.of(plant, **final))
        r.move(f"instruction/settle_up/{PERIOD}/{plant}")
    r.must("N1", "allocation.object", r.of("N1", **final, reason="机组类别"))
    r.must(PROVINCE, "allocation.decide_objection", r.of("N1", **final, upheld=False, text="类别无误"))
    wanted = {"ground": "资金困难", **evidence}
    r.must("N2", "allocation.apply_relief", r.of("N2", kind="borrowing", amount_t=90_000, **wanted))
    granted = {"amount_t": 80_000, "ground": "资金困难", "evidence": "e" * 64}
    r.must(PROVINCE, "allocation.grant_borrowing", r.of("N2", **granted))
    r.must(PROVINCE, "allocation.instruct", r.of("N2", stage="borrowing"))
    r.move(f"instruction/borrowing/{PERIOD}/N2")
    r.must("N2", "allocation.apply_relief", r.of("N2", kind="hardship", amount_t=5_000, **wanted))
    r.must("mee", "allocation.grant_hardship", r.of("N2", amount_t=4_000, reason="承担供热"))
    r.must(PROVINCE, "allocation.instruct", r.of("N2", stage="hardship"))
    r.move(f"instruction/hardship/{PERIOD}/N2")
    r.must(PROVINCE, "allocation.report_round", {**area, "period": PERIOD, **final})
    r.must(PROVINCE, "allocation.publish_round", {**area, "period": PERIOD, **final})
