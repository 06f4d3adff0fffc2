"""Checks of activity data: honest cases of every guide, and errors as hands and interests make them."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from tanshi.accounting.activity import Activity
from tanshi.accounting.activity_file import read_activity_of
from tanshi.mrv.plausibility.activity import review_activity
from tanshi.mrv.plausibility.check import Catalogue
from tanshi.mrv.plausibility.finding import Implausible
from tests.mrv import firms

LAW = firms.LAW
KINDS = ("row", "stream", "firm")


def coal(year, month, fc, ncv="26.300", c_ar="", part=""):
    given = {"fc": fc, "ncv": ncv, **({"c_ar": c_ar} if c_ar else {})}
    return row(year, month, "fuel", "cleaned_coal", part, **given)


def row(year, month, stream, item, part="", **given):
    values = {n: (f.numerator, f.denominator) for n, f in ((n, Fraction(v)) for n, v in given.items())}
    return Activity("S1", year, f"{year}-{month:02d}" if month else "", part, stream, item, values, "")


def works(year, tonnes=1000, output="3000012"):
    """Return an honest works by month: its coal rises and falls, its output stands by the year."""
    fuel = [
        coal(year, n, f"{tonnes * (100 + n % 4) + n}.{year % 7}{n % 9}", f"26.{300 + 7 * n + year % 5}")
        for n in range(1, 13)
    ]
    return [
        *fuel,
        row(year, 0, "flux", "limestone", q=f"30000{year % 10}"),
        row(year, 0, "output", "crude_steel", q=output),
    ]


def found(rows, before=(), sector="steel"):
    return Counter(o.check.code for o in review_activity(LAW, sector, list(rows), list(before)).odd)


def put(rows, at, **given):
    """Return rows with figures of one of them changed."""
    values = {n: (Fraction(v).numerator, Fraction(v).denominator) for n, v in given.items()}
    return [replace(r, values={**r.values, **values}) if n == at else r for n, r in enumerate(rows)]


def figures(of):
    return {name: Fraction(*value) for name, value in of.values.items()}


def test_an_honest_works_has_nothing_to_explain():
    verdict = review_activity(LAW, "steel", works(2025), works(2024, 980))
    assert [(o.check.code, o.where) for o in verdict.odd] == []
    assert verdict.asked["S1"] > 60


@pytest.mark.parametrize("sector", firms.SECTORS)
def test_the_cases_of_every_guide_hold_nothing_impossible(sector):
    read = read_activity_of(LAW, sector, "data.csv", firms.csv_of(firms.table(sector)))
    (rows,) = read.rows.values()
    verdict = review_activity(LAW, sector, rows, [])
    assert verdict.asked["S1"] >= 2
    assert not [o.check.code for o in verdict.odd if o.check.severity == "impossible"]


LAST, NOW = works(2024, 980), works(2025)
ERRORS = [
    ("a comma one place off", put(NOW, 3, fc="1004040.37"), {"row_amount_step"}),
    ("calorific value in Mcal", put(NOW, 3, ncv="6281"), {"row_ncv_of_text", "row_ncv_step"}),
    ("a month handed in twice", put(NOW, 5, **figures(NOW[4])), {"row_repeats_month"}),
    ("last year's month", put(NOW, 6, **figures(LAST[6])), {"row_repeats_year"}),
    ("eleven months", NOW[1:], {"stream_month_gap"}),
    ("carbon above the mass", put(NOW, 2, c_ar="1.05"), {"row_carbon_over_mass", "row_carbon_of_heat"}),
    ("carbon a third low", put(NOW, 2, c_ar="0.45"), {"row_carbon_of_heat"}),
    ("a factor ten times the text's", put(NOW, 12, ef="4.4"), {"row_factor_of_text"}),
    ("no output", put(NOW, 13, q="0"), {"firm_output_missing"}),
    ("half the output", works(2025, output="1400000"), {"firm_intensity_year"}),
    ("the fluxes left out", [r for r in NOW if r.stream != "flux"], {"firm_stream_gone"}),
    ("more carbon sold", [*NOW, row(2025, 0, "product", "crude_steel", q="900000000")], {"firm_mass_balance"}),
    ("two rows alike", [*NOW, replace(NOW[12], item="dolomite", values={**NOW[12].values, "ef": (1, 2)}),
                        row(2025, 0, "flux", "electrode", q="300005", ef="1/2")], {"row_twins"}),
]  # fmt: skip


@pytest.mark.parametrize(("error", "rows", "codes"), ERRORS, ids=[e[0] for e in ERRORS])
def test_an_error_is_found(error, rows, codes):
    assert codes <= set(found(rows, LAST)), error


def test_each_finding_has_words_and_its_place():
    odd = review_activity(LAW, "steel", put(NOW, 3, ncv="6281"), LAST).odd
    finding = Implausible(next(o for o in odd if o.check.code == "row_ncv_of_text"))
    assert finding.where == "S1 fuel cleaned_coal 2025-04"
    for language in ("zh", "en"):
        assert finding.odd.check.label[language] in finding.message(language)
    assert finding.as_json()["citation"] == "verification-guide-2021"


def test_every_variable_of_activity_checks_is_given_by_some_row():
    """A check whose variables no row gives is never asked."""
    rows = put(put(NOW, 2, c_ar="0.66", of="0.98", cc="0.0254"), 12, ef="0.45")
    before = put(LAST, 12, ef="0.44")
    asked = review_activity(LAW, "steel", rows, before).asked_by_check
    never = {c.code for kind in KINDS for c in Catalogue.of(LAW).of_rows(kind)} - set(asked)
    assert never <= {"row_carbon_step"}
