"""Every paper that is made from the books fits its template and copies what the books hold."""

from fractions import Fraction

import pytest

from tanshi.application.documents import IssuingBody, Paper, can_typeset, compose, pdf, templates
from tanshi.application.documents.drafting import ASKED, DRAFTS, About, can_issue, drafted
from tanshi.application.market import open_market
from tanshi.compliance.tables import ObligationRow
from tanshi.core.exact import half_up
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import ChangeRow
from tanshi.participants.tables import EntityRow

SAID = {"group": "甲、乙", "conclusion": "属实。"}


@pytest.fixture(scope="module")
def view(year_db):
    market = open_market(str(year_db), write=False)
    with market.view() as found:
        yield market.law, found
    market.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", DRAFTS)
def test_a_paper_from_the_books_fits_its_template(view, name, language):
    law, books = view
    owed = read_rows(books, ObligationRow, state="met")[0]
    (entity,) = read_rows(books, EntityRow, id=owed.entity)
    data = drafted(name, About(books, law, entity, owed.period, language))
    assert data is not None
    asked = {field: SAID[field] for field in ASKED.get(name, ())}
    assert set(data) | set(asked) == set(templates()[name].fields)
    body = IssuingBody("某省生态环境厅", "A province", "某环碳")
    composed = compose(Paper(name, language, body, entity.id, {**data, **asked}, "2023-12-01"))
    if name == "approval_notice" and can_typeset():
        assert pdf(composed).findings == ()
    assert owed.period in repr(composed)
    if "obligation_t" in data:
        assert data["obligation_t"] == owed.obligation_t
    for row in data.get("units", ()):
        assert row["name"] if name != "emission_report" else row["emission_t"]
    if name == "approval_notice":
        assert sum(row["approved_t"] for row in data["units"]) == data["units_t"]
        assert data["units_t"] + data["relief_t"] == data["approved_t"] == data["obligation_t"] - data["gap_t"]
        assert all(row["initial_t"] == row["electricity_t"] + row["heat_t"] for row in data["units"])


def test_who_may_issue_what_and_nothing_before_the_books_hold_it(view):
    law, books = view
    owed = read_rows(books, ObligationRow, state="met")[0]
    (entity,) = read_rows(books, EntityRow, id=owed.entity)
    about = About(books, law, entity, owed.period, "zh")
    assert [t.id for t in can_issue("province", about)] == [name for name in DRAFTS if name != "emission_report"]
    assert [t.id for t in can_issue("verifier", about)] == ["verification_conclusion"]
    assert [t.id for t in can_issue("entity", about)] == ["emission_report"]
    assert can_issue("entity", About(books, law, entity, "2023", "zh")) == []
    assert can_issue("province", About(books, law, entity, "2023", "zh")) == []


def test_a_conclusion_rests_on_the_text_of_its_day_however_old_the_year(view):
    law, books = view
    (entity,) = read_rows(books, EntityRow, id=read_rows(books, ObligationRow, state="met")[0].entity)
    about = About(books, law, entity, "2019-2020", "zh")  # nothing was said of verification in those years
    assert about.basis("mrv.verification_deadline", "2021-06-01")


def test_a_report_s_paper_says_what_was_filed_and_not_what_verification_made_of_it(view):
    law, books = view
    change = next(c for c in read_rows(books, ChangeRow) if c.field == "fuel_e2")
    (entity,) = read_rows(books, EntityRow, id=change.entity)
    data = drafted("emission_report", About(books, law, entity, change.period, "en"))
    (month,) = [m for m in data["months"] if (m["unit"], m["month"]) == (change.unit, change.month)]
    assert Fraction(month["fuel_t"]) == Fraction(int(change.before), 100) != Fraction(int(change.after), 100)
    assert half_up(sum(Fraction(u["emission_t"]) for u in data["units"]), 0) == data["reported_t"]
