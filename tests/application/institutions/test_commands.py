"""Messages between institutions that are apart: every refusal, repetition, what follows from them."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tanshi.application import moving
from tanshi.application.institutions.bodies import INSTITUTIONS, owner
from tanshi.application.institutions.commands import Begin, FirstActor, InstitutionOutcome, Receive
from tanshi.application.institutions.courier import carry, delivery
from tanshi.application.institutions.message import digest_of, sealed
from tanshi.application.institutions.outbox import Outbox
from tanshi.application.market import open_market
from tanshi.application.second_check import second_check
from tanshi.core.finding import Problem
from tanshi.core.progress import Progress
from tanshi.journal.command import CommandOutcome
from tanshi.registry import commands as registry
from tanshi.simulation.acts import EXCHANGE, MINISTRY, REGISTRY, command
from tanshi.simulation.workload import opening

BACKUP = Path(__file__).parents[2] / "data/corpus/2026-11-institutions/registry.backup"


@pytest.fixture
def opened(apart):
    """The workload's opening: its authority's acts, told to the registry before the registry's own."""
    for sent in opening():
        if owner(sent.kind) == "registry":
            apart.carry("authority", "registry")
        apart.send(sent)
    apart.carry_all()
    return apart


def told(apart, sender="authority", receiver="registry"):
    return apart.source(sender).after(receiver, 0, 1_000)


def resealed(message, **changes):
    changed = replace(message, **changes)
    return replace(changed, digest=digest_of("authority", "registry", changed))


def outcome(apart, *messages, sender="authority", who=MINISTRY, to="registry"):
    return str(apart.ask(to, who, "institutions.receive", Receive(sender, messages)).outcome)


def test_numbers_begin_with_one_and_have_no_gap_and_follow_the_journal(opened):
    found = told(opened)
    assert [m.number for m in found] == list(range(1, len(found) + 1))
    assert [m.position for m in found] == sorted(m.position for m in found)
    assert len({m.position for m in found}) == len(found)


def test_what_is_told_does_not_depend_on_how_it_is_asked_for(opened):
    whole, engine = told(opened), opened.markets["authority"].engine
    single = [Outbox(engine, "authority", "registry").after(n, 1)[0] for n in range(len(whole))]
    assert single == whole
    assert Outbox(engine, "authority", "registry").size() == len(whole)
    assert not opened.source("authority").after("registry", len(whole), 10)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "institutions.done"),
        ({"number": 3}, "institutions.gap"),
        ({"number": 0}, "institutions.gap"),
        ({"position": 0}, "institutions.out_of_order"),
        ({"kind": "registry.issued/1"}, "institutions.unknown_kind"),
        ({"kind": "participants.actor_admitted/9"}, "institutions.unknown_kind"),
        ({"body": {}}, "institutions.body_does_not_fit"),
        ({"body": {"actor": "a", "organisation": "a", "role": "nation", "area_gb2260": "", "entity": 1}},
         "institutions.body_does_not_fit"),
        ({"files": ("a" * 64,)}, "institutions.body_does_not_fit"),
        ({"day": "tomorrow"}, "institutions.body_does_not_fit"),
        ({"body": {"actor": "a" * 70_000, "organisation": "a", "role": "nation", "area_gb2260": "", "entity": ""}},
         "institutions.body_does_not_fit"),
        ({"kind": "participants.actor_dismissed/1", "body": {"actor": "nobody", "ground": ""}},
         "institutions.body_does_not_fit"),
    ],
)  # fmt: skip
def test_what_follows_is_taken_and_nothing_else(apart, change, expected):
    for sent in opening()[:3]:
        apart.send(sent)
    first, second, *_ = told(apart)
    assert outcome(apart, first) == "institutions.done"
    before = apart.markets["registry"].state_hash()
    assert outcome(apart, resealed(second, **change)) == expected
    assert (apart.markets["registry"].state_hash() != before) is (expected == "institutions.done")


def test_a_message_that_is_known_changes_nothing_and_one_with_another_body_is_refused(opened):
    every = told(opened)
    before = opened.markets["registry"].own_hash("registry"), opened.rows("registry", "SELECT size FROM journal_head")
    assert outcome(opened, *every) == "institutions.exists"
    assert outcome(opened, every[0], every[1]) == "institutions.exists"
    other = resealed(every[1], body={**every[1].body, "organisation": "other"})
    assert outcome(opened, other) == "institutions.other_body"
    assert outcome(opened, replace(every[1], day="2023-06-02")) == "institutions.digest_differs"
    after = opened.markets["registry"].own_hash("registry"), opened.rows("registry", "SELECT size FROM journal_head")
    assert after == before


def test_a_delivery_that_begins_with_known_messages_brings_the_rest(apart):
    for sent in opening()[:4]:
        apart.send(sent)
    every = told(apart)
    assert outcome(apart, every[0]) == "institutions.done"
    assert outcome(apart, *every) == "institutions.done"
    assert apart.rows("registry", "SELECT number FROM institutions_peer") == [(len(every),)]


def test_a_message_that_is_refused_takes_those_before_it_along(apart):
    for sent in opening()[:4]:
        apart.send(sent)
    first, second, *_ = told(apart)
    assert outcome(apart, first, resealed(second, number=9)) == "institutions.gap"
    assert apart.rows("registry", "SELECT * FROM institutions_message") == []


def test_the_same_command_again_answers_exists(apart):
    apart.send(opening()[0])
    sent = delivery("authority", *MINISTRY, told(apart))
    market = apart.markets["registry"]
    assert [a.exists for a in market.execute([sent]) + market.execute([sent])] == [False, True]


