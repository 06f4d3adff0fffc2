"""The theft drill: one stolen credential moves nothing out of its holder, whatever is tried with it.

The thief has, in turn, a password, a session left open, an API key, or a login with a fresh second factor - of the
person who initiates for a holder, of the one who approves, of a clerk of the registry, of one of the exchange. It
tries every command there is by API and by page, confirms what waits, comes back days later and tries again. Its
accomplice is another holder with an account. What the holder has is the same in the end, and who owns it sees all.
"""

import base64
import dataclasses
import os
from datetime import date, timedelta
from typing import get_args, get_origin, get_type_hints

import pytest

from tanshi.application.access import BEGINNING, FOUR_EYES, rights_of
from tanshi.application.assembly import handlers
from tanshi.application.identity import second_factor, sign_in
from tanshi.application.market import open_market
from tanshi.journal.command import Command
from tanshi.journal.writer import seeded_entropy
from tanshi.rules import Law
from tanshi.server.app import routes
from tests.server.test_api import walk
from tests.server.world import PASSWORD, World

#: Whose credential is stolen.
VICTIMS = {"initiator": "H1/1", "approver": "H1/2", "registry": "registry/1", "exchange": "exchange/1"}
CREDENTIALS = ("password", "cookie", "key", "second_factor")

#: Another credential of each; `make soak` tries all of all.
STOLEN = [
    (victim, credential)
    for n, victim in enumerate(VICTIMS)
    for m, credential in enumerate(CREDENTIALS)
    if n == m or "TANSHI_SOAK" in os.environ
]

HANDLERS = {h.kind: h for h in handlers(Law("cn")) if h.kind not in BEGINNING}

#: What a thief writes into the fields of a request; other texts are "x", other numbers 1.
WANTED = {
    "holder": "H1", "entity": "H1", "seller": "H1", "buyer": "H2", "receiver": "H2", "heir": "H2", "helper": "H2",
    "organisation": "H2", "taker": "H1/9", "actor": "H1/9", "role": "entity", "instrument": "CEA22", "amount_t": 100,
    "quantity_t": 100, "amount_fen": 1_000, "price_fen": 1, "period": "2022", "session": "2023-05-08",
    "day": "2023-05-08", "method": "listing", "ground": "order", "reference": "p/1", "reason": "why",
    "instruction": "p/1", "transfer": "H1/T1", "kinds": "registry.*", "until_day": "2026-12-31", "from_day": "",
    "area_gb2260": "", "approved_by": "plan", "account": "H1/registration",
}  # fmt: skip
#: What takes something away, or carries out what waits.
LEAVES = sorted(FOUR_EYES | {"registry.carry_out_transfer"})
GROUNDS = {"registry.order_transfer": "within_group"}


def made_up(hint, name, kind):
    """Return a value of a field as a thief would write it."""
    if name == "ground" and kind in GROUNDS:
        return GROUNDS[kind]
    if dataclasses.is_dataclass(hint):
        return {f.name: made_up(get_type_hints(hint)[f.name], f.name, kind) for f in dataclasses.fields(hint)}
    if get_origin(hint) in (tuple, list):
        return [made_up(get_args(hint)[0], name, kind)]
    if get_origin(hint) is not None:
        return made_up(next(a for a in get_args(hint) if a is not type(None)), name, kind)
    if hint is bool:
        return True
    found = WANTED.get(name, 1 if hint is int else "x")
    return found if isinstance(found, hint) else hint(1)


def item_of(kind):
    return made_up(HANDLERS[kind].request, "", kind)


class House:
    """A holder with units and money, an accomplice with an account, and people who have their second factors."""

    def __init__(self, market, clock):
        self.clock = clock
        clock.put_day(date(2023, 5, 8))
        self.world = World(market)
        for victim in VICTIMS.values():
            self._enrol(victim)
        self.act("registry", "registry.issue", {**item_of("registry.issue"), "amount_t": 1_000})
        self.act("registry", "registry.deposit_cash", {**item_of("registry.deposit_cash"), "amount_fen": 1_000_000})
        self.act("H1", "registry.fund_trading", item_of("registry.fund_trading"))
        self.before = self.owned()

    def _enrol(self, actor):
        """Let a person set up a second factor, so that a password alone ends half-way."""
        gate = self.world.gate
        begun = sign_in.sign_in(gate, self.world.login(actor), PASSWORD)
        enrolled = second_factor.enrol(gate, begun.token)
        code = second_factor.totp(base64.b32decode(enrolled.secret), second_factor.step_at(gate.now()))
        assert second_factor.finish_enrolment(gate, begun.token, code).recovery_codes

    def act(self, body, kind, item):
        """Do something as it should be done: by one person, or by two."""
        second = f"{body}/2" if kind in FOUR_EYES else ""
        (answer,) = self.world.market.execute([Command(f"{kind}/{body}", body, f"{body}/1", kind, [item], second)])
        return answer

    def owned(self):
        """Return what H1 has of everything over all its accounts, and who may act for it."""
        with self.world.market.view() as view:
            held = view.fetch(
                "SELECT h.instrument, sum(h.amount) FROM registry_holding h JOIN registry_account a ON a.id = h.account"
                " WHERE a.holder = 'H1' GROUP BY 1 ORDER BY 1"
            )
            others = view.fetch("SELECT account, instrument, amount FROM registry_holding WHERE account LIKE 'H2/%'")
            mandates = view.fetch("SELECT organisation FROM participants_mandate WHERE entity = 'H1' ORDER BY 1")
            trusted = view.fetch("SELECT receiver FROM registry_trusted")
            orders = view.fetch("SELECT id FROM registry_transfer_order")
        return {"held": held, "accomplice": others, "mandates": mandates, "trusted": trusted, "orders": orders}

    def stolen(self, credential, actor):
        """Return a way to ask the server with a stolen credential."""
        if credential == "key":
            client = self.world.sure(actor)
            client.cookies.clear()
            client.headers.update(self.world.key(actor))
            return client
        if credential == "password":
            found = sign_in.sign_in(self.world.gate, self.world.login(actor), PASSWORD)
            assert found.then == "second_factor"
            client = self.world.sure(actor)
            client.cookies.set("tanshi_session", found.token)
            return client
        client = self.world.sure(actor)
        if credential == "cookie":  # a session its owner left open, some time ago
            self.clock.put(self.clock.now() + timedelta(minutes=11))
        return client


