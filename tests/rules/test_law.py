from datetime import date

import pytest

from tanshi.rules import Law, NoTextInForce
from tanshi.rules.check import check, check_today, diff
from tanshi.rules.law import UnknownParameter

BENCHMARK = "allocation.electricity_benchmark"


def test_a_value_comes_with_its_text(law):
    found = law.value(BENCHMARK, date(2022, 6, 1), "I")
    assert found.value == "0.8177"
    assert found.citation.instrument == "plan-2021-2022"
    assert found.confidence == "F"
    assert found.from_day == date(2022, 1, 1)


def test_older_years_stay_computable(law):
    values = [law.value(BENCHMARK, date(y, 1, 1), "II").value for y in (2019, 2020, 2021, 2022, 2023, 2024)]
    assert values == ["0.979", "0.979", "0.8773", "0.8729", "0.8090", "0.8049"]


@pytest.mark.parametrize(
    ("name", "day", "key", "code"),
    [
        (BENCHMARK, date(2018, 12, 31), "I", "rules.before_first_text"),
        (BENCHMARK, date(2022, 1, 1), "V", "rules.no_such_key"),
        (BENCHMARK, date(2025, 1, 1), "I", "rules.only_a_draft"),
        ("allocation.borrowing", date(2023, 1, 1), "", "rules.no_text_in_force"),
    ],
)
def test_a_day_outside_any_text_is_refused(law, name, day, key, code):
    with pytest.raises(NoTextInForce) as refused:
        law.value(name, day, key)
    assert refused.value.findings[0].code == code
    assert name in str(refused.value)


def test_a_draft_is_read_only_when_asked_for(law):
    assert law.value(BENCHMARK, date(2025, 1, 1), "I", drafts=True).status == "draft"


def test_a_corrected_value_keeps_the_older_belief(law):
    name, day = "allocation.balance_value_heat", date(2021, 1, 1)
    assert law.value(name, day, "gas").value == "0.0560"
    assert law.value(name, day, "gas").revision == 2
    assert law.value(name, day, "gas", revision=1).value == "0.0557"
    assert law.as_of(1).value(name, day, "gas").value == "0.0557"
    assert law.as_of(1).revision == 1
    assert law.as_of(1).table(name, day)["gas"].value == "0.0557"


def test_a_key_may_have_its_own_source(law):
    assert law.value("accounting.power.oxidation", date(2022, 1, 1), "oil").value == "0.98"
    assert law.value("accounting.power.oxidation", date(2022, 1, 1), "oil").citation.place == "附表A.1"


def test_yaml_is_read_as_text(law):
    assert law.value("allocation.preallocation_share", date(2022, 1, 1)).value == "0.70"


def test_an_unknown_parameter_is_a_programmers_error(law):
    with pytest.raises(UnknownParameter):
        law.value("allocation.nonsense", date(2022, 1, 1))


def test_the_law_as_data_is_clean(law):
    assert check(law) == []


def test_today_some_parameters_have_no_text(law):
    lines = check_today(law, date(2026, 11, 22))
    assert any(line.startswith("allocation.electricity_benchmark") and "only a draft" in line for line in lines)
    assert any(line.startswith("allocation.borrowing") and "no text" in line for line in lines)
    assert not any(line.startswith("exchange.listing_band") for line in lines)


def test_diff_names_what_a_new_year_changes(law):
    changed = {
        (d["parameter"], d["key"]): (d["before"], d["after"]) for d in diff(law, date(2021, 1, 1), date(2022, 1, 1))
    }
    assert changed[BENCHMARK, "I"] == ("0.8218", "0.8177")
    assert changed["accounting.power.grid_factor", ""] == ("0.5810", "0.5703")
    assert ("allocation.preallocation_share", "") not in changed


def test_an_unknown_jurisdiction_is_refused():
    with pytest.raises(Exception, match="no rules for atlantis"):
        Law("atlantis")
