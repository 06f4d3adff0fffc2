"""`tanshi emissions`: figures, trees, uncertainty, templates, and what is wrong with a file."""

import json

from python_calamine import CalamineWorkbook

from tests.cli.test_rules import shown

FILE = """entity_id,year,stream,item,q,fc,ncv,cc
S1,2024,fuel,cleaned_coal,,2000000,26.344,0.02541
S1,2024,flux,limestone,300000
S1,2024,material,pig_iron,100000
S1,2024,product,crude_steel,3000000
S1,2024,output,crude_steel,3000000
"""


def test_the_mass_balance_of_a_steel_works(capsys, tmp_path):
    (tmp_path / "s.csv").write_text(FILE, "utf-8")
    found = json.loads(shown(capsys, "emissions", str(tmp_path / "s.csv"), "--sector", "steel", "--json").out)
    (entity,) = found["entities"]
    assert entity["emissions_t"] == 4_947_141
    assert entity["by_source"] == {
        "fuel": "4908940.96", "carbonate": "132000.00", "materials": "17200.00", "products": "-111000.00",
    }  # fmt: skip
    assert entity["figures"] == {"intensity": "1.649"}
    assert (found["units"], found["findings"]) == ([], [])


def test_the_tree_and_how_sure_it_is(capsys, tmp_path):
    file = tmp_path / "s.csv"
    file.write_text(FILE, "utf-8")
    tree = json.loads(shown(capsys, "emissions", str(file), "--sector", "steel", "--why", "S1", "--json").out)
    assert (tree["value"], tree["disagreements"]) == ("4947141", [])
    asked = ("emissions", str(file), "--sector", "steel")
    told = json.loads(shown(capsys, *asked, "--uncertainty", "--json").out)["entities"][0]["uncertainty"]
    assert 3 < float(told["percent"]) < 6
    assert abs(sum(map(float, told["shares"].values())) - 1) < 0.001
    assert "±" in shown(capsys, *asked, "--uncertainty").out
    assert "no rows of S9" in shown(capsys, *asked, "--why", "S9", code=2).err
    assert "Known are direct" in shown(capsys, *asked, "--why", "S1", "--total", "x", code=2).err


def test_a_wrong_row_is_told_and_the_others_count(capsys, tmp_path):
    file = tmp_path / "s.csv"
    file.write_text(FILE + "S1,2024,flux,dolomite,x\n", "utf-8")
    printed = shown(capsys, "emissions", str(file), "--sector", "steel", code=1)
    assert "s.csv!E7" in printed.err
    assert "4,947,141" in printed.out


def test_a_template_of_sheets(capsys, tmp_path):
    file = tmp_path / "t.xlsx"
    shown(capsys, "emissions", str(file), "--sector", "cement", "--template", "--language", "zh")
    assert CalamineWorkbook.from_path(str(file)).sheet_names[:3] == ["水泥窑化石燃料", "熟料产量", "替代原料"]
    assert "Known are power" in shown(capsys, "emissions", str(file), "--sector", "tea", "--template", code=2).err


_FIGURES = "generation_mwh,own_use_mwh,network_use_mwh,heat_gj,boiler_heat_gj,fuel_for_heat_tce,fuel_tce"
HEATING = f"""entity_id,year,part,stream,item,fc,c_ar,{_FIGURES}
E1,2024,U1,coal,coal,100000,0.5
E1,2024,U1,output,,,,150000,9000,500,400000,1600000,14000,70000
"""


def test_both_heat_supply_ratios_and_what_follows_stand_by_unit(capsys, tmp_path):
    (tmp_path / "u.csv").write_text(HEATING, "utf-8")
    printed = shown(capsys, "emissions", str(tmp_path / "u.csv"), "--sector", "power").out
    for line in ("Heat-supply ratio, by heat (F2)", "0.25", "Heat-supply ratio, by fuel (F2)", "By unit and line"):
        assert line in printed
    told = json.loads(shown(capsys, "emissions", str(tmp_path / "u.csv"), "--sector", "power", "--json").out)
    (unit,) = told["units"]
    # 400,000 / 1,600,000 GJ; 14,000 / 70,000 tce; 100,000 t x 0.5 x 99 % x 44/12 x 0.2 for heat
    assert (unit["figures"]["heat_ratio_by_heat"], unit["figures"]["heat_ratio_by_fuel"]) == ("0.25", "0.2")
    assert unit["figures"]["emission_for_heat"] == "36300"


def test_a_template_is_that_of_the_year_reported_next(capsys, tmp_path):
    """A guide that began in 2019 asks today for the area of the grid; its first year has no factors by area."""
    shown(capsys, "emissions", str(tmp_path / "t.csv"), "--sector", "paper", "--template")
    heads, *rows = (line.split(",") for line in (tmp_path / "t.csv").read_text("utf-8-sig").splitlines())
    electricity = dict(zip(heads, next(r for r in rows if "electricity" in r), strict=True))
    assert (electricity["item"], int(electricity["year"]) >= 2025) == ("national_average", True)
