"""Evidence behind a month: who may deposit what, how pieces are numbered, and whether the record agrees with them."""

from dataclasses import replace
from datetime import date

import pytest

from tanshi.journal.command import CommandOutcome
from tanshi.journal.table import read_rows
from tanshi.mrv.evidence import FIGURES, DepositEvidence, DepositOutcome, agreement
from tanshi.mrv.tables import EvidenceRow, UnitMonthRow
from tests.mrv.test_commands import ask

SCALE = DepositEvidence(
    "e1", "u1", "2022-01", "meter_reading", "belt.csv", 2_048, "a" * 64, "fuel_e2", "31000.25", "t", "belt 1"
)
REPORT = DepositEvidence(
    "e1", "u1", "2022-01", "laboratory_report", "r.pdf", 90_000, "b" * 64, "carbon_e4", "0.5512", "tC/t", "2022-7",
    "lab",
)  # fmt: skip
PAPER = DepositEvidence("e1", "u1", "2022-01", "document", "log.pdf", 10, "c" * 64)


@pytest.fixture
def deposits(plant, clock):
    clock.put_day(date(2022, 2, 10))
    admit = {"actor": "lab/1", "organisation": "lab", "role": "laboratory"}
    (answer,) = plant.execute([_command("mee", "participants.admit_actor", admit)])
    assert answer.done
    return plant


def _command(who, kind, item):
    from tanshi.journal.command import Command

    return Command(f"x/{kind}", who, f"{who}/1", kind, [item])


@pytest.mark.parametrize(
    ("piece", "changes", "outcome"),
    [
        (SCALE, {}, DepositOutcome.DONE),
        (REPORT, {}, DepositOutcome.DONE),
        (PAPER, {}, DepositOutcome.DONE),
        (SCALE, {"value": "31000250", "value_unit": "kg"}, DepositOutcome.DONE),
        (REPORT, {"entity": "e9"}, DepositOutcome.ENTITY_NOT_FOUND),
        (SCALE, {"unit": "u9"}, DepositOutcome.UNIT_NOT_OF_ENTITY),
        (SCALE, {"month": "2022-13"}, DepositOutcome.BAD_MONTH),
        (SCALE, {"month": "2022-03"}, DepositOutcome.MONTH_NOT_BEGUN),
        (SCALE, {"kind": "photograph"}, DepositOutcome.BAD_KIND),
        (SCALE, {"field": "smoke"}, DepositOutcome.BAD_FIELD),
        (SCALE, {"field": "", "value": "", "value_unit": ""}, DepositOutcome.BAD_FIELD),
        (PAPER, {"field": "smoke"}, DepositOutcome.BAD_FIELD),
        (SCALE, {"value": "1e3"}, DepositOutcome.BAD_VALUE),
        (SCALE, {"value": "-1"}, DepositOutcome.BAD_VALUE),
        (SCALE, {"value_unit": "GJ"}, DepositOutcome.BAD_VALUE),
        (SCALE, {"value_unit": "sacks"}, DepositOutcome.BAD_VALUE),
        (PAPER, {"value": "1"}, DepositOutcome.BAD_VALUE),
        (REPORT, {"laboratory": ""}, DepositOutcome.NOT_A_LABORATORY),
        (REPORT, {"laboratory": "v"}, DepositOutcome.NOT_A_LABORATORY),  # a verifier is none
        (SCALE, {"laboratory": "lab"}, DepositOutcome.NOT_A_LABORATORY),
        (SCALE, {"file_sha256": "A" * 64}, DepositOutcome.BAD_FILE),
        (SCALE, {"file_bytes": 0}, DepositOutcome.BAD_FILE),
        (SCALE, {"file_name": ""}, DepositOutcome.BAD_FILE),
    ],
)
def test_what_can_be_deposited(deposits, piece, changes, outcome):
    who = "lab" if changes.get("entity") else "e1"  # an entity is asked about nobody but itself
    assert ask(deposits, who, "mrv.deposit_evidence", replace(piece, **changes)).outcome is outcome


def test_pieces_are_numbered_and_the_same_file_comes_once(deposits):
    for piece in (SCALE, REPORT, replace(SCALE, source="belt 2", value="24000"), replace(SCALE, month="2022-02")):
        assert ask(deposits, "e1", "mrv.deposit_evidence", piece).done
    assert ask(deposits, "e1", "mrv.deposit_evidence", SCALE).outcome is DepositOutcome.ALREADY_DEPOSITED
    with deposits.view() as view:
        rows = read_rows(view, EvidenceRow, unit="u1")
    assert [(r.month, r.number, r.source) for r in rows] == [
        ("2022-01", 1, "belt 1"), ("2022-01", 2, "2022-7"), ("2022-01", 3, "belt 2"), ("2022-02", 1, "belt 1"),
    ]  # fmt: skip
    assert {(r.depositor, r.deposited_on, r.secret) for r in rows} == {("e1", "2022-02-10", 0)}
    assert deposits.audit().ok


def test_a_laboratory_deposits_its_own_reports_and_nothing_else(deposits):
    assert ask(deposits, "lab", "mrv.deposit_evidence", REPORT).done
    other = replace(REPORT, laboratory="v", source="2022-8")
    for piece in (SCALE, PAPER, other):
        assert ask(deposits, "lab", "mrv.deposit_evidence", piece).outcome is CommandOutcome.OUT_OF_SCOPE
    for body in ("v", "p"):
        assert ask(deposits, body, "mrv.deposit_evidence", SCALE).outcome is CommandOutcome.NOT_PERMITTED


def _row(field="fuel_e2", value="1", unit="t", source="s", kind="meter_reading"):
    return EvidenceRow(
        "u1", "2022-01", 1, "e1", kind, field, value, unit, source, "", "f", 1, "a" * 64, 0, "e1", "2022-02-10"
    )


MONTH = UnitMonthRow("u1", "2022-01", "e1", 120_000_000, 0, 0, 0, 60_000, 5_500_025, 0, 21_000, 5_512, 0, "", 0)


@pytest.mark.parametrize(
    ("pieces", "agrees"),
    [
        ([_row(value="55000.25")], {"fuel_e2": True}),
        ([_row(value="55000250", unit="kg")], {"fuel_e2": True}),
        ([_row(value="31000.25", source="belt 1"), _row(value="24000", source="belt 2")], {"fuel_e2": True}),
        ([_row(value="31000.25", source="belt 1"), _row(value="23000", source="belt 2")], {"fuel_e2": False}),
        # a meter deposited again replaces its earlier reading
        ([_row(value="9"), _row(value="55000.25")], {"fuel_e2": True}),
        ([_row("carbon_e4", "0.5512", "tC/t", kind="laboratory_report")], {"carbon_e4": True}),
        ([_row("carbon_e4", "0.5513", "tC/t", kind="laboratory_report")], {"carbon_e4": False}),
        ([_row("", "", "", kind="document")], {}),
    ],
)
def test_whether_the_record_agrees(pieces, agrees):
    assert agreement(pieces, MONTH) == agrees
    assert agreement(pieces, None) == dict.fromkeys(agrees, False)


def test_every_figure_of_a_record_can_have_evidence():
    names = set(UnitMonthRow.__table__.column_names)
    assert set(FIGURES) == names - {"unit", "month", "entity", "evidence", "late"}
    assert all(field.endswith(f"_e{places}") for field, (_, places) in FIGURES.items())