def test_only_the_senders_own_people_deliver(opened):
    more = sealed("authority", "registry", 99, 999, "2023-06-01", "participants.actor_dismissed/1", {})
    assert outcome(opened, more, who=EXCHANGE) == "institutions.not_from_sender"
    assert outcome(opened, more, who=("H1/1", "H1")) == str(CommandOutcome.NOT_PERMITTED)
    assert outcome(opened, more, sender="registry", who=REGISTRY) == "institutions.unknown_sender"
    assert outcome(opened, more, sender="nobody") == "institutions.unknown_sender"


def test_a_message_meant_for_somebody_else_is_refused(opened):
    assert outcome(opened, *told(opened, receiver="exchange")[:1]) == "institutions.digest_differs"


def test_the_directory_decides_who_may_act(opened):
    def issue():
        return str(opened.ask("registry", REGISTRY, "registry.issue", order).outcome)

    order = registry.Issue("H1", "CEA22", 10, "order", "paper/1")
    assert issue() == "registry.done"
    dismissed = {"actor": "registry/2", "ground": "left"}
    opened.send(replace(command("out", MINISTRY, "participants.dismiss_actor"), items=[dismissed]))
    assert issue() == "registry.done"  # not told yet
    opened.carry("authority", "registry")
    assert issue() == str(CommandOutcome.SECOND_NOT_PERMITTED)


@pytest.mark.parametrize("institution", INSTITUTIONS)
def test_only_ones_own_commands_are_taken(opened, institution):
    asked = {
        "authority": (MINISTRY, "participants.dismiss_actor", {"actor": "H1/1", "ground": "test"}),
        "registry": (REGISTRY, "registry.open", {"name": "again"}),
        "exchange": (EXCHANGE, "exchange.open_session", {"day": "2023-06-01", "positions": "", "previous_close": []}),
    }
    for name, (who, kind, item) in asked.items():
        (answer,) = opened.markets[institution].execute([replace(command("x", who, kind), items=[item])])
        assert (answer.outcome is InstitutionOutcome.NOT_OURS) is (name != institution)
    (answer,) = opened.markets[institution].execute([replace(command("y", MINISTRY, "opening.sign"), items=[{}])])
    assert not answer.done


def test_books_begin_once_as_one_institutions(apart, market):
    assert str(apart.ask("registry", REGISTRY, "institutions.begin", Begin("registry")).outcome).endswith("begun")
    assert str(apart.ask("registry", REGISTRY, "institutions.begin", Begin("exchange")).outcome).endswith("institution")
    for kind, request in (("begin", Begin("registry")), ("receive", Receive("authority", ()))):
        (answer,) = market.execute([command("b", MINISTRY, f"institutions.{kind}", request)])
        assert str(answer.outcome) in ("institutions.not_apart", str(CommandOutcome.ACTOR_NOT_FOUND))


@pytest.mark.parametrize("first", [FirstActor("", "x", "registry"), FirstActor("x", "x", "bank")])
def test_books_do_not_begin_with_somebody_impossible(tmp_path, first, law, clock):
    market = open_market(str(tmp_path / "r.db"), law=law, clock=clock, institution="registry")
    (answer,) = market.execute([command("begin", REGISTRY, "institutions.begin", Begin("registry", (first,)))])
    assert not answer.done
    market.close()


def test_a_database_says_whose_it_is(tmp_path, law, clock):
    path = str(tmp_path / "r.db")
    market = open_market(path, law=law, clock=clock, institution="registry")
    market.execute([command("begin", REGISTRY, "institutions.begin", Begin("registry"))])
    market.close()
    market = open_market(path, write=False)
    assert market.institution == "registry"
    market.close()
    for asked, code in (("exchange", "institutions.other"), ("bank", "institutions.unknown")):
        with pytest.raises(Problem) as caught:
            open_market(path, write=False, institution=asked)
        assert caught.value.findings[0].code == code


def test_each_institutions_books_pass_both_checks(opened):
    for market in opened.markets.values():
        assert market.audit().ok
        assert not second_check(market.engine).differences


def test_the_courier_stops_at_a_message_that_cannot_be_taken(opened):
    class Forged:
        def __init__(self, source):
            self._source = source

        def after(self, receiver, number, most):
            return [replace(m, day="1999-01-01") for m in self._source.after(receiver, number - 1, most)]

        def file(self, receiver, number, name):
            return self._source.file(receiver, number, name)

    with pytest.raises(Problem) as caught:
        carry(Forged(opened.source("authority")), "authority", opened.target("authority", "registry"), "registry")
    assert caught.value.findings[0].code == "institutions.broken"


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE institutions_self SET institution = 'exchange'", "institutions_self"),
        ("UPDATE institutions_peer SET number = number - 1", "institutions_peer"),
        ("UPDATE institutions_message SET digest = replace(digest, 'a', 'b') WHERE number = 2", "institutions_message"),
        ("DELETE FROM institutions_message WHERE number = 1", "institutions_message"),
        ("UPDATE institutions_notice SET content = '{}'", "institutions_notice"),
    ],
)
def test_what_was_told_cannot_be_changed_unseen(tmp_path, sql, table):
    shown = tmp_path / "registry.db"
    moving.restore_backup(BACKUP, str(shown), None, Progress())
    with sqlite3.connect(shown) as books:
        for (name,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            books.execute(f"DROP TRIGGER {name}")
        assert books.execute(sql).rowcount
    books.close()
    market = open_market(str(shown), write=False)
    assert {d.table for d in second_check(market.engine).differences} == {table}
    assert not market.audit().ok
    market.close()
