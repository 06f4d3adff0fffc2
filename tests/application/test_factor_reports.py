"""Which reports a revised factor changes, and how old the factors in use are, against a plain recomputation."""

import csv
import json
import shutil
from datetime import timedelta
from fractions import Fraction

import pytest

from tanshi.application.factor_reports import changed_reports, staleness
from tanshi.application.market import open_market
from tanshi.cli.factors.shown import run_changed, run_search, run_show, run_stale
from tanshi.core.clock import SimulatedClock, instant, legal_day_of, moment
from tanshi.core.finding import Problem
from tanshi.core.sheets import sheets_of
from tests.rulemaking.factors.factor_table import admit, run

OLD, NEW = Fraction("0.03085"), Fraction("0.02950")


@pytest.fixture
def books(year_db, tmp_path):
    """A finished year, and the clock of its books."""
    path = tmp_path / "year.db"
    shutil.copy(year_db, path)
    market = open_market(str(path), write=False)
    with market.view() as view:
        recorded = moment(view.head().recorded_at)
    market.close()
    clock = SimulatedClock(recorded + timedelta(days=1))
    market = open_market(str(path), clock=clock)
    yield admit(market), clock, legal_day_of(instant(clock.now()))
    market.close()


def lived(books, *names):
    """Bring proposals through test and review to publication, on the day of the books."""
    market, clock, today = books
    dated = f"tested_on={today}"
    for name in names:
        run(market, clock, f"""
            test {name} 3 0.0295 {dated} -> done
            review {name} -> done
            publish {name} 公告{name} {today} -> done
        """)  # fmt: skip


