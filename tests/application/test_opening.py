"""Openings: only what two signed is taken over, to the tonne and fen, once, and the next period runs on it."""

import csv
from datetime import UTC, datetime

import pytest
from tools.openings import FIRST, SECOND, everything, gate_of, signer, take_over

from tanshi.application.market import open_market
from tanshi.application.opening import taking
from tanshi.application.opening.commands import TakeOpening
from tanshi.application.opening.export import rows_of
from tanshi.application.opening.sheets import read_sheets, reckoned, write_sheets
from tanshi.application.second_check import second_check
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tanshi.journal.command import Command
from tanshi.journal.writer import seeded_entropy
from tanshi.participants.roster import read_roster
from tanshi.rules import Law
from tanshi.simulation.chain import Chain
from tanshi.simulation.opening import prepare
from tanshi.simulation.population import from_roster

LAST, NEXT = Period.named("2022"), Period.named("2023")


def new_market(url, roster):
    """Return an empty market in which the entities of 2022 and 2023 are registered, its clock and its population."""
    law, read = Law("cn"), read_roster(roster)
    clock = SimulatedClock(datetime(2023, 1, 1, tzinfo=UTC))
    market = open_market(url, law=law, clock=clock, entropy=seeded_entropy("1"))
    population = from_roster(law, read, NEXT, 1)
    prepare(market, clock, NEXT, population, [from_roster(law, read, LAST, 1)], 1)
    return market, clock, population


@pytest.fixture
def fresh(database, small_roster):
    market, _, _ = new_market(database, small_roster)
    yield market
    market.close()


@pytest.fixture(scope="module")
def still(tmp_path_factory, small_roster):
    """A market that is only looked at."""
    market, _, _ = new_market(str(tmp_path_factory.mktemp("still") / "still.db"), small_roster)
    yield market
    market.close()


def fetch(market, sql, *params):
    with market.view() as view:
        return view.fetch(sql, list(params))


def sheets_of(market):
    """Return sheets with a row of everything about the first entity of a market."""
    ((unit, entity),) = fetch(market, "SELECT id, entity FROM participants_unit ORDER BY id LIMIT 1")
    return everything(entity, unit, "2022", "CEA22")


def is_right(market):
    found = second_check(market.engine)
    return market.audit().ok and found.ok and all(i.issued == i.accounted for i in found.instruments)


# from one market to the next


def test_balances_vintages_and_emissions_of_a_finished_year_arrive_and_the_next_year_runs_on_them(
    database, tmp_path, year_market, small_roster
):
    rows = rows_of(year_market)
    assert rows["holdings"]
    assert rows["emissions"]
    market, clock, population = new_market(database, small_roster)
    assert not take_over(market, rows, tmp_path / "sheets").exists
    assert rows_of(market) == {**rows, "cases": rows["cases"]}
    held = fetch(market, "SELECT SUM(amount) FROM registry_holding WHERE instrument = 'CEA22' AND amount > 0")
    assert held == [(sum(r["registration_t"] + r["trading_t"] for r in rows["holdings"]),)]
    assert is_right(market)
    Chain(market, clock, {NEXT: population}, 1).run()
    bases = fetch(market, "SELECT unit, base_t FROM allocation_preallocation WHERE period = '2023'")
    verified = {r["unit"]: r["verified_t"] for r in rows["emissions"] if r["year"] == "2022"}
    assert bases
    assert all(base == verified[unit] for unit, base in bases), "the base is what the year before verified"
    assert fetch(market, "SELECT COUNT(*) FROM mrv_opening_emission WHERE origin = 'modelled'") == [(0,)]
    given = {i for (i,) in fetch(market, "SELECT DISTINCT instrument FROM compliance_surrender")}
    assert "CEA22" in given, "what was taken over serves the next obligation"
    assert is_right(market)
    market.close()


def test_an_export_at_a_position_is_of_that_position(year_market):
    ((before,),) = fetch(year_market, "SELECT MIN(position) FROM registry_transfer WHERE kind = 'surrender'")
    rows = rows_of(year_market, before - 1)
    assert reckoned(rows)["obligations", "2022", "surrendered_t"] == 0
    assert (
        sum(r["registration_t"] + r["trading_t"] for r in rows["holdings"])
        == fetch(
            year_market,
            "SELECT SUM(CASE WHEN debit = 'system/issuance' THEN amount WHEN credit = 'system/issuance' THEN -amount"
            " ELSE 0 END) FROM registry_transfer WHERE instrument <> 'CNY' AND position < ?",
            before,
        )[0][0]
    )


