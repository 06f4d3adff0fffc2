"""Units added and shut, names, mergers, divisions and shutdowns: what is asked, what comes out, what is kept."""

from datetime import UTC, datetime
from itertools import count

import pytest

from tanshi.application.second_check import second_check
from tanshi.journal.command import Command
from tanshi.journal.table import read_rows
from tanshi.participants.credit_code import model_credit_code
from tanshi.participants.tables import EntityChangeRow, EntityRow, SuccessionRow, UnitRow

_numbers = count(1)

CODE = model_credit_code("37", 1)


def unit(id, **other):
    return {
        "id": id, "name_zh": "机组", "name_en": "unit", "fuel": "coal", "technology": "subcritical",
        "coal_type": "bituminous", "unit_class": "II", "capacity_kw": 300_000, "cooling": "water", "chp": 0,
        "captive": 0, "start_year": 2010, "retired_year": 0, "modelled": "",
    } | other  # fmt: skip


def entity(id, area="37", units=()):
    return {
        "entity": id, "name_zh": f"{id}电厂", "name_en": f"{id} plant", "area_gb2260": area,
        "sector_gbt4754": "4411", "source": "test", "units": list(units),
    }  # fmt: skip


@pytest.fixture
def books(market, clock):
    """Three entities of Shandong and one of Hebei; two provinces."""
    found = {"jurisdiction": "cn", "origin": "", "actor": "mee/1", "organisation": "mee"}
    acts = [("participants.found", [found])]
    for area in ("37", "13"):
        actor = {"actor": f"p{area}/1", "organisation": f"p{area}", "role": "province", "area_gb2260": area}
        acts.append(("participants.admit_actor", [actor]))
    for id, area in (("A", "37"), ("B", "37"), ("C", "37"), ("X", "13")):
        acts.append(("participants.register_entity", [entity(id, area, [unit(f"{id}1"), unit(f"{id}2")])]))
    for number, (kind, items) in enumerate(acts):
        (answer,) = market.execute([Command(f"stage/{number}", "mee", "mee/1", kind, items)])
        assert answer.done, answer
    return market


def ask(market, kind, item, who="p37"):
    """Return the last word of the outcome; a refusal must have a whole message in both languages."""
    command = Command(f"t/{next(_numbers)}", who, f"{who}/1", f"participants.{kind}", [item])
    (answer,) = market.execute([command])
    for language in ("zh", "en"):
        assert "<" not in answer.message(language), answer.message(language)
    return str(answer.outcome).partition(".")[2]


def rows(market, kind, **equals):
    with market.view() as view:
        return read_rows(view, kind, **equals)


def clean(market):
    """Both checks agree with the tables."""
    assert market.audit().ok
    found = second_check(market.engine)
    assert found.ok, found.differences[:3]


def change(**other):
    named = {"entity": "A", "name_zh": "新名", "name_en": "New", "credit_code": CODE, "owner": "集团", "ground": "更名"}
    return named | {"evidence_sha256": ""} | other


def merge(heir, *merged, ground="合并"):
    return {"heir": heir, "merged": list(merged), "ground": ground, "evidence_sha256": "e" * 64}


def heir(entity, *units, name="新厂"):
    return {"entity": entity, "name_zh": name, "name_en": "", "units": list(units)}


def split(entity, *heirs):
    return {"entity": entity, "heirs": list(heirs), "ground": "分立", "evidence_sha256": ""}


def test_units_are_added_and_shut(books):
    assert ask(books, "register_units", {"entity": "A", "units": [unit("A3"), unit("A4")]}) == "done"
    assert ask(books, "shut_unit", {"unit": "A1", "last_year": 2022, "ground": "关停"}) == "done"
    units = {u.id: u for u in rows(books, UnitRow, entity="A")}
    assert {id: u.retired_year for id, u in units.items()} == {"A1": 2022, "A2": 0, "A3": 0, "A4": 0}
    clean(books)


def test_a_change_keeps_what_was(books):
    assert ask(books, "change_entity", change()) == "done"
    assert ask(books, "change_entity", change(name_zh="又名", ground="再次更名")) == "done"
    (now,) = rows(books, EntityRow, id="A")
    assert (now.name_zh, now.name_en, now.credit_code, now.owner) == ("又名", "New", CODE, "集团")
    was = rows(books, EntityChangeRow, entity="A")
    assert [(w.number, w.name_zh, w.credit_code, w.ground) for w in was] == [
        (1, "A电厂", "", "更名"), (2, "新名", CODE, "再次更名"),
    ]  # fmt: skip
    clean(books)


