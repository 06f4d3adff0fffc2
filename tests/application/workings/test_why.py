"""The tree of a unit or an entity of a file proves itself and ends in the file's cells and the law's texts."""

import pytest

from tanshi.application.workings import unit_lines, why_of_file, why_of_lines
from tanshi.core.finding import Problem
from tests.application.workings.lines import sectors
from tests.application.workings.units import LAW, edge_units, plan_named, read


@pytest.mark.parametrize("name", ["2019-2020", "2022", "2024", "2026-draft"])
def test_every_tree_proves_itself_and_says_the_allocated_figure(name):
    plan = plan_named(LAW, name)
    file, found = read(plan, edge_units(plan))
    lines = unit_lines(file.units, found)
    for entity in found.entities:
        tree = why_of_file(LAW, plan, lines, found, entity.entity_id)
        assert (tree.label, tree.value, tree.check()) == ("label.gap_t", entity.found.gap_t, [])
        obligation, approved, *_ = tree.inputs
        assert (obligation.value, approved.value) == (entity.found.obligation_t, entity.found.approved_t)
        borrowed = [n.value for n in tree.inputs if n.label == "label.borrow_limit_t"]
        assert borrowed == ([entity.borrow_limit_t] if name == "2022" else [])
    for line in lines:
        tree = why_of_file(LAW, plan, lines, found, line.unit.output.unit_id)
        assert (tree.value, tree.check()) == (line.found.approved_t, [])
        assert tree.note.endswith(line.unit.where)


def test_a_unit_with_two_years_is_the_sum_of_both():
    plan = plan_named(LAW, "2019-2020")
    file, found = read(plan, [{"output": "1000", "unit_id": "U"}, {"output": "2000", "unit_id": "U"}])
    tree = why_of_file(LAW, plan, unit_lines(file.units, found), found, "U")
    assert (tree.value, [n.value for n in tree.inputs], tree.check()) == (2631, [877, 1754], [])
    assert [year in node.note for year, node in zip(("2019", "2020"), tree.inputs, strict=True)] == [True, True]


@pytest.mark.parametrize("name", ["cement", "steel", "aluminium", "one", "caps", "special", "published"])
def test_every_line_proves_itself_down_to_the_balance_value_and_the_law(name):
    plan, found = sectors(9)[name]
    for (entity, of), row in zip(found.lines, found.rows, strict=True):
        tree = why_of_lines(plan, found, of.line.line_id)
        assert (tree.value, tree.check()) == (of.approved_t, [])
        assert tree.note.endswith(row.where)
        assert tree.citation is not None
        if of.adjustment is not None and name != "published":
            (balance,) = [n for n in tree.walk() if n.label == "label.balance_value"]
            assert (balance.value, bool(balance.formula)) == (found.balance, name != "caps")
        assert why_of_lines(plan, found, entity).value == found.by_entity()[entity][1]
    with pytest.raises(Problem, match="no unit or entity X"):
        why_of_lines(plan, found, "X")


def test_an_id_that_is_not_in_the_file_is_told_with_those_that_are():
    plan = plan_named(LAW, "2024")
    file, found = read(plan, [{"output": "1"}])
    with pytest.raises(Problem, match="no unit or entity X"):
        why_of_file(LAW, plan, unit_lines(file.units, found), found, "X")
