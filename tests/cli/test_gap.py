"""`tanshi gap`: the cheapest plans of a result and of a year's books, the chart and the paper."""

import json

import pytest
from pypdf import PdfReader

pytest.importorskip("highspy")

#: The result of an allocation, with one row that is none.
RESULT = {
    "entities": [
        {"entity_id": "A", "obligation_t": 1000, "approved_t": 900, "borrow_limit_t": 50},
        {"entity_id": "B", "obligation_t": 1000, "approved_t": 1100, "borrow_limit_t": 0},
        {"entity_id": "C", "obligation_t": "1000", "approved_t": 1100},
    ]
}

ASSUMED = """
price_cny: "90.00"
offset_cny: "80.00"
scenarios:
  - {name: low, weight: "0.5", price_cny: "70.00", next_cny: "75.00"}
  - {name: high, weight: "0.5", price_cny: "100.00", next_cny: "110.00"}
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "result.json").write_text(json.dumps(RESULT))
    (tmp_path / "assumed.yaml").write_text(ASSUMED)
    return tmp_path


def test_plans_of_a_result(tanshi, files):
    done = tanshi("gap", files / "result.json", "--assumptions", files / "assumed.yaml", "--json")
    assert done.returncode == 1, "a row could not be used"
    found = json.loads(done.stdout)
    assert [(f["where"]) for f in found["findings"]] == ["entities[3].obligation_t"]
    short, long = found["entities"]
    assert (short["gap_t"], short["due_t"], short["binding"]) == (100, 1000, ["offset_share"])
    assert {(s["option"], s["scenario"]): (s["t"], s["cost_cny"]) for s in short["plan"]} == {
        ("use_held", ""): (900, "0.00"),
        ("offset", ""): (50, "4000.00"),
        ("buy_later", "low"): (50, "3500.00"),
        ("buy_later", "high"): (50, "5000.00"),
    }
    assert short["cost_cny"] == "8250.00"
    assert [c["cost_cny"] for c in short["cost_by_scenario"]] == ["7500.00", "9000.00"]
    assert long["cost_cny"] == "-9500.00", "credits for 50 t at 80, 150 t sold at 90"
    capped = next(o for o in short["options"] if o["option"] == "offset")
    assert (capped["most_t"], capped["citation"]) == (50, "生态环境部令第19号 第二十九条")


def test_a_year_without_a_text_takes_no_credits(tanshi, files):
    """The result says of which year it is."""
    (files / "2024.json").write_text(json.dumps({"plan": "2024", **RESULT}))
    done = tanshi("gap", files / "2024.json", "--assumptions", files / "assumed.yaml")
    assert done.returncode == 2
    assert "offset_cny" in done.stderr


def test_what_may_be_carried_over_by_a_result(tanshi, files):
    (files / "2024.json").write_text(
        json.dumps({"plan": "2024", "entities": [{"entity_id": "B", "obligation_t": 10, "approved_t": 30_010}]})
    )
    (files / "a.yaml").write_text("price_cny: '90'\nnet_sold_t: -5000\nscenarios: [{name: up, next_cny: '120'}]\n")
    given = ("gap", files / "2024.json", "--assumptions", files / "a.yaml", "--on", "2025-11-03")
    (one,) = json.loads(tanshi(*given, "--json").stdout)["entities"]
    assert {s["option"]: s["t"] for s in one["plan"]} == {"use_held": 10, "sell_now": 11_000, "keep": 19_000}
    assert one["plain_cost_cny"] == "-2700000.00"
    shown = tanshi(*given)
    assert "no more may be kept" in shown.stdout
    assert "2700000.00" in shown.stdout


def test_the_worst_scenario(tanshi, files):
    given = ("gap", files / "result.json", "--assumptions", files / "assumed.yaml", "--entity", "A", "--worst")
    found = json.loads(tanshi(*given, "--json").stdout)["entities"][0]
    assert max(c["cost_cny"] for c in found["cost_by_scenario"]) == "8500.00"


def test_chart_and_paper(tanshi, files):
    given = ("gap", files / "result.json", "--assumptions", files / "assumed.yaml", "--entity", "A")
    done = tanshi(*given, "--chart", files / "plan.png", "--paper", files / "plan.pdf")
    assert (files / "plan.png").read_bytes().startswith(b"\x89PNG"), done.stderr
    words = "".join(page.extract_text() for page in PdfReader(files / "plan.pdf").pages)
    assert "8250.00" in words.replace(",", "")
    assert "greatest share" in words
    two = tanshi("gap", files / "result.json", "--assumptions", files / "assumed.yaml", "--paper", files / "x.pdf")
    assert two.returncode == 2
    assert "--entity" in two.stderr


def test_a_year_of_the_books(tanshi, year_db):
    found = json.loads(tanshi("gap", year_db, "--json").stdout)
    assert found["period"] == "2022"
    assert found["price_cny"] != "0.00"
    one = found["entities"][0]
    assert one["held_t"] >= 0
    assert len(found["entities"]) == len({e["entity_id"] for e in found["entities"]}) > 10
    alone = json.loads(tanshi("gap", year_db, "--entity", one["entity_id"], "--json").stdout)
    assert alone["entities"] == [one]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nil.json",), "cannot be read"),
        (("result.json",), "price is not known"),
        (("result.json", "--price", "90", "--entity", "Z"), "No such firm"),
        (("assumed.yaml",), ""),
    ],
)
def test_wrong_use(tanshi, files, arguments, said):
    file, *rest = arguments
    done = tanshi("gap", files / file, *rest)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
