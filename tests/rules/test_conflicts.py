"""Which of two texts prevails, and that the reader is told."""

from datetime import date

import pytest

from tanshi.rules import Law
from tanshi.rules.act import ActText, BadValues
from tanshi.rules.conflicts import Standing, compare, conflicts, in_order
from tanshi.rules.law import Instrument
from tanshi.rules.parameter import parse

SHARE, ON = "allocation.preallocation_share", date(2022, 1, 1)


def text(id, level, dated, *over):
    return Standing(id, "", level, dated, frozenset(over))


@pytest.mark.parametrize(
    ("one", "other", "sign", "ground"),
    [
        (text("a", 0, "2020-01-01"), text("b", 1, "2026-01-01"), 1, "rank"),
        (text("a", 2, "2026-01-01", "b"), text("b", 1, "2020-01-01"), -1, "rank"),  # special does not beat rank
        (text("a", 1, "2020-01-01", "b"), text("b", 1, "2026-01-01"), 1, "special"),
        (text("a", 1, "2020-01-01", "b"), text("b", 1, "2026-01-01", "a"), -1, "later"),  # each over the other: date
        (text("a", 1, "2026-01-01"), text("b", 1, "2020-01-01"), 1, "later"),
        (text("a", 1, "2026-01-01"), text("b", 1, "2026-01-01"), 0, "same"),
    ],
)
def test_rank_then_special_then_date(one, other, sign, ground):
    assert compare(one, other) == (sign, ground)
    assert compare(other, one) == (-sign, ground)
    assert in_order([other, one])[0] is (one if sign >= 0 and sign != 0 else other)


def act(id, value, rank="normative document", issued="2027-01-01", over=(), status="in force", **row):
    instrument = Instrument(id, id, id, id, "x", rank, issued, issued, status=status)
    return ActText(instrument, {SHARE: {"2022-01-01": {"value": value, "to": "2022-12-31", **row}}}, frozenset(over))


@pytest.mark.parametrize(
    ("acts", "value", "note"),
    [
        ([act("new", "0.5")], "0.5", "prevails over plan-2021-2022 (normative document): it is later"),
        ([act("old", "0.5", issued="2020-01-01")], "0.70", "prevails over old (normative document): it is later"),
        ([act("low", "0.5", "notice")], "0.70", "prevails over low (notice): it is of higher rank"),
        ([act("high", "0.5", "rule", "2019-01-01")], "0.5", "it is of higher rank"),
        ([act("own", "0.5", issued="2020-01-01", over=["plan-2021-2022"])], "0.5", "it is special, the other general"),
        ([act("draft", "0.5", status="draft", issued="")], "0.70", ""),
    ],
)
def test_the_law_answers_by_the_text_that_prevails_and_says_over_which(acts, value, note):
    cited = Law("cn").with_acts(acts).value(SHARE, ON)
    assert cited.value == value
    assert cited.note.endswith(note)
    assert bool(cited.note) == bool(note)


def test_a_draft_is_read_as_the_last_text_where_it_is_asked_for():
    law = Law("cn").with_acts([act("draft", "0.5", status="draft", issued="")])
    assert law.value(SHARE, ON, drafts=True).value == "0.5"


def test_texts_side_by_side_go_on_as_before():
    law = Law("cn")
    with_act = law.with_acts([act("new", "0.5")])
    for name in law.names():
        for line in law.lines(name):
            for entry in line.entries:
                if name != SHARE and entry.status != "draft":
                    assert with_act.table(name, entry.from_day) == law.table(name, entry.from_day)


def test_an_act_that_ended_answers_no_more():
    ended = act("ended", "0.5")
    gone = ActText(Instrument(**{**{f: getattr(ended.instrument, f) for f in (
        "id", "title_zh", "title_en", "number", "issuer", "rank", "issued", "in_force"
    )}, "until": "2021-12-31"}), ended.values)  # fmt: skip
    assert Law("cn").with_acts([gone]).value(SHARE, ON).value == "0.70"


def test_conflicts_of_the_shipped_texts_are_listed():
    found = {(c.parameter, c.prevails, c.yields): c for c in conflicts(Law("cn"))}
    basis = found["allocation.output_basis", "plan-2023-2024", "plan-2021-2022"]
    assert (basis.from_day, basis.to_day, basis.ground, basis.differs, basis.answers) == (
        date(2023, 1, 1), date(2024, 12, 31), "later", True, "plan-2023-2024",
    )  # fmt: skip
    assert not found[SHARE, "plan-2023-2024", "plan-2021-2022"].differs


def test_an_act_s_conflict_is_listed():
    law = Law("cn").with_acts([act("low", "0.5", "notice")])
    (found,) = [c for c in conflicts(law) if c.yields == "low"]
    assert (found.prevails, found.ground, found.answers) == ("plan-2021-2022", "rank", "plan-2021-2022")


@pytest.mark.parametrize(
    "row", [{"value": "1", "by": {}}, {}, {"value": "1", "status": "draft"}, {"value": "1", "cite": ""}]
)
def test_rows_an_act_cannot_have(row):
    shipped = Law("cn").parameter(SHARE)
    wrong = ActText(act("x", "1").instrument, {SHARE: {"2022-01-01": row}})
    with pytest.raises(BadValues):
        wrong.line(shipped)
    assert parse(SHARE, {"label": {}, "unit": "1", "axis": "act", "values": {}}).entries == ()
