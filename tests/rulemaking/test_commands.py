"""From a draft to an act in force, and every refusal on the way."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.application import moving
from tanshi.application.access import ViewRows
from tanshi.application.market import open_market
from tanshi.application.second_check import second_check
from tanshi.core.clock import SimulatedClock
from tanshi.core.progress import Progress
from tanshi.rulemaking.commands import VALUES_BYTES, RulemakingOutcome
from tanshi.rulemaking.law import LawBook
from tanshi.rulemaking.tables import ActRow, VintageRow
from tanshi.rules import NoTextInForce
from tanshi.simulation.workload import opening
from tests.rulemaking import acts
from tests.rulemaking.acts import SECOND, ask, bring_into_force, draft, plan_values, put, word

H1 = ("H1", "H1/1")
SHARE = "allocation.preallocation_share"


def asked(market, kind, item, who=acts.MINISTRY):
    answer = ask(market, f"rulemaking.{kind}", item, who)
    return word(answer)


def consult(act="plan-2027", opens="2026-11-23", closes="2026-12-01"):
    return {"act": act, "opens": opens, "closes": closes}


def issue(act="plan-2027", number="国环规气候〔2026〕9号", in_force="2027-01-01", **more):
    return {"act": act, "number": number, "in_force": in_force, **more}


def consent(body="departments", document="发改气候〔2026〕1号", given_on="2026-11-23", act="plan-2027"):
    return {"act": act, "body": body, "document": document, "given_on": given_on}


def total(**changes):
    parts = {"total_t": 100, "reserve_t": 1, "paid_t": 2, "adjustment_t": 3, "verified_t": 90, "verified_of": "2026"}
    return {"plan": "plan-2027", "vintage": "CEA27", **parts, **changes}


def law(market, day, draft_of=""):
    with market.view() as view:
        book, rows = LawBook(market.law), ViewRows(view)
        return book.with_draft(rows, day, draft_of) if draft_of else book.on(rows, day)


def test_a_plan_from_draft_to_force(books, clock):
    on = date(2027, 1, 1)
    values = plan_values(**{SHARE: {"2027-01-01": {"value": "0.40", "to": "2027-12-31", "cite": {"place": "五(一)"}}}})
    assert asked(books, "draft", draft(values=values)) == "done"
    assert asked(books, "consult", consult()) == "done"
    assert asked(books, "comment", {"act": "plan-2027", "words": "预分配比例过低", "place": SHARE}, H1) == "done"
    assert asked(books, "answer", {"act": "plan-2027", "number": 1, "answer": "不采纳", "taken": False}) == "done"
    assert asked(books, "note_consent", consent()) == "done"
    put(clock, "2026-12-02")
    assert asked(books, "issue", issue()) == "done"
    assert law(books, "2026-12-31").edition == ""
    in_force = law(books, "2027-01-01")
    cited = in_force.value(SHARE, on)
    assert (cited.value, cited.citation.instrument, cited.citation.place) == ("0.40", "plan-2027", "五(一)")
    assert in_force.reference(cited.citation) == "国环规气候〔2026〕9号 五(一)"
    assert cited.as_json()["act"] == "plan-2027"
    assert in_force.value(SHARE, date(2024, 1, 1)).citation.instrument == "plan-2023-2024"
    assert in_force.name.startswith("cn/2+")
    assert books.audit().ok


def test_an_earlier_text_yields_and_the_reader_is_told(books, clock):
    values = {SHARE: {"2024-01-01": {"value": "0.55", "to": "2024-12-31"}}}
    assert asked(books, "draft", draft("correction", values=values)) == "done"
    bring_into_force(books, clock, "correction")
    cited = law(books, "2027-01-01").value(SHARE, date(2024, 1, 1))
    assert (cited.value, cited.note) == ("0.55", "prevails over plan-2023-2024 (normative document): it is later")


def test_a_draft_is_computed_when_asked_for_and_only_then(books):
    assert asked(books, "draft", draft()) == "done"
    on = date(2027, 1, 1)
    drafted = law(books, "2026-11-23", "plan-2027")
    assert drafted.value("allocation.plans", on, drafts=True).value["vintage"] == "CEA27"
    for plain in (law(books, "2026-11-23"), drafted):
        with pytest.raises(NoTextInForce):
            plain.value("allocation.plans", on)
    assert law(books, "2026-11-23", "plan-2028") is None


REFUSED_DRAFTS = {
    "bad id": {"act": "计划"},
    "act exists": {"act": "plan-2023-2024"},
    "unknown kind": {"kind": "decree"},
    "bad title": {"title_en": " "},
    "bad rank": {"rank": "law"},
    "general text not found": {"special_over": ["nowhere"]},
    "bad text": {"text_sha256": "x"},
    "no values": {"values": []},
    "parameter unknown": {"values": acts.proposed({"allocation.nothing": {}})},
    "parameter twice": {"values": acts.proposed({SHARE: {"2027-01-01": {"value": "0.5"}}}) * 2},
    "not of this kind": {"values": acts.proposed({"exchange.tick_fen": {"2027-01-01": {"value": "2"}}})},
    "too large": {"values": acts.proposed({SHARE: {"2027-01-01": {"value": "9" * VALUES_BYTES}}})},
}


@pytest.mark.parametrize("outcome", REFUSED_DRAFTS)
def test_drafts_that_cannot_be(books, outcome):
    assert asked(books, "draft", draft(**REFUSED_DRAFTS[outcome])) == outcome


BAD_VALUES = {
    "a float": {"2027-01-01": {"value": 0.5}},
    "a whole number": {"2027-01-01": {"value": 1}},
    "a word for a number": {"2027-01-01": {"value": "half"}},
    "below zero": {"2027-01-01": {"value": "-0.5"}},
    "a table for a value": {"2027-01-01": {"by": {"I": "0.5"}}},
    "neither": {"2027-01-01": {}},
    "no day": {"2027": {"value": "0.5"}},
    "a day that is none": {"2027-02-30": {"value": "0.5"}},
    "ends before it begins": {"2027-01-01": {"value": "0.5", "to": "2026-12-31"}},
    "overlapping": {"2027-01-01": {"value": "0.5", "to": "2028-06-30"}, "2028-01-01": {"value": "0.4"}},
    "another confidence": {"2027-01-01": {"value": "0.5", "confidence": "F"}},
    "another text": {"2027-01-01": {"value": "0.5", "cite": "r775"}},
    "nothing": {},
    "no rows": {"2027-01-01": "0.5"},
}


@pytest.mark.parametrize("name", BAD_VALUES)
def test_values_that_cannot_be_law(books, name):
    answer = ask(books, "rulemaking.draft", draft(values={SHARE: BAD_VALUES[name]}))
    assert word(answer) in ("bad values", "malformed"), answer.message()


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("allocation.plans", {"name": "2027", "instrument": "x", "period": "2027"}),
        ("allocation.plans", {"name": "2027", "instrument": "x", "period": "2027", "vintage": ["CEA27"]}),
        ("allocation.output_basis", "guessed"),
        ("allocation.preallocation_base", {"year": "x", "of": "verified"}),
        ("compliance.surrender_deadline", "next year"),
        ("compliance.eligible_vintages", "CEA27"),
        ("allocation.gap_relief", {"form": "other", "limit": "0.2"}),
    ],
)
def test_forms_the_program_does_not_know(books, parameter, value):
    values = {parameter: {"2027-01-01": {"value": value}}}
    assert asked(books, "draft", draft(values=values)) == "bad values"


def test_a_deeply_nested_draft_is_malformed(books):
    value = "0.5"
    for _ in range(500):
        value = {"a": value}
    assert asked(books, "draft", draft(values={SHARE: {"2027-01-01": {"value": value}}})) == "malformed"


def test_consultation_has_its_days(books, clock):
    assert asked(books, "consult", consult()) == "act not found"
    assert asked(books, "draft", draft()) == "done"
    assert asked(books, "comment", {"act": "plan-2027", "words": "w"}, H1) == "not in consultation"
    assert asked(books, "consult", consult(opens="2026-11-22")) == "bad days"
    assert asked(books, "consult", consult(closes="2026-11-22")) == "bad days"
    assert asked(books, "consult", consult(closes="soon")) == "bad days"
    assert asked(books, "consult", consult(opens="2026-11-25")) == "done"
    assert asked(books, "consult", consult()) == "consultation open"
    assert asked(books, "comment", {"act": "plan-2027", "words": "w"}, H1) == "not open yet"
    assert asked(books, "issue", issue()) == "consultation open"
    put(clock, "2026-12-01")
    assert asked(books, "comment", {"act": "plan-2027", "words": " "}, H1) == "bad words"
    assert asked(books, "comment", {"act": "plan-2027", "words": "意" * 5_001}, H1) == "bad words"
    assert asked(books, "comment", {"act": "plan-2027", "words": "w", "place": "mrv.x"}, H1) == "not in the draft"
    assert asked(books, "comment", {"act": "plan-9", "words": "w"}, H1) == "act not found"
    assert asked(books, "comment", {"act": "plan-2027", "words": "意" * 5_000}, H1) == "done"
    absent = {"act": "plan-2027", "number": 2, "answer": "a", "taken": True}
    assert asked(books, "answer", absent) == "comment not found"
    put(clock, "2026-12-02")
    assert asked(books, "comment", {"act": "plan-2027", "words": "late"}, H1) == "closed"
    assert asked(books, "issue", issue()) == "comments unanswered"
    assert asked(books, "answer", {"act": "plan-2027", "number": 1, "answer": "", "taken": True}) == "bad words"
    assert asked(books, "answer", {"act": "plan-2027", "number": 1, "answer": "a", "taken": True}) == "done"
    assert asked(books, "answer", {"act": "plan-2027", "number": 1, "answer": "b", "taken": True}) == "already answered"
    assert asked(books, "issue", issue()) == "consent missing"
    assert asked(books, "consult", consult(opens="2026-12-03", closes="2026-12-04")) == "done"


def test_everybody_admitted_may_comment_and_only_the_ministry_makes_rules(books):
    assert asked(books, "draft", draft(), H1) == "not permitted"
    assert asked(books, "draft", draft()) == "done"
    assert asked(books, "consult", consult()) == "done"
    for who in (H1, ("registry", "registry/1"), ("exchange", "exchange/1"), ("mee", "mee/1")):
        assert asked(books, "comment", {"act": "plan-2027", "words": "w"}, who) == "done"
    assert asked(books, "comment", {"act": "plan-2027", "words": "w"}, ("X", "X/1")) == "actor not found"
    assert asked(books, "issue", issue(), ("mee", "mee/1")) == "second missing"


def test_consents_are_to_one_version_of_the_text(books, clock):
    assert asked(books, "draft", draft()) == "done"
    assert asked(books, "issue", issue()) == "consultation missing"
    assert asked(books, "consult", consult(closes="2026-11-23")) == "done"
    assert asked(books, "note_consent", consent("parliament")) == "unknown body"
    assert asked(books, "note_consent", consent(document="")) == "bad document"
    assert asked(books, "note_consent", consent(given_on="2026-11-22")) == "bad days"
    assert asked(books, "note_consent", consent(given_on="2026-11-24")) == "bad days"
    assert asked(books, "note_consent", consent()) == "done"
    assert asked(books, "note_consent", consent()) == "consent exists"
    amended = draft(values=plan_values(**{SHARE: {"2027-01-01": {"value": "0.45", "to": "2027-12-31"}}}))
    text = {"act": "plan-2027", "text_sha256": amended["text_sha256"], "values": amended["values"]}
    assert asked(books, "amend", text) == "done"
    assert asked(books, "amend", text) == "unchanged"
    assert asked(books, "amend", text | {"act": "plan-1"}) == "act not found"
    put(clock, "2026-11-24")
    answer = ask(books, "rulemaking.issue", issue())
    assert word(answer) == "consent missing"
    assert "departments" in answer.message()
    assert "国务院令第775号 第九条、第十条" in answer.message("zh")
    assert asked(books, "note_consent", consent(given_on="2026-11-24")) == "done"
    assert asked(books, "issue", issue(in_force="2026-11-23")) == "bad days"
    assert asked(books, "issue", issue(until="2026-12-31")) == "bad days"
    assert asked(books, "issue", issue(number="")) == "bad document"
    assert asked(books, "issue", issue(number="国环规气候〔2024〕1号")) == "number used"
    assert asked(books, "issue", issue(replaces=["r775"])) == "not replaceable"
    assert asked(books, "issue", issue()) == "done"
    assert asked(books, "issue", issue()) == "not a draft"
    assert asked(books, "amend", text) == "not a draft"
    assert law(books, "2027-01-01").value(SHARE, date(2027, 1, 1)).value == "0.45"


def test_a_scope_waits_for_the_state_council(books, clock):
    values = {"participants.listing_threshold_t": {"2027-01-01": {"value": "13000"}}}
    assert asked(books, "draft", draft("scope-2027", "scope", values)) == "done"
    assert asked(books, "consult", consult("scope-2027", closes="2026-11-23")) == "done"
    assert asked(books, "note_consent", consent(act="scope-2027")) == "done"
    put(clock, "2026-11-24")
    answer = ask(books, "rulemaking.issue", issue("scope-2027"))
    assert "state_council" in answer.message()
    assert "第六条" in answer.message()
    assert asked(books, "note_consent", consent("state_council", "国函1", "2026-11-24", "scope-2027")) == "done"
    assert asked(books, "issue", issue("scope-2027")) == "done"


def test_parameters_do_not_reach_back(books):
    def band(first):
        return draft("band", "parameters", {"exchange.listing_band": {first: {"value": "0.05"}}})

    assert asked(books, "draft", band("2026-12-31")) == "done"
    assert asked(books, "issue", issue("band")) == "reaches back"
    assert asked(books, "issue", issue("band", in_force="2026-12-31")) == "done"
    assert law(books, "2026-12-31").value("exchange.listing_band", date(2026, 12, 31)).value == "0.05"
    assert law(books, "2026-12-31").value("exchange.listing_band", date(2026, 12, 30)).value == "0.10"


def test_replaced_and_withdrawn_acts_end(books, clock):
    def band(act, value):
        return draft(act, "parameters", {"exchange.listing_band": {"2027-01-01": {"value": value}}})

    for act, value in (("one", "0.05"), ("two", "0.20")):
        assert asked(books, "draft", band(act, value)) == "done"
    assert asked(books, "withdraw", {"act": "three", "ground": "g"}) == "act not found"
    assert asked(books, "withdraw", {"act": "two", "ground": "g", "last_day": "2027-01-01"}) == "bad days"
    assert asked(books, "issue", issue("one", "1")) == "done"
    assert asked(books, "issue", issue("two", "2", "2027-02-01", replaces=["one"])) == "reaches back"
    assert asked(books, "issue", issue("two", "2", "2027-01-01", replaces=["one"])) == "done"
    assert asked(books, "withdraw", {"act": "one", "ground": "g", "last_day": "2027-01-01"}) == "already ended"
    put(clock, "2027-01-20")
    assert law(books, "2027-01-20").value("exchange.listing_band", date(2027, 1, 20)).value == "0.20"
    assert asked(books, "withdraw", {"act": "two", "ground": "g"}) == "bad days"
    assert asked(books, "withdraw", {"act": "two", "ground": "", "last_day": "2027-01-31"}) == "bad words"
    assert asked(books, "withdraw", {"act": "two", "ground": "g", "last_day": "2027-01-19"}) == "bad days"
    assert asked(books, "withdraw", {"act": "two", "ground": "g", "last_day": "2027-01-31"}) == "done"
    bands = law(books, "2027-02-01")
    assert bands.value("exchange.listing_band", date(2027, 1, 31)).value == "0.20"
    assert bands.value("exchange.listing_band", date(2027, 2, 1)).value == "0.10"
    assert asked(books, "draft", band("four", "0.30")) == "done"
    assert asked(books, "withdraw", {"act": "four", "ground": "g"}) == "done"
    assert asked(books, "issue", issue("four", "4", "2027-03-01")) == "not a draft"
    assert books.audit().ok


def test_the_law_is_the_same_after_a_restore(clock, tmp_path):
    market = open_market(str(tmp_path / "a.db"), clock=clock)
    market.execute([*opening(), SECOND])
    market.evidence.keep(b"text of plan-2027")
    assert asked(market, "draft", draft()) == "done"
    bring_into_force(market, clock)
    here = law(market, "2027-01-01")
    assert second_check(market.engine).ok
    market.close()
    moving.backup(str(tmp_path / "a.db"), tmp_path / "a.backup", Progress())
    moving.restore_backup(tmp_path / "a.backup", str(tmp_path / "b.db"), None, Progress())
    market = open_market(str(tmp_path / "b.db"), write=False)
    again = law(market, "2027-01-01")
    market.close()
    assert here.acts
    assert (again.name, again.names()) == (here.name, here.names())
    assert {n: again.lines(n) for n in again.names()} == {n: here.lines(n) for n in here.names()}


def test_totals(books, clock):
    assert asked(books, "state_total", total()) == "plan not found"
    assert asked(books, "draft", draft()) == "done"
    assert asked(books, "state_total", total(vintage="CEA28")) == "vintage not of plan"
    assert asked(books, "state_total", total(plan="plan-2023-2024")) == "vintage not of plan"
    for wrong in ({"total_t": 0}, {"reserve_t": -1}, {"paid_t": 97}, {"verified_t": -1}):
        assert asked(books, "state_total", total(**wrong)) == "bad amounts"
    assert asked(books, "state_total", total(verified_of="last year")) == "bad year"
    assert asked(books, "state_total", total()) == "done"
    shipped = total(plan="plan-2023-2024", vintage="CEA24", verified_of="2023")
    assert asked(books, "state_total", shipped) == "done"
    bring_into_force(books, clock)
    with books.view() as view:
        rows = {r.vintage: r for r in (ViewRows(view).get(VintageRow, v) for v in ("CEA24", "CEA27"))}
    assert (rows["CEA27"].from_day, rows["CEA27"].free_t) == ("2027-01-01", 94)
    assert rows["CEA24"].stands_on("2026-11-23")


def test_a_revision_of_a_plan_in_force_does_not_stop_its_vintage(books, clock):
    values = plan_values(vintage="CEA24", act="revision", first="2024-01-01", last="2024-12-31")
    assert asked(books, "draft", draft("revision", values=values)) == "done"
    with books.view() as view:
        assert ViewRows(view).get(VintageRow, "CEA24") is None
        assert ViewRows(view).get(ActRow, "revision").state == "draft"


def test_a_plan_that_replaces_another_takes_its_vintage_over(books, clock):
    assert asked(books, "draft", draft()) == "done"
    bring_into_force(books, clock)
    assert asked(books, "draft", draft("better", values=plan_values(act="better"))) == "done"
    assert asked(books, "consult", consult("better", "2026-12-02", "2026-12-02")) == "done"
    assert asked(books, "note_consent", consent(given_on="2026-12-02", act="better")) == "done"
    put(clock, "2026-12-03")
    assert asked(books, "issue", issue("better", "b", "2027-06-01", replaces=["plan-2027"])) == "done"
    with books.view() as view:
        row = ViewRows(view).get(VintageRow, "CEA27")
    assert (row.plan, row.from_day, row.until_day) == ("better", "2027-01-01", "")
    assert law(books, "2027-06-01").value("allocation.plans", date(2027, 1, 1)).citation.instrument == "better"
    assert law(books, "2027-05-31").value("allocation.plans", date(2027, 1, 1)).citation.instrument == "plan-2027"


def test_before_the_decree_no_step_is_asked_for_that_no_text_asks_for(clock):
    clock = SimulatedClock(datetime(2023, 5, 4, 4, tzinfo=UTC))
    market = open_market(":memory:", clock=clock)
    market.execute([*opening(), SECOND])
    assert asked(market, "draft", draft()) == "done"
    assert asked(market, "issue", issue(in_force="2023-05-04")) == "done"
    market.close()


def test_every_outcome_is_expected_here():
    words = {n.value for n in ast.walk(ast.parse(Path(__file__).read_text("utf-8"))) if isinstance(n, ast.Constant)}
    missing = {o for o in RulemakingOutcome if o.value.partition(".")[2].replace("_", " ") not in words}
    assert missing == {RulemakingOutcome.TOO_SHORT, RulemakingOutcome.IS_A_FACTOR}  # the least is one day; factors/


MOVES = st.lists(
    st.tuples(st.sampled_from(["issue", "take_back", "total"]), st.integers(1, 60), st.integers(0, 20)), max_size=25
)


@settings(max_examples=30, deadline=None)
@given(MOVES)
def test_issuance_never_passes_the_total_as_a_plain_model_has_it(moves):
    """The model: a sum of what was issued less what was taken back, and the last total stated."""
    market = open_market(":memory:")
    market.execute([*opening(), SECOND])
    issued, free = 0, None
    for number, (move, amount, reserve) in enumerate(moves):
        if move == "total":
            body = total(plan="plan-2021-2022", vintage="CEA22", total_t=amount + reserve + 5, reserve_t=reserve)
            assert ask(market, "rulemaking.state_total", body).done
            free = amount
        else:
            ground = {"ground": "order", "instruction": str(number)}
            item = {"holder": "H1", "instrument": "CEA22", "amount_t": amount, **ground}
            answer = ask(market, f"registry.{move}", item, ("registry", "registry/1", "registry/2"))
            if move == "issue":
                assert answer.done == (free is None or issued + amount <= free)
                issued += amount if answer.done else 0
            else:
                assert answer.done == (amount <= issued)
                issued -= amount if answer.done else 0
    market.close()
