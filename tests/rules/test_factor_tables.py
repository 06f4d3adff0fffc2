"""The tables of factors that lie beside the repository are parameters of the law, row for row."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from tanshi.core.exact import decimal
from tanshi.rules import Law
from tests.conftest import shared

LAW = Law("cn")
DAY = date(2025, 1, 1)

#: Where the sets of the table of fuels stand; how the table calls what the guides' items call otherwise.
FUEL_SETS = {
    "NDRC 2015": "factors.ndrc",
    "CETS-AG-03.01": "factors.cets_steel",
    "CETS cement": "factors.cets_cement",
    "Provincial": "factors.provincial_2025",
    "NDRC ceramics": "factors.ndrc_ceramics",
}
ALSO = {"煤焦油": "coal_tar", "焦油": "coal_tar", "煤油": "kerosene"}


def rows_of(name):
    return list(csv.DictReader(shared(f"reference/tables/{name}").read_text("utf-8").splitlines()))


def value(name, day=DAY):
    parameter, _, key = name.partition("[")
    cited = LAW.value(parameter, day, key.removesuffix("]"))
    return decimal(cited.value["potential"] if isinstance(cited.value, dict) else cited.value)


def test_fuels_of_each_guide():
    names = {row["zh"]: name for name, row in LAW.document("guides/items.yaml").items()} | ALSO
    found = 0
    for row in rows_of("fuel_defaults_by_guide.csv"):
        folder = next((p for start, p in FUEL_SETS.items() if row["guide"].startswith(start)), "")
        if not folder:
            assert row["guide"].startswith("Power guide"), row["guide"]  # accounting.power, another test
            continue
        item = names[row["fuel_cn"].replace("其它", "其他")]
        assert value(f"{folder}.ncv[{item}]") == decimal(row["ncv"])
        assert value(f"{folder}.cc[{item}]") == decimal(row["cc_tC_per_GJ"])
        assert value(f"{folder}.of[{item}]") * 100 == decimal(row["oxidation_pct"])
        found += 1
    assert found == sum(len(LAW.table(f"{folder}.ncv", DAY)) for folder in FUEL_SETS.values())


@pytest.mark.parametrize(
    ("table", "listed", "day"),
    [
        ("process_factors.csv", "process_factors.txt", DAY),
        ("provincial_guide_2011_MEMORY.csv", "provincial_factors_2011.txt", date(2019, 1, 1)),
    ],
)
def test_factors_by_group(table, listed, day):
    """The list says of each group and item of the table which parameter it became, and times what."""
    lines = (Path(__file__).parent / listed).read_text("utf-8").splitlines()
    where = {tuple(line.split(" | ")[:2]): line.split(" | ")[2:] for line in lines}
    rows = rows_of(table)
    assert len(where) == len(rows)
    for row in rows:
        name, times = (*where[row["group"], row["item"]], "1")[:2]
        assert value(name, day) == decimal(re.match(r"[\d.]+", row["value"])[0]) * decimal(times), row["item"]


def test_power_guide_defaults_of_coal():
    rows = [row for row in rows_of("fuel_defaults_by_guide.csv") if row["guide"].startswith("Power guide")]
    assert {(row["ncv"], row["cc_tC_per_GJ"]) for row in rows} == {("26.7", "0.03085"), ("26.7", "0.03356")}
    assert value("accounting.power.default_ncv[coal]") == decimal("26.7")
    assert value("accounting.power.default_carbon[coal]", date(2020, 1, 1)) == decimal("0.03356")
    assert value("accounting.power.default_carbon[coal]", date(2021, 1, 1)) == decimal("0.03085")


@pytest.mark.parametrize("year", ["2021", "2022", "2023"])
def test_electricity_by_area_and_kind(year):
    names = {row["zh"]: name for name, row in LAW.document("guides/items.yaml").items()}
    names |= {row["zh"].removesuffix("电网"): name for name, row in LAW.document("guides/items.yaml").items()}
    kinds = {"national_excl_market_nonfossil": "without_traded_non_fossil", "national_fossil": "fossil"}
    day = date(int(year), 1, 1)
    for row in rows_of("electricity_co2_factors_2021_2023.csv"):
        area = row["area"]
        name = f"by_kind[{kinds[area]}]" if area in kinds else f"by_area[{names.get(area, area)}]"
        assert value(f"factors.electricity_{name}", day) == decimal(row[year]), area
    assert value("factors.electricity", day) == value("factors.electricity_by_area[national_average]", day)


def test_road_vehicles():
    standards = {
        "国I": "1",
        "国II": "2",
        "国III": "3",
        "国IV及以上": "4_on",
        "国III及以上": "3_on",
        "所有": "all",
        "其他": "other",
    }
    for row in rows_of("road_ch4_n2o_mg_per_km.csv"):
        key = f"{row['vehicle_fuel'].replace('-', '_')}_{standards[row['standard_cn']]}"
        for gas in ("ch4", "n2o"):
            table = LAW.table(f"factors.road.{gas}", DAY)
            assert (table[key].value if key in table else "") == row[gas]


def test_nothing_of_the_tables_is_only_memory_unmarked():
    """What the facts mark as memory carries the mark here too."""
    for name in ("factors.aviation.ncv", "factors.paper.limestone", "factors.chemical.carbide"):
        assert {str(cited.confidence) for cited in LAW.table(name, DAY).values()} == {"M"}