@pytest.mark.parametrize("name", ["opening.xlsx", "opening"])
def test_what_is_written_reads_back_the_same_in_either_form(tmp_path, still, name):
    rows = sheets_of(still)
    write_sheets(tmp_path / name, rows)
    read = read_sheets(tmp_path / name)
    assert not read.findings
    assert {s: [dict(r.values) for r in read.rows(s)] for s in rows} == rows
    assert read.totals == reckoned(rows)


def test_a_row_of_everything_is_taken_over_once(fresh, tmp_path):
    rows = sheets_of(fresh)
    assert not take_over(fresh, rows, tmp_path / "o").exists
    assert {s: list(r) for s, r in rows_of(fresh).items()} == rows
    assert fetch(fresh, "SELECT state, parts, taken FROM opening_file") == [("closed", 6, 6)]
    assert is_right(fresh)
    size = fetch(fresh, "SELECT size FROM journal_head")
    assert taking.sign(fresh, gate_of(fresh), signer(SECOND), tmp_path / "o").exists, "signed twice changes nothing"
    assert fetch(fresh, "SELECT size FROM journal_head") == size
    ((act,),) = fetch(fresh, "SELECT body FROM journal_fact WHERE type = 'opening.signed/1'")
    assert b'"actor":"mee/1"' in bytes(act)
    assert b'"second":"mee/2"' in bytes(act)


def test_an_obligation_that_was_open_is_assessed_with_what_was_surrendered_before(fresh, tmp_path):
    rows = sheets_of(fresh)
    take_over(fresh, rows, tmp_path / "o")
    entity = rows["obligations"][0]["entity"]
    ((area,),) = fetch(fresh, "SELECT area_gb2260 FROM participants_entity WHERE id = ?", entity)
    fresh.writer.clock.put(datetime(2024, 1, 3, tzinfo=UTC))
    body = f"province/{area}"
    item = {"entity": entity, "period": "2022", "mean_price_fen": "8000"}
    (answer,) = fresh.execute([Command("assess", body, f"{body}/1", "compliance.assess", [item])])
    assert answer.done, answer
    assert fetch(fresh, "SELECT state, shortfall_t FROM compliance_obligation") == [("short", 1_000)]
    assert is_right(fresh)


class Stop(Exception):
    pass


def test_taking_over_that_was_broken_off_goes_on_where_it_was(fresh, tmp_path, monkeypatch):
    rows, plain = sheets_of(fresh), taking._must_be_done
    taken = []

    def stopping(answer, path):
        plain(answer, path)
        taken.append(answer.id)
        if len(taken) == 3:
            raise Stop

    monkeypatch.setattr(taking, "_must_be_done", stopping)
    with pytest.raises(Stop):
        take_over(fresh, rows, tmp_path / "o")
    assert fetch(fresh, "SELECT state FROM opening_file") == [("open",)]
    assert is_right(fresh)
    monkeypatch.setattr(taking, "_must_be_done", plain)
    assert not taking.sign(fresh, gate_of(fresh), signer(SECOND), tmp_path / "o").exists
    assert {s: list(r) for s, r in rows_of(fresh).items()} == rows
    assert is_right(fresh)


# what is refused


