"""Rosters from files: both layouts, and every kind of bad input with its cell."""

import gzip
from dataclasses import replace

import pytest
import xlsxwriter

from tanshi.core.finding import Problem
from tanshi.participants.roster import RosterUnit, by_owner, by_plant, read_roster, why_not_running
from tests.conftest import shared

HEADER = "unit_id,entity_id,entity_name,province,capacity_mw,status,start_year,retired_year,technology,coal_type,chp"
GOOD = "u1,e1,甲电厂,河北,660,operating,2010,,supercritical,bituminous,Y"

TRACKER = [
    "GEM unit/phase ID",
    "GEM location ID",
    "Country/Area",
    "Plant name",
    "Plant name (local)",
    "Unit name",
    "Owner",
    "Capacity (MW)",
    "Status",
    "Start year",
    "Retired year",
    "Combustion technology",
    "Coal type",
    "Subnational unit (province, state)",
    "Captive",
]


def roster(tmp_path, *lines, header=HEADER, name="units.csv"):
    path = tmp_path / name
    path.write_text("\n".join([header, *lines]), "utf-8")
    return read_roster(path)


def test_a_good_row_becomes_a_unit(tmp_path):
    (unit,) = roster(tmp_path, GOOD).units
    assert (unit.id, unit.plant, unit.area_gb2260, unit.capacity_kw) == ("u1", "e1", "13", 660_000)
    assert (unit.start_year, unit.retired_year, unit.technology, unit.chp) == (2010, 0, "supercritical", True)
    assert unit.plant_name_zh == "甲电厂"


@pytest.mark.parametrize(
    ("line", "code", "cell"),
    [
        ("u2,e1,x,Atlantis,660,operating,2010,,,,", "roster.unknown_province", "D3"),
        ("u2,e1,x,,660,operating,2010,,,,", "roster.unknown_province", "D3"),
        ("u2,e1,x,河北,-5,operating,2010,,,,", "roster.capacity_not_positive", "E3"),
        ("u2,e1,x,河北,0,operating,2010,,,,", "roster.capacity_not_positive", "E3"),
        ("u2,e1,x,河北,六百,operating,2010,,,,", "roster.capacity_not_a_number", "E3"),
        ("u2,e1,x,河北,1e3,operating,2010,,,,", "roster.capacity_not_a_number", "E3"),
        ("u2,e1,x,河北,660000,operating,2010,,,,", "roster.capacity_impossible", "E3"),
        ("u2,e1,x,河北,0.0001,operating,2010,,,,", "roster.capacity_too_fine", "E3"),
        ("u2,e1,x,河北,660,flying,2010,,,,", "roster.unknown_status", "F3"),
        ("u2,e1,x,河北,660,operating,20100,,,,", "roster.impossible_year", "G3"),
        ("u2,e1,x,河北,660,operating,2010,1999,,,", "roster.retired_before_start", "H3"),
        ("u2,e1,x,河北,660,operating,2010,,,,perhaps", "roster.unknown_word", "K3"),
        ("u1,e1,x,河北,660,operating,2010,,,,", "roster.duplicate_unit", "A3"),
        (",e1,x,河北,660,operating,2010,,,,", "roster.no_id", "A3"),
        ("机组2,e1,x,河北,660,operating,2010,,,,", "roster.bad_id", "A3"),
        ("u2,电厂,x,河北,660,operating,2010,,,,", "roster.bad_id", "B3"),
    ],
)
def test_a_bad_row_is_named_with_its_cell_and_the_good_one_stays(tmp_path, line, code, cell):
    found = roster(tmp_path, GOOD, line)
    assert [u.id for u in found.units] == ["u1"]
    (finding,) = found.findings
    assert finding.code == code
    assert finding.where == f"units.csv!{cell}"
    assert finding.message("zh") != finding.message("en")
    (skipped,) = found.skipped
    assert skipped.row == 3
    assert code in skipped.reason


def test_blank_rows_and_short_rows_are_no_findings(tmp_path):
    found = roster(tmp_path, GOOD, "", ",,,,,,,,,,", "u2,e1,x,13,300")
    assert [u.id for u in found.units] == ["u1", "u2"]
    assert found.findings == ()


@pytest.mark.parametrize("name", ["河北", "河北省", "Hebei", "hebei", "13"])
def test_a_province_has_many_names(tmp_path, name):
    (unit,) = roster(tmp_path, GOOD.replace("河北", name)).units
    assert unit.area_gb2260 == "13"


