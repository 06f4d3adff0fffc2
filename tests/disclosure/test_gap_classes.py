from tanshi.disclosure.gap_classes import BOUNDS, gap_classes, rows
from tanshi.disclosure.results import results


def entity(verified_t, gap_t):
    return {"verified_t": verified_t, "gap_t": gap_t}


def test_a_class_holds_its_lower_bound():
    for bound in BOUNDS:
        at, below = gap_classes([entity(1000, 10 * bound)]), gap_classes([entity(1000, 10 * bound - 1)])
        (held,) = [c for c in at if c.entities]
        (lower,) = [c for c in below if c.entities]
        assert (held.from_percent, lower.to_percent, held.number) == (bound, bound, lower.number + 1)


def test_entities_without_emissions_are_in_no_class():
    assert sum(c.entities for c in gap_classes([entity(0, 5), entity(10, 0)])) == 1


def test_from_zero_on_entities_are_short():
    assert [(c.name, c.short) for c in gap_classes([])] == [
        ("< -20", False), ("-20…-10", False), ("-10…-5", False), ("-5…0", False),
        ("0…5", True), ("5…10", True), ("10…20", True), ("≥ 20", True),
    ]  # fmt: skip


def test_shares_are_of_all_in_the_classes():
    found = rows(gap_classes([entity(100, -30), entity(300, 3)]))
    assert [(r["share_of_entities"], r["share_of_verified"]) for r in found if r["entities"]] == [
        ("0.500000", "0.250000"),
        ("0.500000", "0.750000"),
    ]
    assert (found[0]["from_percent"], found[0]["to_percent"], found[-1]["to_percent"]) == (None, "-20", None)
    assert {r["share_of_entities"] for r in rows(gap_classes([]))} == {None}


def test_classes_of_a_year_add_up_to_the_nation(year_market):
    with year_market.view() as view:
        found = results(view, "2022")
    classes = gap_classes(found.entities)
    assert sum(c.entities for c in classes) == found.nation["entities"]
    assert sum(c.verified_t for c in classes) == found.nation["verified_t"]
    assert sum(c.gap_t for c in classes) == sum(e["gap_t"] for e in found.entities)