def test_a_merger_moves_units_and_names_the_heir(books):
    assert ask(books, "merge_entities", merge("A", "B", "C")) == "done"
    assert {u.id for u in rows(books, UnitRow, entity="A")} == {"A1", "A2", "B1", "B2", "C1", "C2"}
    states = {e.id: (e.state, e.last_year) for e in rows(books, EntityRow)}
    assert states["B"] == states["C"] == ("merged", 2023)
    assert states["A"] == ("active", 0)
    assert [(s.entity, s.heir, s.kind) for s in rows(books, SuccessionRow)] == [
        ("B", "A", "merged"), ("C", "A", "merged"),
    ]  # fmt: skip
    clean(books)


def test_a_division_into_new_ones_ends_the_entity(books):
    assert ask(books, "split_entity", split("A", heir("A-1", "A1"), heir("A-2", "A2"))) == "done"
    (old,) = rows(books, EntityRow, id="A")
    assert (old.state, old.last_year) == ("split", 2023)
    (new,) = rows(books, EntityRow, id="A-2")
    assert (new.area_gb2260, new.sector_gbt4754, new.name_zh, new.state) == ("37", "4411", "新厂", "active")
    assert [u.entity for u in rows(books, UnitRow) if u.id.startswith("A")] == ["A-1", "A-2"]
    clean(books)


def test_an_entity_that_spins_off_goes_on(books):
    kept = {"entity": "A", "name_zh": "A电厂", "name_en": "A plant", "units": ["A1"]}
    assert ask(books, "split_entity", split("A", kept, heir("A-2", "A2"))) == "done"
    (old,) = rows(books, EntityRow, id="A")
    assert (old.state, old.last_year) == ("active", 0)
    assert [(s.entity, s.heir, s.kind) for s in rows(books, SuccessionRow)] == [("A", "A-2", "split")]
    clean(books)


def test_who_was_divided_can_be_merged_again_and_shut(books):
    assert ask(books, "split_entity", split("A", heir("A-1", "A1"), heir("A-2", "A2"))) == "done"
    assert ask(books, "merge_entities", merge("B", "A-1")) == "done"
    assert ask(books, "shut_unit", {"unit": "A1", "last_year": 2021, "ground": "g"}) == "done"
    assert ask(books, "shut_entity", {"entity": "B", "last_year": 2023, "ground": "关停"}) == "done"
    assert {u.id: u.retired_year for u in rows(books, UnitRow, entity="B")} == {"A1": 2021, "B1": 2023, "B2": 2023}
    (shut,) = rows(books, EntityRow, id="B")
    assert (shut.state, shut.last_year) == ("shut", 2023)
    clean(books)


def test_a_merger_across_provinces_is_the_ministrys(books):
    assert ask(books, "merge_entities", merge("A", "X")) == "out_of_scope"
    assert ask(books, "merge_entities", merge("A", "X"), who="mee") == "done"
    clean(books)