@pytest.fixture
def house(clock):
    market = open_market(":memory:", clock=clock, entropy=seeded_entropy("theft"))
    made = House(market, clock)
    yield made
    made.world.close()
    market.close()


def try_everything(client, kinds=tuple(HANDLERS), *, pages=False):
    """Send every command by API, what takes something away by page and in a batch as well; confirm what waits."""
    for kind in kinds:
        item = item_of(kind)
        found = client.post(f"/api/v1/commands/{kind}", json={"items": [item]})
        assert found.status_code < 500, (kind, found.text)
        if kind in FOUR_EYES:
            client.post("/api/v1/batch", json=[{"kind": kind, "items": [item]}])
            if pages:
                client.post(f"/do/{kind}", data={name: str(value) for name, value in item.items()})
    waiting = client.get("/api/v1/proposals")
    for proposal in waiting.json().get("items", []) if waiting.status_code == 200 else []:
        client.post(f"/api/v1/proposals/{proposal['proposal']}/confirm")
        client.post("/approvals/confirm", data={"proposal": proposal["proposal"]})
        client.post(f"/tasks/{proposal['proposal']}/confirm")


@pytest.mark.parametrize(("victim", "credential"), STOLEN)
def test_one_stolen_credential_moves_nothing(house, victim, credential):
    actor = VICTIMS[victim]
    pages = credential == "cookie"
    try_everything(house.stolen(credential, actor), LEAVES if pages else HANDLERS, pages=pages)
    house.clock.put_day(date(2023, 5, 22))
    try_everything(house.stolen(credential, actor), LEAVES)
    assert house.owned() == house.before
    assert house.world.market.audit().ok


def test_the_owner_and_the_registry_see_what_was_tried(house):
    thief = house.stolen("second_factor", "registry/1")
    try_everything(
        thief, ["registry.order_transfer", "registry.take_back", "registry.withdraw_cash"]
    )  # a page shows the last of all of them
    for watcher in ("H1/2", "registry/2"):
        found = house.world.sure(watcher).get("/api/v1/approvals").json()["attempts"]
        seen = {(a["login"], a["kind"], a["outcome"]) for a in found}
        assert ("registry-1", "registry.order_transfer", "command.not_permitted") in seen, watcher
        assert ("registry-1", "registry.take_back", "proposal.own") in seen, watcher
        page = house.world.sure(watcher).get("/approvals").text
        assert "registry.order_transfer" in page
        assert "registry-1" in page
    waits = house.world.sure("registry/2").get("/api/v1/proposals").json()["items"]
    assert {"registry.take_back", "registry.withdraw_cash"} <= {p["kind"] for p in waits}
    with house.world.market.view() as view:
        signed = view.fetch("SELECT count(*) FROM identity_act WHERE kind = 'signed_in' AND login = 'registry-1'")
    assert signed[0][0] >= 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("H1", "registry.surrender"),
        ("H1", "registry.order_transfer"),
        ("H1", "registry.trust_account"),
        ("H1", "participants.grant_mandate"),
        ("registry", "registry.take_back"),
        ("registry", "registry.withdraw_cash"),
    ],
)
def test_what_the_thief_tries_would_work_with_two_persons(house, body, kind):
    assert house.act(body, kind, item_of(kind)).done
    assert house.owned() != house.before


def test_a_trade_needs_two_of_the_exchange(house):
    assert house.act("exchange", "registry.hand_over_positions", item_of("registry.hand_over_positions")).done
    trade = {**item_of("registry.settle_trade"), "number": 1}
    alone = Command("alone", "exchange", "exchange/1", "registry.settle_trade", [trade])
    assert str(house.world.market.execute([alone])[0].outcome) == "command.second_missing"


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_no_other_route_moves_anything(house, credential):
    client = house.stolen(credential, "H1/1")
    for route in routes(house.world.platform):
        if route.writes and not route.path.startswith("/api/v1/commands/") and route.path != "/sign-out":
            sent = {"json": {"items": [{}], **WANTED}} if route.takes == "json" else {"data": {"act": "release"}}
            client.request(route.method, walk(house.world, route), **sent)
    assert house.owned() == house.before


def test_every_command_that_takes_something_away_needs_two():
    """What a holder's people or the registry's clerks may ask and moves units or money out is under four eyes."""
    alone = {
        "registry.fund_trading", "registry.return_from_trading", "registry.cancel_transfer",
        "registry.freeze_transfer", "registry.carry_out_transfer", "registry.distrust_account",
    }  # fmt: skip
    asked = {kind for role in ("entity", "group", "registry", "exchange") for kind in rights_of(role)}
    moving = {"registry.surrender", "registry.order_transfer", "registry.trust_account", "registry.take_back",
              "registry.withdraw_cash", "registry.release_transfer", "registry.settle_trade"}  # fmt: skip
    assert moving <= asked & FOUR_EYES
    assert not alone & FOUR_EYES