def test_gb18030_and_gzip_files_are_read(tmp_path):
    text = f"{HEADER}\n{GOOD}"
    (tmp_path / "a.csv").write_bytes(text.encode("gb18030"))
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "c.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    for name in ("a.csv", "b.csv.gz", "c.csv"):
        assert read_roster(tmp_path / name).units[0].plant_name_zh == "甲电厂"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "input.not_found"),
        (b"", "input.empty"),
        (b"a,b\n1,2\n", "roster.no_header"),
        (b"\x00\x01\x02\x03", "input.not_a_table"),
        (b"\xff\xfe\xfd\x81\x00", "input.unknown_text"),
        (b"\x1f\x8b\x08\x00broken", "input.damaged"),
        (b"PK\x03\x04broken workbook", "input.damaged"),
        (HEADER.encode(), "roster.no_units"),
        (f"{HEADER}\nu2,e1,x,Atlantis,660".encode(), "roster.no_units"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(tmp_path, content, code):
    path = tmp_path / "units.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Problem) as refused:
        read_roster(path)
    assert refused.value.findings[0].code == code
    assert refused.value.findings[0].where


def test_a_directory_is_no_roster(tmp_path):
    with pytest.raises(Problem, match="cannot be read"):
        read_roster(tmp_path)


def workbook(path, rows, *, title="Units", above=0):
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("About").write(0, 0, "Global Coal Plant Tracker")
    sheet = book.add_worksheet(title)
    for r, row in enumerate(rows, above):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    book.close()
    return path


def test_the_trackers_workbook_is_read_by_the_names_of_its_headers(tmp_path):
    rows = [
        TRACKER,
        [
            "G1",
            "L1",
            "China",
            "Hengshui power station",
            "国电衡水",
            "Unit 1",
            "Guodian",
            330,
            "operating",
            2005,
            None,
            "subcritical",
            "unknown",
            "Hebei",
            None,
        ],
        [
            "G2",
            "L1",
            "India",
            "Elsewhere",
            None,
            "Unit 1",
            "x",
            330,
            "operating",
            2005,
            None,
            "subcritical",
            "unknown",
            "Odisha",
            None,
        ],
        [
            "G3",
            "L2",
            "China",
            "Qinhuangdao Cogen",
            "热电",
            "Unit 2",
            "y",
            300.5,
            "retired",
            1990,
            2012,
            "cfb",
            "waste coal",
            "Hebei",
            "aluminum",
        ],
        [
            "G4",
            "L2",
            "China",
            "Bad",
            None,
            "Unit 3",
            "y",
            "n/a",
            "operating",
            1990,
            None,
            "cfb",
            "unknown",
            "Hebei",
            None,
        ],
    ]
    found = read_roster(workbook(tmp_path / "gcpt.xlsx", rows))
    assert found.layout == "gem-coal-tracker"
    assert [(u.id, u.capacity_kw, u.start_year, u.chp, u.captive) for u in found.units] == [
        ("G1", 330_000, 2005, False, False),
        ("G3", 300_500, 1990, True, True),
    ]
    assert [s.reason for s in found.skipped] == ["other country", "roster.capacity_not_a_number at Units!H5"]


def test_columns_may_come_in_any_order_and_under_a_title(tmp_path):
    order = list(range(len(TRACKER)))[::-1]
    row = ["G1", "L1", "China", "P", "中", "U", "O", 330, "operating", 2005, None, "cfb", "unknown", "Hebei", None]
    rows = [["some title"], [], [TRACKER[i] for i in order], [row[i] for i in order]]
    (unit,) = read_roster(workbook(tmp_path / "gcpt.xlsx", rows)).units
    assert (unit.id, unit.row) == ("G1", 4)


def unit(**changes):
    plain = RosterUnit(
        row=1,
        id="u",
        plant="p",
        plant_name_zh="",
        plant_name_en="",
        unit_name="",
        owner="o",
        area_gb2260="13",
        capacity_kw=1,
        state="runs",
        status="operating",
        start_year=2010,
        retired_year=0,
        fuel="coal",
        technology="",
        coal_type="",
        cooling="",
        chp=False,
        captive=False,
    )
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"start_year": 2022}, ""),
        ({"start_year": 0}, ""),
        ({"start_year": 2023}, "starts in 2023"),
        ({"state": "retired", "retired_year": 2022}, ""),
        ({"state": "retired", "retired_year": 2021}, "retired in 2021"),
        ({"state": "retired"}, "retired, year unknown"),
        ({"state": "mothballed"}, "mothballed"),
        ({"state": "not built", "status": "permitted"}, "not built (permitted)"),
    ],
)
def test_which_units_ran_in_2022(changes, reason):
    assert why_not_running(unit(**changes), 2022) == reason


def test_units_become_entities_by_plant_or_by_owner():
    units = [
        unit(id="a"),
        unit(id="b", plant="q"),
        unit(id="c", plant="q", area_gb2260="14"),
        unit(id="d", plant="r", owner=""),
    ]
    assert {k: [u.id for u in v] for k, v in by_plant(units).items()} == {"p": ["a"], "q": ["b", "c"], "r": ["d"]}
    assert sorted([u.id for u in v] for v in by_owner(units).values()) == [["a", "b"], ["c"], ["d"]]