def plain(market):
    """Return entity: (t by the old value, t by the new one) of the reports with a month that takes the default.

    Recomputed with plain arithmetic from the months of 2022: a unit with three measured months takes their mean, to
    four places, where one is missing; carbon x 0.99 x 44/12, each unit's tonnes to two places, half up, with the
    electricity of its report; the entity's to whole tonnes.
    """
    with market.view() as view:
        months = view.fetch(
            "SELECT m.entity, m.unit, u.fuel, m.fuel_e2, m.ncv_e3, m.carbon_e4, y.purchased_t_e2"
            " FROM mrv_unit_month AS m JOIN participants_unit AS u ON u.id = m.unit"
            " JOIN mrv_unit_year AS y ON y.unit = m.unit AND y.stage = 'verified' AND y.period = '2022'"
            " WHERE m.month LIKE '2022-%'"
        )
    by_unit = {}
    for entity, unit, *month in months:
        by_unit.setdefault((entity, unit), []).append(month)
    totals, meets = {}, set()
    for (entity, _), found in by_unit.items():
        measured = [carbon for _, _, _, carbon, _ in found if carbon is not None]
        carbons = [Fraction(0), Fraction(0)]
        mean = (2 * sum(measured) + len(measured)) // (2 * len(measured)) if len(measured) >= 3 else None
        for fuel, burnt, ncv, own, _ in found:
            carbon = mean if own is None else own
            if carbon is None and fuel == "coal" and burnt:
                meets.add(entity)
            for place, default in enumerate((OLD, NEW)):
                by_heat = default if fuel == "coal" else Fraction("0.0153")
                carbons[place] += Fraction(burnt * carbon, 10**6) if carbon is not None else (
                    Fraction(burnt * ncv, 10**5) * by_heat
                )  # fmt: skip
        for place, tc in enumerate(carbons):
            cents = int(tc * Fraction("0.99") * Fraction(44, 12) * 100 + Fraction(1, 2)) + found[0][4]
            totals.setdefault(entity, [0, 0])[place] += cents
    return {e: tuple((cents + 50) // 100 for cents in totals[e]) for e in sorted(meets)}


def test_a_revision_changes_exactly_the_reports_with_a_month_without_measured_carbon(books):
    market, clock, today = books
    run(market, clock, "propose F source_year=2022 -> done")
    expected, before = plain(market), market.state_hash()
    with market.view() as view:
        proposed = changed_reports(market, view, "F", today)
    assert {r.entity: (r.old_t, r.new_t) for r in proposed.reports} == expected
    assert 0 < len(expected) < proposed.computed
    assert all(r.booked_t == r.old_t for r in proposed.reports)
    assert proposed.difference_t == sum(new - old for old, new in expected.values()) < 0
    assert market.state_hash() == before
    lived(books, "F")
    with market.view() as view:
        published = changed_reports(market, view, "F", today)
    assert published.reports == proposed.reports
    assert market.audit().ok


def test_a_revision_of_a_revision_is_compared_with_what_it_replaces(books):
    market, clock, today = books
    run(market, clock, "propose F source_year=2022 value=0.03000 -> done")
    lived(books, "F")
    run(market, clock, "propose G source_year=2022 replaces=F -> done")
    with market.view() as view:
        second = changed_reports(market, view, "G", today)
    lived(books, "G")
    with market.view() as view:
        first, again = (changed_reports(market, view, name, today) for name in ("F", "G"))
    assert again.reports == second.reports
    assert [r.entity for r in first.reports] == [r.entity for r in second.reports]
    assert [(r.new_t, r.booked_t == r.old_t) for r in first.reports] == [(r.old_t, True) for r in second.reports]


def test_a_factor_nothing_was_computed_by_changes_nothing(books):
    market, clock, today = books
    run(market, clock, """
        propose heat source_year=2022 parameter=factors.heat key=- unit=tCO2/GJ value=0.1 -> done
        propose other source_year=2022 from_day=2024-01-01 to_day=- -> done
    """)  # fmt: skip
    with market.view() as view:
        assert [changed_reports(market, view, name, today).reports for name in ("heat", "other")] == [(), ()]
        with pytest.raises(Problem):
            changed_reports(market, view, "nothing", today)


def test_the_age_of_factors_is_weighted_by_what_was_computed_by_them(books):
    market, clock, today = books
    with market.view() as view:
        found = staleness(market, view, "2022", today)
        with pytest.raises(Problem):
            staleness(market, view, "2021", today)
    by_name = {a.factor.name: a for a in found.factors}
    with market.view() as view:
        ((combustion,),) = view.fetch(
            "SELECT sum(y.combustion_t_e2) FROM mrv_unit_year AS y JOIN participants_unit AS u ON u.id = y.unit"
            " WHERE y.period = '2022' AND y.stage = 'verified' AND u.fuel = 'coal'"
        )
        ((units,),) = view.fetch("SELECT count(*) FROM mrv_unit_year WHERE stage = 'verified'")
    burnt = by_name["accounting.power.oxidation[coal]"]
    assert abs(burnt.emission_t - Fraction(int(combustion), 100)) <= Fraction(int(units), 200)
    assert 0 < by_name["accounting.power.default_carbon[coal]"].emission_t < burnt.emission_t
    weight = sum(a.emission_t for a in found.factors)
    assert found.years == sum(a.years * a.emission_t for a in found.factors) / weight
    run(market, clock, "propose F source_year=2012 -> done")
    lived(books, "F")
    with market.view() as view:
        older = staleness(market, view, "2022", today)
    assert {a.factor.name: a.years for a in older.factors}["accounting.power.default_carbon[coal]"] == 10
    assert older.years > found.years


def test_the_command_line_says_what_the_library_says(books, capsys):
    market, clock, today = books
    run(market, clock, "propose F source_year=2022 -> done")
    with market.view() as view:
        expected = changed_reports(market, view, "F", today).as_json()
    where = market.where.removeprefix("sqlite:///")
    run_changed("F", where, as_json=True)
    assert json.loads(capsys.readouterr().out) == expected
    run_stale("2022", where, as_json=True)
    assert json.loads(capsys.readouterr().out)["factors"][0]["emission_t"]
    run_search("燃煤 未实测", "firms", "cn", 2022, False, "", True)
    assert [f["value"] for f in json.loads(capsys.readouterr().out)["factors"]] == ["0.03085"]
    run_show("accounting.power.default_carbon", "coal", "", True)
    assert json.loads(capsys.readouterr().out)["count"] == 3
    for wrong in (
        lambda: run_search("", "cities", "", 0, False, "", True),
        lambda: run_show("no.factor", None, "", True),
    ):
        with pytest.raises(Problem):
            wrong()


def test_the_difference_list_as_a_file_has_the_reports_and_their_sums(books, tmp_path):
    market, _, today = books
    run(market, books[1], "propose F source_year=2022 -> done")
    with market.view() as view:
        found = changed_reports(market, view, "F", today)
    where = market.where.removeprefix("sqlite:///")
    for form in ("csv", "xlsx", "pdf"):
        run_changed("F", where, as_json=True, out=tmp_path / f"list.{form}")
    rows = list(csv.reader((tmp_path / "list.csv").read_text("utf-8-sig").splitlines()))[1:]
    assert [(r[0], int(r[4]), int(r[5]), int(r[6])) for r in rows] == [
        (r.entity, r.old_t, r.new_t, r.difference_t) for r in found.reports
    ]
    ((_, cells),) = sheets_of(tmp_path / "list.xlsx", (tmp_path / "list.xlsx").read_bytes())
    assert [row[6] for row in cells if row[0] in ("Total", "合计")] == [found.difference_t]
    assert {row[0] for row in cells} >= {r.entity for r in found.reports}
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(Problem, match="xlsx"):
        run_changed("F", where, as_json=True, out=tmp_path / "list.doc")
