"""The client against the real application: commands, four eyes, lists, files, forms, why, proofs."""

import io
import zipfile

import pytest

from tanshi.client import Client, NotFound, NotPermitted, NotSignedIn, NotUnderstood, Refused, Through
from tanshi.client.api import Proposal, RegistryFundTrading, RegistryIssue
from tanshi.journal.merkle import verify_inclusion
from tanshi.server.app import make_app
from tanshi.server.run import platform_of
from tests.server.served import serving
from tests.server.world import World

ISSUE = RegistryIssue(holder="H1", instrument="CEA22", amount_t=100, ground="order", instruction="i")
FUND = RegistryFundTrading(holder="H1", instrument="CEA22", amount_t=1)


@pytest.fixture
def world(market):
    made = World(market)
    yield made
    made.close()


def issue(world):
    proposal = world.api("registry/1").registry_issue(ISSUE)
    assert isinstance(proposal, Proposal)
    with pytest.raises(NotPermitted) as refused:
        world.api("registry/2").confirm(proposal.proposal)
    assert refused.value.outcome == "identity.not_by_key"
    return world.confirm(proposal.proposal, "registry/2").json()


def test_four_eyes_then_a_movement_then_its_trace(world):
    done = issue(world)
    assert done["done"]
    plant = world.api("H1/1")
    answer = plant.registry_fund_trading(FUND)
    assert (answer.done, answer.exists, plant.position) == (True, False, answer.size)
    again = plant.registry_fund_trading(FUND, id=answer.id)
    assert (again.exists, again.position) == (True, answer.position)
    assert plant.balance("H1/registration", "CEA22").amount == 99
    assert plant.balance("H1/registration", "CEA22", at=answer.position - 1).amount == 100


def test_refusals_have_their_names(world):
    plant = world.api("H1/1")
    with pytest.raises(Refused) as raised:
        plant.registry_fund_trading(FUND)
    assert raised.value.outcome == "registry.exceeds_holding"
    assert raised.value.answer["item"] == 0
    with pytest.raises(NotPermitted) as raised:
        plant.registry_issue(ISSUE)
    assert raised.value.outcome == "command.not_permitted"
    with pytest.raises(NotSignedIn):
        next(iter(world.api().list_holdings()))
    with pytest.raises(NotSignedIn):
        Client(key="tsk_aaaaaaaaaaaaaaaa_bbbb", transport=Through(world.client)).me()
    with pytest.raises(NotUnderstood):
        plant.registry_fund_trading({"holder": "H1"})


def test_a_dry_run_and_a_batch(world):
    issue(world)
    plant = world.api("H1/1")
    assert plant.registry_fund_trading(FUND, dry_run=True).done
    assert plant.balance("H1/registration", "CEA22").amount == 100
    items = [FUND]
    both = [{"kind": "registry.fund_trading", "items": items}, {"kind": "registry.fund_trading", "items": items}]
    assert [(a.done, a.exists) for a in plant.batch(both)] == [(True, False)] * 2  # two ids, two surrenders
    assert plant.balance("H1/registration", "CEA22").amount == 98


def test_lists_as_rows_csv_and_tables(world):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    issue(world)
    nation = world.api("mee/1")
    rows = list(nation.list_holdings())
    assert {row.account for row in rows} >= {"H1/registration"}
    assert nation.list_holdings(account="H1/registration", instrument="CEA22").first().amount == 100
    many = list(nation.list_accounts())
    assert nation.list_accounts().csv().count(b"\n") == len(many) + 1
    table = nation.list_holdings().table()
    assert isinstance(table, pa.Table)
    assert table.num_rows == len(rows)
    assert table.column("amount").to_pylist() == [row.amount for row in rows]
    (file,) = nation.list_holdings().parquet()
    assert pq.read_table(io.BytesIO(file)).num_rows == len(rows)
    assert nation.list_entities().first().id == min(e.id for e in nation.list_entities())


def test_paging_meets_every_row_once(world, monkeypatch):
    from tanshi.client import base

    nation = world.api("mee/1")
    whole = list(nation.list_accounts())
    monkeypatch.setattr(base, "_ROWS", 2)
    assert list(nation.list_accounts()) == whole
    assert len(whole) > 4


def test_who_am_i_and_what_is_here(world):
    me = world.api("H1/1").me()
    assert (me.role, me.entity, me.rights["registry.fund_trading"]) == ("entity", "H1", "own")
    assert world.api().index().version
    assert "approved_t" in world.api().measures()


def test_forms_travel_as_files(world):
    plant = world.api("H1/1")
    forms = {f.form for f in plant.forms().items_}
    assert "power-month" in forms
    workbook = plant.template_power_month(entity="H1", period="2022")
    assert workbook.name.endswith(".xlsx")
    assert zipfile.ZipFile(io.BytesIO(workbook.data)).testzip() is None
    with pytest.raises(NotUnderstood) as raised:
        plant.hand_in_power_month(b"month,unit\n2022-01,nothing\n", name="x.csv")
    assert raised.value.findings
    assert all(f.message and f.message_zh for f in raised.value.findings)


def test_a_fact_proves_itself(world):
    issue(world)
    nation = world.api("mee/1")
    fact = nation.fact(0)
    size, root = world.market.checkpoint()
    assert fact.size == size
    path = [bytes.fromhex(node) for node in fact.path]
    assert verify_inclusion(bytes.fromhex(root), bytes.fromhex(fact.leaf), 0, size, path)
    with pytest.raises(NotFound):
        nation.fact(10**6)


def test_over_the_network_without_any_extra(year_market):
    with serving(make_app(platform_of(year_market))) as url, Client(url) as market:
        tree = market.why("approved_t/2022")
        assert tree["subject"] == "approved_t/2022"
        assert sum(row.approved_t or 0 for row in market.list_allocation_entity(period="2022")) == int(tree["value"])