def change(folder, sheet, row, column, value):
    """Write another value into a cell of a sheet: row 0 is the first one; None takes the row away."""
    path = folder / f"{sheet}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    if value is None:
        del table[1 + row]
    elif column == "":
        table.append(table[1 + row])
    else:
        table[1 + row][table[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)


BAD = [
    # sheet, row, column, value -> finding, where
    ("control", 0, "total", "1.001", "opening.control_differs", "control!D2"),
    ("control", 0, "", None, "opening.control_missing", "control"),
    ("holdings", 0, "registration_t", "901", "opening.control_differs", "control!D"),
    ("holdings", 0, "instrument", "CEA99", "opening.instrument_not_found", "holdings!B2"),
    ("holdings", 0, "instrument", "CNY", "opening.instrument_not_found", "holdings!B2"),
    ("holdings", 0, "instrument", "CEA25", "opening.instrument_not_found", "holdings!B2"),  # a draft gives no vintage
    ("holdings", 0, "", "again", "forms.twice", "holdings!B3"),
    ("holdings", 0, "registration_t", "-1", "forms.outside", "holdings!C2"),
    ("holdings", 0, "registration_t", "900.5", "forms.not_whole", "holdings!C2"),
    ("holdings", 0, "trading_t", "9e2", "forms.scientific", "holdings!D2"),
    ("holdings", 0, "holder", "nobody", "opening.holder_not_found", "holdings!A2"),
    ("cash", 0, "cash_yuan", "12345.678", "forms.too_many_decimals", "cash!B2"),
    ("emissions", 0, "entity", "nobody", "opening.entity_not_found", "emissions!A2"),
    ("emissions", 0, "unit", "nothing", "mrv.unit_not_of_entity", "emissions!B2"),
    ("emissions", 0, "year", "2019-2020", "forms.not_like", "emissions!C2"),
    ("obligations", 0, "surrendered_t", "5001", "forms.check", "obligations!D2"),
    ("freezes", 0, "amount", "1001", "opening.freeze_exceeds", "freezes!C2"),
    ("freezes", 0, "amount", "0.5", "opening.not_whole_tonnes", "freezes!C2"),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "code", "where"), BAD)
def test_a_bad_sheet_has_its_finding_and_is_not_proposed(tmp_path, still, sheet, row, column, value, code, where):
    write_sheets(tmp_path / "o", sheets_of(still))
    assert taking.check(still, tmp_path / "o").is_clean
    change(tmp_path / "o", sheet, row, column, value)
    found = taking.check(still, tmp_path / "o")
    named = [f for f in found.findings if f.code == code and f.where.startswith(where)]
    assert named, [f.line() for f in found.findings]
    assert all(f.message("zh") and f.message("en") for f in found.findings)
    with pytest.raises(Problem) as refused:
        taking.propose(still, gate_of(still), signer(FIRST), tmp_path / "o")
    assert refused.value.findings == found.findings
    assert fetch(still, "SELECT COUNT(*) FROM platform_proposal") == [(0,)]


def test_a_mistyped_sheet_and_a_missing_control_sheet_are_findings(tmp_path, still):
    write_sheets(tmp_path / "o", sheets_of(still))
    (tmp_path / "o" / "holdings.csv").rename(tmp_path / "o" / "holding.csv")
    codes = {f.code for f in taking.check(still, tmp_path / "o").findings}
    assert {"opening.sheet_not_known", "opening.control_differs"} <= codes
    (tmp_path / "o" / "control.csv").unlink()
    assert "opening.no_control" in {f.code for f in taking.check(still, tmp_path / "o").findings}


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (FIRST, "proposal.own"),
        ("registry/1", "proposal.other_body"),
        ("nobody/1", "opening.no_such_actor"),
    ],
)
def test_a_wrong_second_signer_takes_nothing_over(fresh, tmp_path, actor, code):
    write_sheets(tmp_path / "o", sheets_of(fresh))
    taking.propose(fresh, gate_of(fresh), signer(FIRST), tmp_path / "o")
    size = fetch(fresh, "SELECT size FROM journal_head")
    with pytest.raises(Problem) as refused:
        taking.sign(fresh, gate_of(fresh), signer(actor), tmp_path / "o")
    assert refused.value.findings[0].code == code
    assert refused.value.findings[0].message()
    assert fetch(fresh, "SELECT size FROM journal_head") == size


def test_a_body_that_may_not_sign_takes_nothing_over(fresh, tmp_path):
    write_sheets(tmp_path / "o", sheets_of(fresh))
    with pytest.raises(Problem) as refused:
        taking.propose(fresh, gate_of(fresh), signer("registry/1"), tmp_path / "o")
    assert refused.value.findings[0].code == "command.not_permitted"
    other = {"actor": "mee/9", "organisation": "mee", "role": "verifier"}
    (answer,) = fresh.execute([Command("admit/mee/9", "mee", FIRST, "participants.admit_actor", [other])])
    assert answer.done
    taking.propose(fresh, gate_of(fresh), signer(FIRST), tmp_path / "o")
    with pytest.raises(Problem, match=r"command\.second_not_permitted"):
        taking.sign(fresh, gate_of(fresh), signer("mee/9"), tmp_path / "o")
    assert fetch(fresh, "SELECT COUNT(*) FROM opening_file") == [(0,)]


