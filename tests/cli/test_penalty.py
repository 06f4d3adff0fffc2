"""`tanshi penalty`, as the machine interface promises it."""

import json

import pytest


@pytest.fixture
def asked(tanshi):
    """Ask for a penalty and return the document."""

    def ask(*arguments):
        done = tanshi("penalty", *arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


def test_the_decision_that_was_published(asked):
    found = asked("--article", "24", "--on", "2025-01-01", "--short-t", "865300", "--mean-price", "98.00")
    assert found["entity_fine_cny"] == ["423997000.00", "847994000.00"]
    assert found["deduction_t"] == [865300, 865300]
    assert (found["deduction"], found["deduction_if"]) == ("unpaid", "refused")
    assert found["person_fine_cny"] is None
    assert found["confiscate_cny"] == "0.00"
    assert found["citation"] == "国务院令第775号 第二十四条"
    assert [s["fine_cny"] for s in found["stages"]] == [["423997000.00", "847994000.00"]]
    leaves = {n["label"]: n["value"] for n in walk(found["trace"]) if not n["inputs"]}
    assert (leaves["Allowances not surrendered"], leaves["Mean price, CNY/t"]) == ("865300", "98")


def walk(node):
    yield node
    for one in node["inputs"]:
        yield from walk(one)


def test_a_false_report_with_income_and_the_next_allocation(asked):
    found = asked(
        "--article", "22", "--on", "2025-06-30", "--illegal-income", "500000", "--next-allocation-t", "2000000"
    )
    assert found["entity_fine_cny"] == ["2500000.00", "5000000.00"]
    assert found["person_fine_cny"] == ["50000.00", "200000.00"]
    assert (found["confiscate_cny"], found["deduction_t"]) == ("500000.00", [1_000_000, 2_000_000])
    assert found["measures"] == ["order_to_correct"]


def test_one_article_for_several_acts(asked):
    found = asked("--article", "21", "--on", "2025-06-30")
    assert {o["offence"] for o in found["offences"]} == {"no_control_plan", "no_disclosure", "no_records", "no_report"}
    assert found["entity_fine_cny"] == ["50000.00", "500000.00"]
    one = asked("--article", "23", "--on", "2025-06-30", "--offence", "false_service")
    assert one["entity_fine_cny"] == ["200000.00", "1000000.00"]


def test_a_base_that_is_not_known_stays_open(asked):
    found = asked("--article", "1226.2", "--on", "2027-01-01", "--short-t", "100000")
    assert [s["fine_cny"] for s in found["stages"]] == [["1000000.00", "5000000.00"], None]
    assert found["deduction_t"] == [0, 0]
    assert asked("--article", "20", "--on", "2025-06-30")["entity_fine_cny"] is None


def test_the_lighter_text(asked):
    given = ("--article", "24", "--on", "2026-01-01", "--short-t", "100000", "--mean-price", "80")
    found = asked(*given, "--decided-on", "2026-09-01", "--corrected")["lighter"]
    assert (found["which"], found["then"]["entity_fine_cny"]) == ("now", ["40000000.00", "80000000.00"])
    assert found["now"]["entity_fine_cny"] == ["1000000.00", "5000000.00"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--article", "23", "--on", "2025-06-30"), "false_laboratory_report"),
        (("--article", "24", "--on", "2026-09-01"), "第一千二百二十六条第二款"),
        (("--article", "24", "--on", "today"), "today"),
        (("--article", "22", "--on", "2025-06-30", "--illegal-income", "much"), "much is no amount"),
        (("--article", "22", "--on", "2025-06-30", "--illegal-income", "-1"), "-1 is no amount"),
        (("--article", "22", "--on", "2025-06-30", "--instrument", "o31"), "Article 22"),
    ],
)
def test_wrong_use(tanshi, arguments, said):
    done = tanshi("penalty", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
