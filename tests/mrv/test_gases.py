"""Other gases: they stay in the report, and count for the obligation where the scope of the year has them."""

from datetime import date
from fractions import Fraction
from itertools import count

import pytest

from tanshi.accounting.activity_file import read_activity_of
from tanshi.application.access import ViewRows
from tanshi.application.why import why
from tanshi.core.exact import half_up
from tanshi.journal.command import Command
from tanshi.journal.request import plain
from tanshi.journal.table import read_rows
from tanshi.mrv.activity import requests_of
from tanshi.mrv.commands import ConfirmEmission, FileReport
from tanshi.mrv.confirmed import ConfirmedEmissions
from tanshi.mrv.gases import GasMass, GasOutcome, ReportGases, VerifyGases, counted_t, gases_of
from tanshi.mrv.tables import GasRow, ReportRow
from tanshi.participants.commands import RegisterEntity
from tanshi.rules import Law
from tests.mrv import firms
from tests.mrv.test_commands import ask, record_year, verify

LAW = Law("cn")
N2O = GasMass("N2O", 10_000_000, "循环流化床锅炉")  # 10 t


_count = count()


def tell(market, kind, item, actor="mee/1"):
    """Send one plain item; return the answer."""
    second = "mee/2" if kind == "rulemaking.issue" else ""
    command = Command(f"gases/{next(_count)}", actor.split("/")[0], actor, kind, [item], second)
    (answer,) = market.execute([command])
    return answer


def stated(market, *gases, period="2022", entity="e1"):
    return ask(market, "e1", "mrv.report_gases", ReportGases(entity, period, gases))


def found(market, *gases):
    return ask(market, "v", "mrv.verify_gases", VerifyGases("e1", "2022", gases))


def report_of(market):
    with market.view() as view:
        (report,) = read_rows(view, ReportRow)
    return report


def test_what_is_refused(plant, clock):
    clock.put_day(date(2022, 12, 31))
    assert stated(plant, N2O, period="2022").outcome is GasOutcome.PERIOD_NOT_OVER
    clock.put_day(date(2023, 1, 10))
    assert ask(plant, "mee", "mrv.report_gases", ReportGases("e9", "2022", (N2O,))).outcome == "command.not_permitted"
    assert stated(plant, N2O, period="2019-2020").outcome is GasOutcome.BAD_PERIOD
    assert stated(plant, N2O, period="year").outcome is GasOutcome.BAD_PERIOD
    assert stated(plant).outcome is GasOutcome.NO_GASES
    assert stated(plant, GasMass("CO2", 1, "stack")).outcome is GasOutcome.UNKNOWN_GAS
    assert stated(plant, GasMass("XX", 1, "stack")).outcome is GasOutcome.UNKNOWN_GAS
    assert stated(plant, N2O, N2O).outcome is GasOutcome.GAS_TWICE
    assert stated(plant, GasMass("N2O", -1, "boiler")).outcome is GasOutcome.BAD_MASS
    assert stated(plant, GasMass("N2O", 1, " ")).outcome is GasOutcome.BAD_SOURCE
    assert stated(plant, GasMass("N2O", 1, "boiler", "ABC")).outcome is GasOutcome.BAD_SOURCE
    assert found(plant, N2O).outcome is GasOutcome.NOT_FILED


def test_a_gas_outside_the_scope_stays_in_the_report_and_out_of_the_obligation(plant, clock):
    record_year(plant, clock)
    assert stated(plant, GasMass("N2O", 1, "wrong")).done
    assert stated(plant, N2O, GasMass("SF6", 2_500, "开关设备")).done  # the last statement before filing counts
    assert ask(plant, "e1", "mrv.file_report", FileReport("e1", "2022", True)).done
    assert stated(plant, N2O).outcome is GasOutcome.ALREADY_FILED
    assert report_of(plant).reported_t == 1_317_690  # the CO2 of the unit alone
    assert found(plant, GasMass("N2O", 12_000_000, "循环流化床锅炉")).done
    assert verify(plant).done
    assert ask(plant, "p", "mrv.confirm_emission", ConfirmEmission("e1", "2022")).done
    assert report_of(plant).verified_t == 1_317_690
    with plant.view() as view:
        rows = ViewRows(view)
        assert [(g.gas, g.mass_kg_e3, g.stage, g.counts) for g in gases_of(rows, "e1", "2022")] == [
            ("N2O", 12_000_000, "verified", 0),
            ("SF6", 2_500, "reported", 0),
        ]
        assert counted_t(rows, "e1", "2022") == 0
        # the list's threshold is CO2e of all gases: 12 t x 265 + 0.0025 t x 23,500 = 3,238.75
        assert ConfirmedEmissions().of(rows, "e1", [2022]) == {2022: 1_317_690 + 3_239}
    tree = why(plant, "verified_t/2022/e1").node
    gases = [n for n in tree.inputs if n.label == "label.gas_outside_scope"]
    assert [(n.note, n.value) for n in gases] == [("N2O: 3180 tCO2e", 0), ("SF6: 58.75 tCO2e", 0)]  # told, not counted
    assert plant.audit().ok