def test_a_file_that_changed_between_the_signatures_is_not_signed(fresh, tmp_path):
    rows = sheets_of(fresh)
    write_sheets(tmp_path / "o", rows)
    taking.propose(fresh, gate_of(fresh), signer(FIRST), tmp_path / "o")
    write_sheets(tmp_path / "o", {**rows, "cash": [{**rows["cash"][0], "cash_yuan": 1_234_568}]})
    assert taking.check(fresh, tmp_path / "o").is_clean, "it is good in itself, and not what was proposed"
    with pytest.raises(Problem) as refused:
        taking.sign(fresh, gate_of(fresh), signer(SECOND), tmp_path / "o")
    assert refused.value.findings[0].code == "opening.file_changed"


def test_a_part_that_is_not_the_signed_one_is_refused(fresh, tmp_path):
    write_sheets(tmp_path / "o", sheets_of(fresh))
    gate, checked = gate_of(fresh), taking.check(fresh, tmp_path / "o")
    taking.propose(fresh, gate, signer(FIRST), tmp_path / "o")
    forged = TakeOpening(checked.sheets.digest, 1, "", held=checked.parts[0].held)
    for part in (checked.parts[0], forged):
        (answer,) = fresh.execute([Command.of("early", "mee", FIRST, "opening.take", part)])
        assert str(answer.outcome) == "opening.not_signed"
    signing = Command.of("alone", "mee", FIRST, "opening.sign", checked.signing)
    (answer,) = fresh.execute([signing])
    assert str(answer.outcome) == "command.second_missing"
    (answer,) = fresh.execute([Command.of("two", "mee", FIRST, "opening.sign", checked.signing, second=SECOND)])
    assert answer.done
    for part in (forged, checked.parts[1]):
        (answer,) = fresh.execute([Command.of("forged", "mee", FIRST, "opening.take", part)])
        assert str(answer.outcome) == "opening.not_the_signed_part"
    (answer,) = fresh.execute([Command.of("again", "mee", FIRST, "opening.sign", checked.signing, second=SECOND)])
    assert str(answer.outcome) == "opening.already_signed"


def test_an_opening_after_the_first_ordinary_act_of_its_kind_is_refused(fresh, tmp_path):
    rows = sheets_of(fresh)
    write_sheets(tmp_path / "o", rows)
    signing = taking.check(fresh, tmp_path / "o").signing
    deposit = {"holder": rows["cash"][0]["holder"], "amount_fen": 1, "reference": "r"}
    done = Command("d", "registry", "registry/1", "registry.deposit_cash", [deposit], "registry/2")
    (answer,) = fresh.execute([done])
    assert answer.done
    codes = [f.code for f in taking.check(fresh, tmp_path / "o").findings]
    assert codes == ["opening.not_first", "opening.not_first"], "holdings and cash; the other sheets are free yet"
    (answer,) = fresh.execute([Command.of("late", "mee", FIRST, "opening.sign", signing, second=SECOND)])
    assert str(answer.outcome) == "opening.not_first"


def test_a_sheet_is_taken_over_once_and_the_others_may_follow(fresh, tmp_path):
    rows = sheets_of(fresh)
    take_over(fresh, {"holdings": rows["holdings"]}, tmp_path / "a")
    other = {"holdings": [{**rows["holdings"][0], "registration_t": 1}], "cash": rows["cash"]}
    write_sheets(tmp_path / "b", other)
    assert [f.code for f in taking.check(fresh, tmp_path / "b").findings] == ["opening.sheet_taken"]
    take_over(fresh, {"cash": rows["cash"]}, tmp_path / "c")
    assert is_right(fresh)


def test_sheets_of_a_nation_are_read_as_those_of_a_town(tmp_path):
    held = {"instrument": "CEA22", "registration_t": 1, "trading_t": 2}
    rows = {"holdings": [{"holder": f"H{n}", **held} for n in range(3_000)]}
    write_sheets(tmp_path / "o.xlsx", rows)
    read = read_sheets(tmp_path / "o.xlsx")
    assert not read.findings
    assert read.totals["holdings", "CEA22", "trading_t"] == 6_000_000, "thousandths of a tonne"
