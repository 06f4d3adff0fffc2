import pytest

from tanshi.core.period import Period


def test_a_period_is_one_year_or_a_joint_one():
    joint = Period.named("2019-2020")
    assert joint.years == (2019, 2020)
    assert len(joint.months) == 24
    assert joint.name == "2019-2020"
    assert Period.named("2022") == Period.of(2022)


@pytest.mark.parametrize("name", ["", "22", "2022-2021", "2022/2023", "２０２２x", "2022-13-01", "0000"])
def test_other_names_are_refused(name):
    with pytest.raises(ValueError):
        Period.named(name)