def test_an_act_on_scope_makes_a_gas_count(plant, clock):
    """N2O of power counts from 2022 on under an act of the books; the same figures, another obligation."""
    clock.put_day(date(2022, 1, 5))
    values = {"participants.covered_gases": {"2022-01-01": {"by": {"power": ["CO2", "N2O"]}}}}
    draft = {
        "act": "scope", "kind": "scope", "rank": "normative document", "text_sha256": "a" * 64, "title_zh": "范围",
        "title_en": "Scope", "values": [{"parameter": k, "values": v} for k, v in values.items()],
    }  # fmt: skip
    steps = [
        ("rulemaking.draft", draft),
        ("rulemaking.note_consent", {
            "act": "scope", "body": "state_council", "document": "函", "given_on": "2022-01-05",
        }),
        ("participants.admit_actor", {"actor": "mee/2", "organisation": "mee", "role": "nation"}),
        ("rulemaking.issue", {"act": "scope", "number": "样例1号", "in_force": "2022-01-05"}),
    ]  # fmt: skip
    for kind, item in steps:
        answer = tell(plant, kind, item)
        assert answer.done, answer.message()
    record_year(plant, clock)
    assert stated(plant, N2O, GasMass("SF6", 2_500, "开关设备")).done
    assert ask(plant, "e1", "mrv.file_report", FileReport("e1", "2022", True)).done
    assert report_of(plant).reported_t == 1_317_690 + 2_650
    assert verify(plant).done
    assert report_of(plant).verified_t == 1_317_690 + 2_650
    with plant.view() as view:
        assert counted_t(ViewRows(view), "e1", "2022") == 2_650
    assert plant.audit().ok


@pytest.mark.parametrize(("year", "counts"), [("2022", []), ("2024", ["C2F6", "CF4"])])
def test_aluminium_answers_for_pfc_from_2024_on(plant, clock, year, counts):
    clock.put_day(date(2025, 1, 10))
    smelter = RegisterEntity("e2", "铝厂", "Smelter", "37", "3216", "test", ())
    for kind, item in (
        ("participants.register_entity", plain(smelter)),
        ("participants.admit_actor", {"actor": "e2/1", "organisation": "e2", "role": "entity", "entity": "e2"}),
    ):
        assert tell(plant, kind, item).done
    gases = tuple(GasMass(gas, 1_000, "阳极效应") for gas in ("CF4", "C2F6", "N2O"))
    answer = tell(plant, "mrv.report_gases", plain(ReportGases("e2", year, gases)), actor="e2/1")
    assert answer.done, answer.message()
    with plant.view() as view:
        assert [g.gas for g in gases_of(ViewRows(view), "e2", year) if g.counts] == counts
        assert {g.potential_set for g in read_rows(view, GasRow)} == {"AR5"}


def test_of_activity_data_a_gas_that_counts_is_among_the_sources_and_no_addend_of_its_own(plant, clock):
    year = str(firms.year("aluminium"))
    clock.put_day(date(int(year) + 1, 1, 20))
    smelter = RegisterEntity("S1", "铝厂", "Smelter", "37", "3216", "test", ())
    assert tell(plant, "participants.register_entity", plain(smelter)).done
    admitted = {"actor": "S1/1", "organisation": "S1", "role": "entity", "entity": "S1"}
    assert tell(plant, "participants.admit_actor", admitted).done
    read = read_activity_of(LAW, "aluminium", "works.csv", firms.csv_of(firms.table("aluminium")))
    for request in requests_of(read, "e" * 64, "S1"):
        assert tell(plant, "mrv.record_activity", plain(request), "S1/1").done
    masses = (GasMass("CF4", 1_000_000, "阳极效应"), N2O)
    assert tell(plant, "mrv.report_gases", plain(ReportGases("S1", year, masses)), "S1/1").done
    assert tell(plant, "mrv.file_report", plain(FileReport("S1", year, True)), "S1/1").done
    node = why(plant, f"reported_t/{year}/S1").node
    gases = {n.label: n.value for n in node.inputs if n.label.startswith("label.gas") or n.label == "label.other_gas"}
    assert gases == {"label.gas_in_streams": 0, "label.gas_outside_scope": 0}
    assert half_up(sum(Fraction(n.value) for n in node.inputs)) == node.value
