"""A plant with records, evidence, a report in review and people of every level: what the pages of work are about."""

from __future__ import annotations

from datetime import date

from tanshi.application.access import FOUR_EYES
from tanshi.journal.command import Command

UNIT = {
    "id": "P1-1", "name_zh": "1号机组", "name_en": "Unit 1", "fuel": "coal", "technology": "subcritical",
    "coal_type": "bituminous", "unit_class": "II", "capacity_kw": 300_000, "cooling": "water", "chp": 0, "captive": 0,
    "start_year": 2010, "retired_year": 0, "modelled": "",
}  # fmt: skip
MONTH = {
    "unit": "P1-1", "generation_mwh_e3": 120_000_000, "own_use_mwh_e3": 7_000_000, "network_use_mwh_e3": 0,
    "heat_gj_e2": 0, "hours_e2": 60_000, "fuel_e2": 5_500_025, "fuel_for_heat_e2": 0, "ncv_e3": 21_000,
    "carbon_e4": 5_512, "purchased_mwh_e3": 0,
}  # fmt: skip
MONTHS = tuple(f"2022-{month:02d}" for month in range(1, 13))


def ask(market, who, kind, *items):
    """Carry out one command, which must be done."""
    number = getattr(ask, "number", 0)
    ask.number = number + 1
    body = who.rpartition("/")[0]
    second = f"{body}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"case/{number}", body, who, kind, list(items), second)])
    assert answer.done, (kind, answer.outcome, answer.details)
    return answer


def plant(market, entity="P1", area="3701", name="济南样例电厂"):
    """Register and list a plant with one unit and its actor."""
    unit = {**UNIT, "id": f"{entity}-1"}
    ask(market, "mee/1", "participants.register_entity", {
        "entity": entity, "name_zh": name, "name_en": f"Sample plant {entity}", "area_gb2260": area[:2],
        "sector_gbt4754": "4411", "source": "sample", "units": [unit],
    })  # fmt: skip
    for number in (1, 2):
        actor = {"actor": f"{entity}/{number}", "organisation": entity, "role": "entity", "entity": entity}
        ask(market, "mee/1", "participants.admit_actor", actor)
    ask(market, "mee/1", "participants.list_entity", {
        "entity": entity, "period": "2022", "covered": True, "ground": "threshold", "emission_t": 500_000,
        "citation": "o19 8",
    })  # fmt: skip
    if len(area) > 2:
        ask(market, "mee/1", "participants.place_entity", {"entity": entity, "city_gb2260": area})


def months(market, clock, entity="P1", until=12):
    """Record months of 2022, each some days after its end."""
    for number, month in enumerate(MONTHS[:until], 1):
        clock.put_day(max(date(2022 + number // 12, number % 12 + 1, 10), clock.now().date()))
        record = {"entity": entity, "month": month, "evidence": "e" * 64, "units": [{**MONTH, "unit": f"{entity}-1"}]}
        ask(market, f"{entity}/1", "mrv.record_month", record)


def evidence(market, entity="P1", laboratory="L"):
    """Deposit two readings, of which one differs, and a secret laboratory report behind March."""
    piece = {"entity": entity, "unit": f"{entity}-1", "month": "2022-03", "file_bytes": 48_211}
    scale = {**piece, "kind": "meter_reading", "field": "fuel_e2", "value_unit": "t"}
    ask(
        market, f"{entity}/1", "mrv.deposit_evidence",
        {**scale, "value": "31000.25", "source": "belt scale 1", "file_name": "belt1.csv", "file_sha256": "a" * 64},
        {**scale, "value": "24000", "source": "belt scale 2", "file_name": "belt2.csv", "file_sha256": "b" * 64},
        {**piece, "kind": "meter_reading", "field": "hours_e2", "value": "601", "value_unit": "h", "source": "DCS",
         "file_name": "hours.csv", "file_sha256": "d" * 64},
    )  # fmt: skip
    ask(market, f"{laboratory}/1", "mrv.deposit_evidence", {
        **piece, "kind": "laboratory_report", "field": "carbon_e4", "value": "0.5512", "value_unit": "tC/t",
        "source": "2022-0117", "laboratory": laboratory, "file_name": "2022-0117.pdf", "file_sha256": "c" * 64,
        "secret": True,
    })  # fmt: skip


def verified(market, clock, entity="P1", changes=()):
    """File and verify the report of 2022."""
    clock.put_day(max(date(2023, 3, 20), clock.now().date()))
    ask(market, f"{entity}/1", "mrv.file_report", {"entity": entity, "period": "2022", "declared_true": True})
    clock.put_day(max(date(2023, 4, 20), clock.now().date()))
    ask(market, "V/1", "mrv.verify_report", {
        "entity": entity, "period": "2022", "verifier": "V", "group": ["a", "b"], "changes": list(changes),
    })  # fmt: skip
