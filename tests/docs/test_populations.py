"""docs/populations.md holds today's reference nation; the real units' columns are recorded figures."""

from tools.populations import CLASSES, PAGE, SEED, YEAR, grouped, modelled, provinces

from tanshi.simulation.nation import reference_nation


def recorded(name):
    """Return a table's rows by their first cell: the four cells of the reference nation."""
    body = PAGE.read_text("utf-8").partition(f"<!-- table: {name} -->\n")[2].partition("<!-- end -->")[0]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in body.splitlines()[2:]]
    return {row[0]: " | ".join(row[1:5]) for row in rows}


def test_the_page_shows_todays_nation(law):
    """Write it anew by `python -m tools.populations --write`."""
    units = modelled(law, reference_nation(SEED), YEAR)
    for name, key, names in (("class", "class", CLASSES), ("area", "area", provinces())):
        sums = grouped(units, key)
        found = recorded(name)
        assert len(found) == len(names) + 1
        for code, title in {**names, "all": "all"}.items():
            assert found[title] == sums[code].cells(), title


def test_every_table_is_filled():
    for name in ("deviation nation", "deviation real"):
        assert list(recorded(name)) == [str(year) for year in range(2019, 2025)]
