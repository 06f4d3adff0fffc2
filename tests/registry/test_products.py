"""Products: listed by an approval act with what the law says of their kind; nobody's code names a kind."""

from datetime import date
from pathlib import Path

import pytest

import tanshi
from tanshi.registry.products import UPCASTERS, ProductOutcome
from tests.registry.holder_table import SHA, Stage
from tests.rulemaking import acts

#: A kind of products that only this test names.
KIND = "tidal_reduction"


@pytest.fixture
def stage(market, clock):
    return Stage(market, clock)


def test_listings_that_are_refused(stage):
    stage.run("""
        registry/1: list X kind=poem -> unknown product kind
        registry/1: list X approved_by=- -> no approval
        registry/1: list X valid_from=soon -> bad validity
        registry/1: list X valid_from=2023-06-01 valid_until=2023-05-01 -> bad validity
        registry/1: list X -> done
        registry/1: list X -> instrument exists
    """)


def test_every_outcome_appears_in_a_table():
    text = Path(__file__).read_text("utf-8")
    assert [o for o in ProductOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}\n" not in text] == []


def test_a_product_is_issued_and_traded_on_the_days_of_its_approval(stage):
    stage.run("""
        registry/1: list NEXT valid_from=2023-05-08 valid_until=2023-05-09 -> done
        registry/1: issue H1 instrument=NEXT -> not valid
        day 2023-05-08
        registry/1: issue H1 instrument=NEXT -> done
        H1/1: fund H1 instrument=NEXT -> done
        registry/1: deposit H2 -> done
        day 2023-05-10
        registry/1: issue H1 instrument=NEXT -> not valid
        H1/1: fund H1 instrument=NEXT -> not valid
        exchange/1: hand_over 2023-05-10 -> done
        exchange/1: settle 2023-05-10 instrument=NEXT seller=H1 buyer=H2 -> not valid
        exchange/1: back 2023-05-10 trades=0 -> done
        H1/1: return H1 instrument=NEXT -> done
        H1/1: surrender H1 instrument=NEXT -> done
    """)


def test_a_made_up_kind_of_products_needs_an_act_and_data_alone(market, clock):
    """The kind may be issued and traded, by entities and organisations; not surrendered, and no person may hold it."""
    acts.put(clock, "2026-11-23")
    stage = Stage(market, clock)
    assert acts.ask(market, "participants.admit_actor", acts.SECOND.items[0], second=False).done
    known = market.law.table("registry.product_kinds", date(2026, 11, 23))
    kinds = {code: cited.value for code, cited in known.items()}
    kinds[KIND] = {"unit": "t", "acts": ["issue", "trade"], "holders": ["entity", "organisation"]}
    text = acts.draft("tides", "parameters", {"registry.product_kinds": {"2026-11-24": {"by": kinds}}})
    assert acts.ask(market, "rulemaking.draft", text).done
    stage.run(f"registry/1: list TIDE-1 kind={KIND} -> unknown product kind")
    issue = {"act": "tides", "number": "No. 1", "in_force": "2026-11-24"}
    done = acts.ask(market, "rulemaking.issue", issue)
    assert done.done, done.message()
    stage.run(f"""
        day 2026-11-24
        registry/1: list TIDE-1 kind={KIND} -> done
        registry/1: issue H1 instrument=TIDE-1 -> done
        H1/1: surrender H1 instrument=TIDE-1 -> not for this
        H1/1: fund H1 instrument=TIDE-1 -> done
        registry/1: deposit H2 -> done
        exchange/1: hand_over 2026-11-24 -> done
        exchange/1: settle 2026-11-24 instrument=TIDE-1 seller=H1 buyer=H2 -> done
        exchange/1: back 2026-11-24 -> done
        T/1: apply T kind=person identity={SHA} papers=application_form+identity_document -> done
        registry/1: admit T -> done
        registry/1: issue T instrument=TIDE-1 -> may not hold
    """)
    sources = [p.read_text("utf-8") for p in Path(tanshi.__file__).parent.rglob("*.py")]
    assert not any(KIND in source for source in sources)
    assert market.audit().ok


def test_what_was_listed_before_products_had_kinds_moves_as_it_did(market):
    name, lift = UPCASTERS["registry.instrument_listed/1"]
    old = {"instrument": "CEA19", "kind": "allowance", "unit": "t", "approved_by": "plan"}
    new = lift(dict(old))
    assert name == "registry.instrument_listed/2"
    assert {**new, **old} == new
    assert "surrender" in new["acts"].split()
    assert new["holders"] == ""
    assert lift({**old, "kind": "cash"})["acts"] == "deposit withdraw"
