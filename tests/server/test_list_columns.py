"""Lists as people read them: every column has a title in both languages, values are readable, pages join
without gaps.
"""

import re

import pytest

from tanshi.application.market import open_market
from tanshi.core.catalogue import known, text
from tanshi.journal.table import Column
from tanshi.server.app import make_app
from tanshi.server.collections import COLLECTIONS, RESERVED
from tanshi.server.list_columns import FLAGS, code_of, heads, shown
from tanshi.server.platform import ServerSettings
from tanshi.server.run import platform_of
from tests.server.browsing import Browser

EVERY = [(c, column) for c in COLLECTIONS.values() for column in c.spec.columns]


@pytest.fixture(scope="module")
def year(year_db):
    """A browser of the public over the books of a finished year."""
    market = open_market(str(year_db), write=False)
    platform = platform_of(market, None, ServerSettings(public_calls_per_minute=10**6))
    yield Browser(make_app(platform), follow_redirects=False)
    market.close()


def test_every_column_of_every_list_has_a_title_in_both_languages():
    missing = [f"{c.name}.{column.name}" for c, column in EVERY if not known(code_of(c, column.name))]
    assert missing == []
    for c, column in EVERY:
        chinese, english = (text(code_of(c, column.name), language) for language in ("zh", "en"))
        assert re.search("[一-鿿]", chinese) or chinese == "SHA-256", (c.name, column.name)
        assert not re.search("[一-鿿]", english), (c.name, column.name)


def test_titles_of_a_list_differ_so_that_a_reader_can_tell_its_columns_apart():
    for collection in COLLECTIONS.values():
        for language in ("zh", "en"):
            titles = [title for _, title, _ in heads(collection, language)]
            assert len(titles) == len(set(titles)), (collection.name, language)


def test_every_list_is_named_in_both_languages():
    assert [c.name for c in COLLECTIONS.values() if not known(f"list.{c.name.replace('-', '_')}")] == []


def test_what_is_a_flag_is_never_anything_else():
    assert {column.type for _, column in EVERY if column.name in FLAGS} == {int}


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("generation_mwh_e3", 1525234489, "1,525,234.489"),
        ("carbon_e4", 5, "0.0005"),
        ("emission_t_e2", -150, "-1.50"),
        ("price_fen", 123456, "1,234.56"),
        ("approved_t", 1234567, "1,234,567"),
        ("approved_t", None, "–"),
        ("start_year", 2007, "2007"),
        ("retired_year", 0, "–"),
        ("chp", 1, "yes"),
        ("chp", 0, "no"),
    ],
)
def test_values_are_shown_as_people_read_them(column, value, expected):
    assert shown(Column(column, int, True, False), value, "en") == expected


def test_codes_are_shown_in_words_and_exact_figures_with_separators():
    assert shown(Column("cooling", str, False, False), "water", "zh") == "水冷"
    assert shown(Column("treatment", str, False, False), "corrected", "zh") != "corrected"
    assert shown(Column("kind", str, False, False), "unheard_of", "zh") == "unheard_of"
    assert shown(Column("output_mwh", str, False, False), "1542606.899", "en") == "1,542,606.899"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_of_a_list_shows_the_name_of_a_column(year, language):
    for collection in COLLECTIONS.values():
        page = year.get(f"/lists/{collection.name}?lang={language}")
        if collection.right in ("see.alerts", "see.explanations"):
            assert page.status_code in (303, 401)  # never open, whatever market it is
            continue
        assert page.status_code == 200
        table = page.text.partition("<thead>")[2].partition("</thead>")[0]
        assert re.findall(r"[a-z]+_[a-z]+", re.sub("<[^>]*>", " ", table)) == [], collection.name


def test_pages_of_a_list_join_without_gaps_both_ways(year):
    def rows(page):
        return re.findall(r'<tr><td class="text">([^<]+)</td>', page.partition("table-list")[2])

    def link(page, rel):
        found = re.search(f'rel="{rel}" href="([^"]+)"', page)
        return found[1].replace("&amp;", "&") if found else ""

    size = len(year.get("/api/v1/transfers?limit=10000").json()["items"])
    assert size > 200
    address, forward, said = "/lists/transfers?lang=en", [], []
    while address:
        page = year.get(address).text
        forward.append(rows(page))
        said.append(re.search(r'role="status">([^<]+)<', page)[1])
        last, address = page, link(page, "next")
    assert [number for page in forward for number in page] == [str(n) for n in range(1, size + 1)]
    assert said[0] == f"1 – 100 of {size:,}"
    assert said[1] == f"101 – 200 of {size:,}"
    assert said[-1].endswith(f"– {size:,} of {size:,}")
    backward = [rows(last)]
    while address := link(last, "prev"):
        last = year.get(address).text
        backward.append(rows(last))
    assert backward == forward[::-1]
    assert "1 – 100" in last


def test_a_list_can_be_filtered_by_a_form_without_scripts(year):
    page = year.get("/lists/holdings?lang=en&column=instrument&is=CNY").text
    assert "Only rows with Instrument = CNY" in page
    assert "CEA" not in page.partition("table-list")[2].partition("</table>")[0]
    words = year.get("/lists/transfers", params={"column": "kind", "is": "清缴"}).text
    assert "清缴" in words.partition("<tbody>")[2]
    assert year.get("/lists/holdings?column=nothing&is=1").status_code == 200
    assert year.get("/lists/holdings?back=1").status_code == 400


def test_an_answer_of_the_api_says_where_the_next_page_is(year):
    first = year.get("/api/v1/transfers?limit=7&kind=surrender").json()
    assert first["next"].startswith("/api/v1/transfers?")
    second = year.get(first["next"]).json()
    assert len(second["items"]) == 7
    assert {row["kind"] for row in second["items"]} == {"surrender"}
    assert second["items"][0]["number"] > first["items"][-1]["number"]
    csv = year.get("/api/v1/transfers?limit=7&kind=surrender&format=csv")
    link = re.fullmatch('<(.+)>; rel="next"', csv.headers["link"])[1]
    assert year.get(link).text.splitlines()[1].partition(",")[0] == str(second["items"][0]["number"])
    whole = year.get("/api/v1/instruments").json()
    assert (whole["after"], whole["next"]) == ("", "")


def test_words_of_paging_are_no_columns_but_those_that_were_reserved_before():
    names = {column.name for _, column in EVERY}
    assert names & RESERVED == {"after"}
