"""The tables of factors that lie beside the repository are the law, cell for cell, as an import of them reads them."""

from datetime import date

import pytest

from tanshi.core.exact import decimal
from tanshi.rulemaking.factors.table_file import Common, read_factors
from tanshi.rules import Law
from tests.conftest import shared

LAW = Law("cn")

#: Cells by outcome: proposals, and findings with their number.
TABLES = {
    "fuel_defaults_by_guide.csv": ("2025-01-01", 270, {"cell_refused": 2}),  # the power guide's, tested below
    "process_factors.csv": ("2025-01-01", 99, {"cell_twice": 2, "cell_no_factor": 2}),
    "provincial_guide_2011_MEMORY.csv": ("2019-01-01", 169, {}),
    "electricity_co2_factors_2021_2023.csv": ("", 120, {}),
    "ets_grid_factors.csv": ("", 3, {}),
    "footprint_factors.csv": ("", 107, {"cell_refused": 3}),
    "road_ch4_n2o_mg_per_km.csv": ("2025-01-01", 44, {}),
    "standard_coal_coefficients.csv": ("2025-01-01", 13, {"cell_no_number": 2, "cell_unknown": 3}),
}


@pytest.mark.parametrize("table", TABLES)
def test_each_cell_is_a_value_of_the_law_or_says_why_not(table):
    day, offered, findings = TABLES[table]
    read = read_factors(LAW, table, shared(f"reference/tables/{table}").read_bytes(), Common("0" * 64, day, "", 2024))
    for cell, said in read.offered.items():
        law = LAW.value(said.parameter, date.fromisoformat(said.from_day), said.key)
        assert decimal(law.value) == decimal(said.value), cell
    codes = [f.code.removeprefix("factors.") for f in read.findings]
    assert (len(read.offered), {code: codes.count(code) for code in codes}) == (offered, findings)


def test_power_guide_defaults_of_coal():
    def value(name, year):
        return LAW.value(f"accounting.power.{name}", date(year, 1, 1), "coal").value

    assert [value("default_ncv", 2021), value("default_carbon", 2020), value("default_carbon", 2021)] == [
        "26.7", "0.03356", "0.03085",
    ]  # fmt: skip


def test_nothing_of_the_tables_is_only_memory_unmarked():
    """What the facts mark as memory carries the mark here too."""
    for name in ("factors.aviation.ncv", "factors.paper.limestone", "factors.chemical.carbide"):
        assert {str(cited.confidence) for cited in LAW.table(name, date(2025, 1, 1)).values()} == {"M"}
