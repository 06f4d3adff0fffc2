"""Messages over HTTP with API keys: who may read and deliver them, broken connections, files."""

import random
from datetime import UTC, datetime

import pytest

from tanshi.application.identity import api_keys, logins
from tanshi.application.identity.caller import Caller, console
from tanshi.application.identity.gate import after, open_gate
from tanshi.application.identity.logins import Invitee
from tanshi.application.institutions.commands import Begin, FirstActor
from tanshi.application.institutions.courier import carry
from tanshi.application.market import open_market
from tanshi.cli.institutions.http import Server
from tanshi.client import ApiProblem, Client, Lost, Through, Unavailable
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command
from tanshi.journal.writer import seeded_entropy
from tanshi.rules import Law
from tanshi.server.app import make_app
from tanshi.server.platform import Platform
from tanshi.simulation.workload import opening
from tests.server.browsing import Browser
from tests.server.world import CHEAP, FREELY, PASSWORD

PEOPLE = {"mee/1": "authority", "registry/1": "registry", "exchange/1": "exchange"}


class Served:
    """One institution's server with a key for everybody."""

    def __init__(self, name):
        clock = SimulatedClock(datetime(2023, 6, 1, 1, tzinfo=UTC))
        self.market = open_market(
            ":memory:", law=Law("cn"), clock=clock, entropy=seeded_entropy(name), institution=name
        )
        first = () if name == "authority" else tuple(FirstActor(a, a[:-2], i) for a, i in PEOPLE.items())
        self.market.execute([Command.of("begin", name, f"{name}/1", "institutions.begin", Begin(name, first))])
        if name == "authority":
            sent = [c for c in opening() if c.kind.startswith("participants.")]
            assert all(a.done for a in self.market.execute(sent))
        self.gate = open_gate(self.market.engine, (("k1", bytes(range(32))),), CHEAP, clock=clock)
        self.http = Browser(make_app(Platform(self.market, self.gate, FREELY)), follow_redirects=False)

    def client(self, actor, transport=None):
        login = actor.replace("/", "-")
        made = logins.invite(self.gate, console(), Invitee(login, actor, "", (actor,), administrator=False))
        assert logins.accept(self.gate, made.token, PASSWORD) == login
        caller = Caller(login, actor, "session", None, "s", self.gate.now(), "", True)
        until = after(self.gate.now(), 86_400)
        key = api_keys.make_key(self.gate, caller, actor, ("read", "institutions.*"), until).text
        return Client(key=key, transport=transport or Through(self.http), retries=0)


@pytest.fixture
def served():
    found = {name: Served(name) for name in ("authority", "registry")}
    yield found
    for one in found.values():
        one.market.close()


class Breaking:
    """Loses requests before or after they are carried out."""

    def __init__(self, http, chance):
        self._through, self._chance = Through(http), chance

    def send(self, method, target, headers, body):
        fate = self._chance.random()
        if fate < 0.2:
            raise Lost("before")
        reply = self._through.send(method, target, headers, body)
        if fate > 0.8:
            raise Lost("after")
        return reply

    def close(self):
        self._through.close()


def test_a_broken_connection_loses_nothing_and_doubles_nothing(served, monkeypatch):
    monkeypatch.setattr("tanshi.application.institutions.courier.BATCH", 3)
    chance = random.Random(5)
    told_by = Server(served["authority"].client("mee/1", Breaking(served["authority"].http, chance)))
    told_to = Server(served["registry"].client("mee/1", Breaking(served["registry"].http, chance)))
    broken = 0
    while True:
        try:
            last = carry(told_by, "authority", told_to, "registry")
            break
        except Unavailable:
            broken += 1
    assert broken > 3
    with served["registry"].market.view() as view:
        assert view.fetch("SELECT COUNT(*), MAX(number) FROM institutions_message") == [(last, last)]
        told = view.fetch("SELECT id, active FROM participants_actor WHERE role = 'entity' ORDER BY id")
    with served["authority"].market.view() as view:
        assert told == view.fetch("SELECT id, active FROM participants_actor WHERE role = 'entity' ORDER BY id")
    assert served["registry"].market.audit().ok


@pytest.mark.parametrize(("actor", "may"), [("mee/1", True), ("registry/1", True), ("exchange/1", False)])
def test_only_the_two_institutions_see_what_passes_between_them(served, actor, may):
    client = served["authority"].client(actor)
    if may:
        assert client.messages_to("registry", after=2, limit=1).items_[0].number == 3
    else:
        with pytest.raises(ApiProblem) as caught:
            client.messages_to("registry")
        assert caught.value.outcome == "institutions.not_from_sender"


def test_only_the_senders_people_hand_over_messages(served):
    told = served["authority"].client("mee/1").messages_to("registry")
    with pytest.raises(ApiProblem) as caught:
        served["registry"].client("exchange/1").institutions_receive({"sender": "authority", "messages": told.items_})
    assert caught.value.outcome == "institutions.not_from_sender"


def test_files_are_given_out_only_if_a_message_names_them(served):
    secret = served["authority"].market.evidence.keep(b"secret")
    with pytest.raises(ApiProblem) as caught:
        served["authority"].client("mee/1").message_file("registry", 1, secret)
    assert caught.value.outcome == "http.not_found"
    registry = served["registry"].client("mee/1")
    kept = registry.deliver_file("authority", {"data": "aGVsbG8="}).name
    assert served["registry"].market.evidence.read(kept) == b"hello"
    with pytest.raises(ApiProblem):
        registry.deliver_file("authority", {"data": "?"})


def test_books_that_are_shared_tell_nothing(market):
    from tests.server.world import World

    world = World(market)
    answer = world.client.get("/api/v1/messages/registry", headers=world.key("mee/1"))
    assert answer.json()["outcome"] == "institutions.not_apart"
    world.close()