def test_the_real_tracker_extract():
    found = read_roster(shared("data/gem_gcpt_2023_07_china_units.csv.gz"))
    ran = [u for u in found.units if not why_not_running(u, 2022)]
    assert len(found.units) + len(found.skipped) == 5981
    assert found.findings == ()
    assert len(ran) == 3113
    assert all(u.plant_name_zh for u in ran)


CODES = "unit_id,entity_id,province,capacity_mw,credit_code,lei,latitude,longitude"


def test_codes_and_coordinates_are_read(tmp_path):
    line = "u1,e1,福建,660,91350100m000100y43,506700GE1G29325QX363,26.08,119.3"
    found = roster(tmp_path, line, header=CODES)
    (unit,) = found.units
    assert (unit.credit_code, unit.lei) == ("91350100M000100Y43", "506700GE1G29325QX363")
    assert (unit.latitude_e4, unit.longitude_e4) == (260_800, 1_193_000)
    assert found.findings == ()


def test_a_wrong_code_is_a_finding_and_the_row_is_used(tmp_path):
    lines = [
        "u1,e1,福建,660,91350100M000100Y44,,,",
        "u2,e1,福建,660,9135,506700GE1G29325QX364,,",
        "u3,e1,福建,660,,,,",
    ]
    found = roster(tmp_path, *lines, header=CODES)
    assert [u.id for u in found.units] == ["u1", "u2", "u3"]
    assert [(f.code, f.where) for f in found.findings] == [
        ("credit_code.check", "units.csv!E2"),
        ("credit_code.form", "units.csv!E3"),
        ("lei.check", "units.csv!F3"),
    ]
    assert all(f.message("zh") and f.message("en") for f in found.findings)


@pytest.mark.parametrize(("latitude", "cell"), [("91", "G3"), ("-91", "G3"), ("north", "G3")])
def test_an_impossible_coordinate_leaves_its_row_out(tmp_path, latitude, cell):
    found = roster(tmp_path, "u1,e1,福建,660,,,,", f"u2,e1,福建,660,,,{latitude},119.3", header=CODES)
    assert [u.id for u in found.units] == ["u1"]
    assert [(f.code, f.where) for f in found.findings] == [("roster.impossible_coordinate", f"units.csv!{cell}")]


PLANTS = (
    "Power Plant ID,Name,Fuel,Generator Technology,Capacity (MW),Commissioning Date,Owner,Operational Status,"
    "Latitude,Longitude,Country"
)


def test_plants_of_the_database(tmp_path):
    lines = [
        "1,Putian,Natural Gas,CCGT,1528.0,2006,O,Operational,25.22,119.0,China",
        "2,Putian again,Natural Gas,,1520,,O,Operational,25.23,119.01,China",
        "3,Putian other,Natural Gas,,500,,O,Operational,25.23,119.01,China",
        "4,Caojing,Natural Gas,Power and Heat CCGT,600,1996-2006,O,Operational,30.79,121.45,China",
        "5,Northwest,Natural Gas,CCGT,2100,,O,,39.94,116.13,China",
        "6,Black Point,Natural Gas,CCGT,2500,,O,Operational,22.41,113.91,China",
        "7,Somewhere,Coal,,600,,O,Operational,39.9,116.4,China",
        "8,Nowhere,Natural Gas,,x,,O,Operational,31.2,121.4,China",
        "9,Far,Natural Gas,,100,,O,Operational,1.3,103.8,Singapore",
    ]
    found = roster(tmp_path, *lines, header=PLANTS)
    assert found.layout == "wri-power-plant-database"
    assert [(u.id, u.plant, u.area_gb2260, u.capacity_kw, u.start_year, u.chp) for u in found.units] == [
        ("1", "1", "35", 1_528_000, 2006, False),
        ("3", "3", "35", 500_000, 0, False),
        ("4", "4", "31", 600_000, 2006, True),
        ("5-1", "5", "11", 1_050_000, 0, False),
        ("5-2", "5", "11", 1_050_000, 0, False),
    ]
    assert [u.modelled for u in found.units][:2] == ["area, units", "area, units, start_year"]
    assert {u.fuel for u in found.units} == {"gas"}
    assert [(s.id, s.reason) for s in found.skipped] == [
        ("2", "stands already as 1: same place, same capacity"),
        ("6", "its coordinates lie in no province of the market"),
        ("7", "fuel Coal: of this layout only plants on natural gas are read"),
        ("8", "roster.capacity_not_a_number at units.csv!E9"),
        ("9", "other country"),
    ]
    assert len(found.findings) == 1


def test_the_real_list_of_plants():
    found = read_roster(shared("data/wri_gppd_china_plants.csv.gz"))
    gas = [s for s in found.skipped if not s.reason.startswith(("fuel ", "other country"))]
    assert len({u.plant for u in found.units}) == 50
    assert len(gas) == 16  # 66 plants on natural gas
    assert found.findings == ()
    assert len({u.plant for u in found.units}) + len(found.skipped) == 3137
