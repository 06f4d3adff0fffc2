"""Questions to the bench as pages and API ask them: the answers of the command line, over books and files."""

import json

import pytest

from tanshi.allocation.drafting.draft_file import with_draft
from tanshi.allocation.from_file import plan_named
from tanshi.application.draft_bench import Asked, answer
from tanshi.application.drafting import confirmed, running
from tanshi.core.finding import Problem
from tanshi.core.period import Period
from tests.cli.conftest import tanshi  # noqa: F401

DAY = "2026-11-22"

#: A question, its terms, and the options of the command line that mean the same.
SAME = [
    ("balance", {"plan": "2021"}, ["--plan", "2021"]),
    ("fit", {"by_output": "true"}, ["--by-output"]),
    (
        "solve",
        {"surplus": "-0.5%", "from": "balance", "strict": "II=2,IV=0", "start": "heat.gas=0.05"},
        ["--surplus=-0.5%", "--from", "balance", "--strict", "II=2", "--strict", "IV=0", "--start", "heat.gas=0.05"],
    ),
    ("solve", {"plan": "2023", "after_relief": "true"}, ["--plan", "2023", "--after-relief"]),
    ("impact", {"draft": "2023", "price": "80"}, ["--draft", "2023", "--price", "80"]),
    ("estimate", {"months": "8"}, ["--months", "8"]),
    (
        "path",
        {"until": "2031", "cut": "0.03", "paid_from": "2027", "paid_first": "0.10"},
        ["--until", "2031", "--cut", "0.03", "--paid-from", "2027", "--paid-first", "0.10"],
    ),
]


@pytest.mark.parametrize(("name", "terms", "options"), SAME)
def test_the_answer_is_the_command_line_s(year_market, year_db, request, name, terms, options):
    run = request.getfixturevalue("tanshi")
    printed = json.loads(run("draft", name, "2022", *options, "--db", year_db, "--json").stdout)
    found = json.loads(json.dumps(answer(year_market, Asked(name, DAY, "2022", terms=terms)).document))
    found.pop("values", None)  # what `--out` writes
    assert found == printed


def test_what_is_done_is_told(year_market):
    told = []
    answer(
        year_market,
        Asked("solve", DAY, "2022", terms={"after_relief": "true"}),
        lambda done, of: told.append((done, of)),
    )
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert len(told) > 3


def test_solved_values_are_a_draft_s_file(year_market, tmp_path):
    found = answer(year_market, Asked("solve", DAY, "2022", terms={"plan": "2023", "surplus": "1%"})).document
    file = tmp_path / "next.json"
    file.write_text(json.dumps({"values": found["values"]}), "utf-8")
    plan = with_draft(plan_named(year_market.law, "2023"), file)
    assert {line["line"]: line["benchmark"] for line in found["lines"]}["I"] == plan.electricity["I"].value


def test_one_province_is_its_part_of_the_nation(year_market):
    every = confirmed(year_market, Period.named("2022"))
    area = next(iter(every.entities.values())).area_gb2260
    ids = {id for id, e in every.entities.items() if e.area_gb2260 == area}
    one = confirmed(year_market, Period.named("2022"), area)
    assert set(one.entities) == ids
    assert one.units == tuple(u for u in every.units if u.entity_id in ids)
    assert set(running(year_market, 2022, 8, area=area).entities) == ids


def test_what_is_drawn_of_a_fit_is_bounded_and_on_its_curves(year_market):
    found = answer(year_market, Asked("fit", DAY, "2022"))
    for fit, drawn in zip(found.document["fits"], found.drawn, strict=True):
        assert (drawn["fuel"], drawn["n"], drawn["every"]) == (fit["fuel"], fit["n"], 1)
        assert len(drawn["points"]) == fit["n"]
        slope = next((t["estimate"] for t in fit["terms"] if t["name"] == "heat_slope"), None)
        for x, fitted, _ in drawn["heat_curve"]:
            assert fitted == pytest.approx(1 - slope * x, abs=1e-3)


def test_a_file_without_a_unit_is_refused_with_its_findings(year_market):
    data = b"unit_id,unit_class,generation_mwh,load_factor,verified_t\nU,I,x,0.8,1\n"
    asked = Asked("balance", DAY, file=("units.csv", data), terms={"plan": "2023"})
    with pytest.raises(Problem, match=r"units\.csv!C2"):
        answer(year_market, asked)
