"""Once measured, no way back: which ways are measured is said by the guides, not by their order."""

import pytest

from tanshi.accounting.activity_file import ActivityFile
from tanshi.accounting.guide import Guide
from tanshi.accounting.measured import back_to_defaults
from tests.accounting.guides.test_cases import LAW, rows_of


@pytest.mark.parametrize(
    ("sector", "first", "later", "told"),
    [
        ("steel", "@P1 unit_fuel coke fc=1 c_d=0.86 m_ar=5", "@P1 unit_fuel coke fc=1", True),
        ("steel", "fuel coke fc=1 c_ar=0.86", "fuel coke fc=1", True),
        ("steel", "fuel coke fc=1", "fuel coke fc=1 c_ar=0.86", False),
        ("steel", "@P1 unit_fuel coke fc=1 c_ar=0.86", "@P2 unit_fuel coke fc=1", False),
        ("aluminium", "@L1 anode gross_t=100", "@L1 anode al_t=200", True),
        ("aluminium", "@L1 cf4 al_t=1 minutes=0.2", "@L1 cf4 al_t=1", True),
        # other ways are ways too, and none of them a default
        ("copper", "heat steam_t=100 enthalpy=2700", "heat water_t=100 celsius=70", False),
        ("chemical", "nitric_acid combined nitric_t=1 use=0.9", "nitric_acid combined nitric_t=1", False),
        ("aviation", "domestic jet_kerosene fc=1 bio=0.1", "domestic jet_kerosene fc=1", False),
    ],
)
def test_what_was_measured(sector, first, later, told):
    years = {2024: first, 2025: later}
    read = ActivityFile(sector)
    read.guides = {year: Guide.of(LAW, sector, year) for year in years}
    read.rows = {year: rows_of(text, year) for year, text in years.items()}
    assert [f.where for f in back_to_defaults(read)] == ([later] if told else [])