HOSTILE = [
    ("register_units", {"entity": "Z", "units": [unit("Z1")]}, "out_of_scope"),  # nobody's area
    ("register_units", {"entity": "X", "units": [unit("X3")]}, "out_of_scope"),
    ("register_units", {"entity": "A", "units": []}, "too_few"),
    ("register_units", {"entity": "A", "units": [unit("机组")]}, "bad_id"),
    ("register_units", {"entity": "A", "units": [unit("B1")]}, "unit_exists"),
    ("register_units", {"entity": "A", "units": [unit("A9"), unit("A9")]}, "unit_exists"),
    ("register_units", {"entity": "A", "units": [unit("A9", capacity_kw=0)]}, "unit_impossible"),
    ("register_units", {"entity": "A", "units": [unit("A9", entity="B")]}, "malformed"),
    ("shut_unit", {"unit": "A9", "last_year": 2020, "ground": "g"}, "out_of_scope"),
    ("shut_unit", {"unit": "A1", "last_year": 2020, "ground": " "}, "no_ground"),
    ("shut_unit", {"unit": "A1", "last_year": 2009, "ground": "g"}, "bad_year"),
    ("shut_unit", {"unit": "A1", "last_year": 2024, "ground": "g"}, "bad_year"),
    ("shut_unit", {"unit": "A1", "last_year": "2020", "ground": "g"}, "malformed"),
    ("change_entity", change(ground=""), "no_ground"),
    ("change_entity", change(evidence_sha256="E" * 64), "bad_evidence"),
    ("change_entity", change(evidence_sha256="e" * 63), "bad_evidence"),
    ("change_entity", change(name_zh=" ", name_en=""), "no_name"),
    ("change_entity", change(credit_code=CODE.lower() + "x"), "bad_credit_code"),
    ("change_entity", change(credit_code=CODE[:-1] + ("0" if CODE[-1] != "0" else "1")), "bad_credit_code"),
    ("change_entity", change(name_zh="\ud800"), "malformed"),
    ("change_entity", change(name_zh="A\0"), "malformed"),
    ("change_entity", change(entity="X"), "out_of_scope"),
    ("merge_entities", merge("A"), "too_few"),
    ("merge_entities", merge("A", "A"), "entity_twice"),
    ("merge_entities", merge("A", "B", "B"), "entity_twice"),
    ("merge_entities", merge("A", "B", ground="\t"), "no_ground"),
    ("split_entity", split("A"), "too_few"),
    ("split_entity", split("A", heir("A-1", "A1", "A2")), "too_few"),
    ("split_entity", split("A", heir("A-1", "A1"), heir("A-1", "A2")), "entity_twice"),
    ("split_entity", split("A", heir("A-1", "A1"), heir("B", "A2")), "entity_exists"),
    ("split_entity", split("A", heir("A-1", "A1"), heir("A-2")), "unit_left_over"),
    ("split_entity", split("A", heir("A-1", "A1"), heir("A-2", "A1", "A2")), "unit_twice"),
    ("split_entity", split("A", heir("A-1", "A1", "A2"), heir("A-2", "B1")), "unit_not_of_entity"),
    ("split_entity", split("A", heir("A-1", "A1"), heir("甲", "A2")), "bad_id"),
    ("split_entity", split("A", heir("A-1", "A1"), heir("A-2", "A2", name="")), "no_name"),
    ("split_entity", split("A", heir("A", "A1"), heir("A-2", "A2")), "name_differs"),
    ("shut_entity", {"entity": "A", "last_year": 2009, "ground": "g"}, "bad_year"),
    ("shut_entity", {"entity": "A", "last_year": 2024, "ground": "g"}, "bad_year"),
    ("shut_entity", {"entity": "A", "last_year": 2020, "ground": ""}, "no_ground"),
]


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_hostile_requests_change_nothing(books):
    size = books.checkpoint()[0]
    assert [ask(books, kind, item) for kind, item, _ in HOSTILE] == [expected for _, _, expected in HOSTILE]
    assert books.checkpoint()[0] == size


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_what_ended_cannot_be_changed(books):
    assert ask(books, "merge_entities", merge("A", "B")) == "done"
    assert ask(books, "shut_entity", {"entity": "C", "last_year": 2022, "ground": "g"}) == "done"
    for ended in ("B", "C"):
        assert ask(books, "change_entity", change(entity=ended)) == "entity_ended"
        assert ask(books, "register_units", {"entity": ended, "units": [unit("N1")]}) == "entity_ended"
        assert ask(books, "merge_entities", merge("A", ended)) == "entity_ended"
        assert ask(books, "merge_entities", merge(ended, "A")) == "entity_ended"
        assert ask(books, "split_entity", split(ended, heir("D", "C1"), heir("E"))) == "entity_ended"
        assert ask(books, "shut_entity", {"entity": ended, "last_year": 2022, "ground": "g"}) == "entity_ended"
    assert ask(books, "shut_unit", {"unit": "C1", "last_year": 2022, "ground": "g"}) == "entity_ended"
    assert ask(books, "shut_unit", {"unit": "B1", "last_year": 2022, "ground": "g"}) == "done"
    assert ask(books, "shut_unit", {"unit": "B1", "last_year": 2022, "ground": "g"}) == "already_shut"


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_one_legal_person_is_one_entity(books):
    assert ask(books, "change_entity", change()) == "done"
    assert ask(books, "change_entity", change()) == "nothing_changes"
    assert ask(books, "change_entity", change(entity="B")) == "credit_code_taken"
    assert ask(books, "change_entity", change(entity="B", credit_code="")) == "done"


def test_it_is_asked_by_who_may(books, clock):
    clock.put(datetime(2024, 1, 2, 4, tzinfo=UTC))
    assert ask(books, "shut_entity", {"entity": "A", "last_year": 2024, "ground": "g"}, who="p13") == "out_of_scope"
    assert ask(books, "shut_entity", {"entity": "A", "last_year": 2024, "ground": "g"}, who="p37") == "done"
