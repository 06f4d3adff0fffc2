"""docs/populations.md holds today's reference nation; the real units' columns are recorded figures.

The READMEs say what the page says.
"""

import pytest
from tools.populations import CLASSES, HEADS, PAGE, READMES, SEED, SHORT, YEAR, grouped, modelled, provinces

from tanshi.simulation.deviation import deviations_of
from tanshi.simulation.nation import reference_nation


def cells(page, name):
    """Return a table's rows by their first cell."""
    body = page.read_text("utf-8").partition(f"<!-- table: {name} -->\n")[2].partition("<!-- end -->")[0]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in body.splitlines()]
    return {row[0]: row[1:] for row in (rows[0], *rows[2:])}


def recorded(name):
    """Return the rows of a table of the page: the four cells of the reference nation."""
    _, *rows = cells(PAGE, name).items()
    return {first: " | ".join(rest[:4]) for first, rest in rows}


@pytest.fixture(scope="module")
def units(law):
    """The reference nation's units in the year of the page."""
    return modelled(law, reference_nation(SEED), YEAR)


def test_the_page_shows_todays_nation(units):
    """Write it anew by `python -m tools.populations --write`."""
    for name, key, names in (("class", "class", CLASSES), ("area", "area", provinces())):
        sums = grouped(units, key)
        found = recorded(name)
        assert len(found) == len(names) + 1
        for code, title in {**names, "all": "all"}.items():
            assert found[title] == sums[code].cells(), title


def test_every_table_is_filled():
    for name in ("deviation nation", "deviation real"):
        assert list(recorded(name)) == [str(year) for year in range(2019, 2025)]


def test_the_deviations_of_the_year_are_todays(law, units):
    by = {d.measure: d for d in deviations_of(law, units, YEAR)}
    shown = cells(PAGE, "deviation nation")[str(YEAR)]
    assert [cell.partition(" (")[0] for cell in shown[: len(SHORT)]] == [
        f"{by[m].modelled:,} / {by[m].published:,}" for m in SHORT
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_readmes_say_what_the_page_says(language):
    found = cells(READMES[language], "populations")
    assert [next(iter(found)), *next(iter(found.values()))] == list(HEADS[language])
    pages = [cells(PAGE, f"deviation {name}") for name in ("nation", "real")]
    for year in range(2019, 2025):
        nation, real = ([cell.partition(" (")[0].split(" / ") for cell in page[str(year)][:3]] for page in pages)
        published = [cell[1] for cell in nation]
        assert found[str(year)] == [*published, *(cell[0] for cell in nation), *(cell[0] for cell in real)]
