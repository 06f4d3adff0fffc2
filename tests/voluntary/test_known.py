"""Projects of other schemes: the registrations of China's CDM projects as the population."""

from collections import Counter, defaultdict

from tanshi.voluntary.known import like, name_key
from tanshi.voluntary.known_file import read_known
from tanshi.voluntary.tables import KnownRow
from tests.conftest import shared


class Population:
    """Known projects in memory, found as the books find them."""

    def __init__(self, projects):
        self.by = defaultdict(list)
        for p in projects:
            place = (p.longitude_e6, p.latitude_e6)
            cell = f"{place[0] // 100_000}/{place[1] // 100_000}" if place != (0, 0) else ""
            row = KnownRow(p.scheme, p.number, p.name, name_key(p.name), p.capacity_kw, *place, cell, "")
            self.by["name_key", row.name_key].append(row)
            self.by["cell", cell].append(row)

    def where(self, kind, **equals):
        ((name, value),) = equals.items()
        return self.by[name, value]


def test_every_cdm_registration_is_found_again():
    read = read_known(shared("data/wri_cdm_projects_china.csv.gz"), "CDM")
    assert (len(read.projects), read.findings) == (3_305, [])
    rows = Population(read.projects)
    found = Counter()
    for p in read.projects:
        place = [[(p.longitude_e6, p.latitude_e6)]] if p.longitude_e6 else []
        numbers = {m["number"] for m in like(rows, p.name, p.capacity_kw, place)}
        assert p.number in numbers, p.name
        found[len(numbers) - 1] += 1
        if place and p.capacity_kw:  # under another name it is found by place and capacity
            assert p.number in {m["number"] for m in like(rows, "改名", p.capacity_kw, place)}
    assert found[0] > 3_305 * 0.8, found  # the others share their name, or place and capacity, with another one


def test_names_are_compared_by_their_telling_words():
    assert name_key("China  Donghai Wind Farm Project") == name_key("the donghai  wind FARM, P.R. China")
    assert name_key("东海风电项目") == name_key("东海风电")
    assert name_key("Donghai Wind Farm") != name_key("Donghai Wind Farm Phase 2")


def test_cells_that_are_no_numbers_are_told(tmp_path):
    file = tmp_path / "k.csv"
    file.write_text("number,name,capacity_mw,latitude,longitude\n1,A,10.2,27.1944,118.1844\n2,B,ten,,\n3,C,,,\n")
    read = read_known(file, "CDM")
    assert [(p.number, p.capacity_kw, p.longitude_e6, p.latitude_e6) for p in read.projects] == [
        ("1", 10_200, 118_184_400, 27_194_400), ("3", 0, 0, 0),
    ]  # fmt: skip
    assert [f.where for f in read.findings] == ["k.csv!C3"]
