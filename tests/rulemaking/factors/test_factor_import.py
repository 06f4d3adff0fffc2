"""Factors of a file become proposals, each cell by itself; the same file again changes nothing."""

import json

import pytest

from tanshi.application.access import ViewRows
from tanshi.application.factor_import import import_factors
from tanshi.application.market import open_market
from tanshi.cli.factors.importing import run_import
from tanshi.core.finding import Problem
from tanshi.journal.table import read_rows
from tanshi.rulemaking.factors.table_file import Common, read_factors
from tanshi.rulemaking.factors.tables import FactorRow
from tanshi.simulation.workload import opening
from tests.rulemaking.acts import SECOND
from tests.rulemaking.factors.factor_table import SHA, admit, run

TABLE = """parameter,key,value,unit,valid from,last day
accounting.power.default_carbon,coal,0.0295,tC/GJ,2022-01-01,2022-12-31
accounting.power.default_carbon,coal,0.03085,tC/GJ,2023-01-01,2023-12-31
accounting.power.default_carbon,coal,0.0296,tC/t,2023-01-01,2023-12-31
accounting.power.default_carbon,coal,-1,tC/GJ,2023-01-01,2023-12-31
factors.heat,,0.1,tCO2/GJ,2026-01-01,
"""


def bring(market, text=TABLE, actor="institute/1", **options):
    data = text.encode()
    read = read_factors(market.law, "f.csv", data, Common(SHA, source_year=2025))
    return import_factors(market, read, data, actor, **options)


def said(done):
    return [f"{f.where} {f.code}" for f in done.findings]


def test_good_cells_are_proposed_and_each_other_one_says_why_not(books, clock):
    market = admit(books)
    before = market.state_hash()
    tried = bring(market, dry_run=True)
    assert market.state_hash() == before
    done = bring(market)
    assert tried == done
    assert (len(done.proposed), done.unchanged) == (2, ["f.csv!C3"])
    assert said(done) == ["f.csv!C4 factors.other_unit", "f.csv!C5 factors.bad_value"]
    with market.view() as view:
        assert sorted(r.id for r in read_rows(view, FactorRow)) == sorted(done.proposed)
    once = market.state_hash()
    again = bring(market, TABLE + "factors.heat,,0.2,tCO2/GJ,2026-01-01,\n")
    assert (again.same, len(again.proposed)) == (done.proposed, 1)
    assert market.evidence.read(again.sha256)
    assert market.state_hash() != once
    assert bring(market).same == done.proposed
    assert market.audit().ok


def test_what_was_sent_back_is_proposed_anew_by_another_file(books, clock):
    market = admit(books)
    text = "parameter,value,unit,valid from\nfactors.heat,0.1,tCO2/GJ,2026-01-01\n"
    (name,) = bring(market, text).proposed
    run(market, clock, f"test {name} 5 0.1 -> done\nsend_back {name} -> done")
    assert bring(market, text).same == [name]
    assert bring(market, text + "\n").proposed == [name]
    with market.view() as view:
        assert ViewRows(view).get(FactorRow, name).round == 2


def test_who_may_not_propose_is_told_once(books):
    with pytest.raises(Problem, match="nobody"):
        bring(books, actor="nobody")


def test_the_command_tells_what_became_of_the_file(law, clock, tmp_path, capsys):
    file, where = tmp_path / "f.csv", str(tmp_path / "books.db")
    file.write_text(TABLE, "utf-8")
    market = open_market(where, law=law, clock=clock)
    assert all(a.done for a in market.execute([*opening(), SECOND]))
    admit(market).close()
    asked = (file, where, "institute/1", None, "", "", 2025)
    assert run_import(*asked, dry_run=True, as_json=False) == 1
    assert "2 would be proposed" in capsys.readouterr().out
    assert run_import(*asked, dry_run=False, as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert (len(told["proposed"]), len(told["findings"])) == (2, 2)
    assert run_import(*asked, dry_run=False, as_json=False) == 1
    assert "2 proposed before" in capsys.readouterr().out
