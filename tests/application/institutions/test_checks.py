"""What an institution does on the word of another one: only what was told, as it was told."""

from dataclasses import replace

import pytest

from tanshi.application.institutions.bodies import owner
from tanshi.application.institutions.commands import Receive
from tanshi.application.institutions.message import sealed
from tanshi.compliance.commands import NoteSurrender
from tanshi.compliance.reversal import NoteReversal
from tanshi.exchange.commands import OpenSession
from tanshi.exchange.requests import AnswerRequest
from tanshi.registry import commands as registry
from tanshi.registry import session_request as registry_request
from tanshi.simulation.acts import EXCHANGE, MINISTRY, REGISTRY
from tanshi.simulation.workload import opening

DAY = "2023-06-01"
FILE = "a" * 64

INSTRUCTION = {
    "id": "instruction/settle_up/2022/H1", "entity": "H1", "period": "2022", "stage": "settle_up",
    "vintage": "CEA22", "holder": "H1", "amount_t": 100,
}  # fmt: skip
CLOSED = {"day": DAY, "trades": 1, "segment": FILE, "state_hash": FILE}
HANDED = {"session": DAY, "digest": FILE}
SURRENDERED = {"holder": "H1", "instrument": "CEA22", "amount_t": 40, "period": "2022"}


class Stand:
    """Institutions whose messages are made by hand: one institution's acts on the word of another."""

    def __init__(self, apart):
        self.apart = apart
        for sent in opening():
            if owner(sent.kind) == "registry":
                apart.carry("authority", "registry")
            apart.send(sent)
        apart.carry("authority", "registry")
        apart.carry("authority", "exchange")

    def tell(self, sender, to, kind, body, files=(), day=DAY):
        known = self.apart.target(sender, to).received(sender)
        who = {"authority": MINISTRY, "registry": REGISTRY, "exchange": EXCHANGE}[sender]
        message = sealed(sender, to, known + 1, 10_000 + known, day, kind, body, files)
        self.apart.must(to, who, "institutions.receive", Receive(sender, (message,)))

    def outcome(self, name, who, kind, *requests):
        return str(self.apart.ask(name, who, kind, *requests).outcome)

    def issue(self, **changes):
        asked = {
            "holder": "H1", "instrument": "CEA22", "amount_t": 100, "ground": "settle_up",
            "instruction": INSTRUCTION["id"], **changes,
        }  # fmt: skip
        return self.outcome("registry", REGISTRY, "registry.issue", registry.Issue(**asked))

    def issue_and_fund(self, amount_t):
        """Give H1 so much on its trading account."""
        self.apart.must("registry", REGISTRY, "registry.issue", registry.Issue("H1", "CEA22", amount_t, "order", "p/1"))
        fund = registry.FundTrading("H1", "CEA22", amount_t)
        self.apart.must("registry", ("H1/1", "H1"), "registry.fund_trading", fund)

    def open_session(self):
        """Hand the positions over and open the day's session on them; return the day."""
        kept = self.apart.markets["registry"].evidence.keep(b"{}")
        handed = registry.HandOverPositions(DAY, kept)
        self.apart.must("registry", EXCHANGE, "registry.hand_over_positions", handed)
        self.apart.carry("registry", "exchange")
        self.apart.must("exchange", EXCHANGE, "exchange.open_session", OpenSession(DAY, kept, ()))
        return DAY


@pytest.fixture
def stand(apart):
    return Stand(apart)


def test_issued_is_what_was_told_to_be_issued_once(stand):
    assert stand.issue() == "registry.not_instructed"
    stand.tell("authority", "registry", "allocation.instructed/1", INSTRUCTION)
    for change in ({"amount_t": 101}, {"holder": "H2"}, {"instrument": "CEA21"}, {"ground": "correction"}):
        assert stand.issue(**change) == "registry.not_as_instructed", change
    assert stand.issue() == "registry.done"
    assert stand.issue() == "registry.already_executed"


def test_trades_are_settled_once_the_exchange_has_told_of_its_close(stand):
    hand_over = registry.HandOverPositions(DAY, FILE)
    trades = [registry.SettleTrade(DAY, n, "listing", "CEA22", "H1", "H2", 5_000, 10) for n in (1, 2)]
    back = registry.TakeBackPositions(DAY, 1, FILE)
    stand.apart.must("registry", EXCHANGE, "registry.hand_over_positions", hand_over)
    assert stand.outcome("registry", EXCHANGE, "registry.settle_trade", trades[0]) == "institutions.not_told"
    assert stand.outcome("registry", EXCHANGE, "registry.settle_trade", *trades) == "institutions.not_told"
    assert stand.outcome("registry", EXCHANGE, "registry.take_back_positions", back) == "institutions.not_told"
    stand.tell("exchange", "registry", "exchange.session_closed/1", CLOSED, (FILE,))
    assert not stand.outcome("registry", EXCHANGE, "registry.settle_trade", *trades).startswith("institutions.")
    for wrong in (registry.TakeBackPositions(DAY, 0, FILE), registry.TakeBackPositions(DAY, 1, "b" * 64)):
        assert stand.outcome("registry", EXCHANGE, "registry.take_back_positions", wrong) == "institutions.not_as_told"


def test_a_session_opens_on_the_positions_that_were_handed_over(stand):
    asked = OpenSession(DAY, FILE, ())
    assert stand.outcome("exchange", EXCHANGE, "exchange.open_session", asked) == "institutions.not_told"
    stand.tell("registry", "exchange", "registry.positions_handed_over/1", HANDED, (FILE,))
    other = OpenSession(DAY, "b" * 64, ())
    assert stand.outcome("exchange", EXCHANGE, "exchange.open_session", other) == "institutions.not_as_told"
    assert stand.outcome("exchange", EXCHANGE, "exchange.open_session", asked) == "session.done"


def test_a_surrender_counts_as_the_registry_told_it(stand):
    def note(number=1, instrument="CEA22", amount_t=40, day=DAY):
        asked = NoteSurrender("H1", "2022", number, instrument, amount_t, day)
        return stand.outcome("authority", REGISTRY, "compliance.note_surrender", asked)

    assert note() == "institutions.not_told"
    stand.tell("registry", "authority", "registry.surrendered/1", SURRENDERED)
    for wrong in ({"instrument": "CEA21"}, {"amount_t": 41}, {"day": "2023-06-02"}):
        assert note(**wrong) == "institutions.not_as_told", wrong
    assert note() == "compliance.obligation_not_found"
    assert note(number=2) == "institutions.not_told"
    for_another = {**SURRENDERED, "holder": "H2", "entity": "H1", "amount_t": 7}
    stand.tell("registry", "authority", "registry.surrendered_for/1", for_another)
    assert note(number=2, amount_t=7) == "compliance.obligation_not_found"
    stand.tell("registry", "authority", "registry.surrendered/1", {**SURRENDERED, "amount_t": 8})
    assert note(number=3, amount_t=8) == "compliance.obligation_not_found"


def test_a_reversal_counts_as_the_registry_told_it(stand):
    def note(amount_t=40, number=1):
        asked = NoteReversal("H1", "2022", number, 1, amount_t, DAY)
        return stand.outcome("authority", REGISTRY, "compliance.note_reversal", asked)

    assert note() == "institutions.not_told"
    stand.tell("registry", "authority", "registry.surrender_reversed/1", {**SURRENDERED, "transfer": 9})
    assert note(41) == "institutions.not_as_told"
    assert note() == "compliance.reversal_without_obligation"
    for_another = {**SURRENDERED, "holder": "H2", "entity": "H1", "transfer": 11, "amount_t": 7}
    stand.tell("registry", "authority", "registry.surrender_for_reversed/1", for_another)
    assert note(7) == "institutions.not_as_told"
    assert note(7, number=2) == "compliance.reversal_without_obligation"
    assert note(7, number=3) == "institutions.not_told"


def test_what_is_asked_of_a_session_is_answered_and_noted_as_it_was_told(stand):
    """The registry asks, the exchange answers what it was asked, the registry notes what it was answered."""
    stand.issue_and_fund(30)
    day = stand.open_session()
    asked = registry_request.RequestReturn("H1", "CEA22", 30)
    answered = AnswerRequest(day, 1, "H1", "CEA22", 30, 20, "release.rests_in_orders")
    noted = registry_request.NoteAnswer(day, 1, 20, "release.rests_in_orders")

    def answer(**changes):
        return stand.outcome("exchange", EXCHANGE, "exchange.answer_request", replace(answered, **changes))

    def note(**changes):
        return stand.outcome("registry", EXCHANGE, "registry.note_request_answer", replace(noted, **changes))

    stand.apart.must("registry", ("H1/1", "H1"), "registry.request_return", asked)
    assert answer() == "institutions.not_told"
    assert note() == "institutions.not_told"
    stand.apart.carry("registry", "exchange")
    for wrong in ({"holder": "H2"}, {"instrument": "CEA21"}, {"amount": 31}):
        assert answer(**wrong) == "institutions.not_as_told", wrong
    assert answer(number=2) == "institutions.not_told"
    assert answer() == "session.done"
    assert note() == "institutions.not_told"
    stand.apart.carry("exchange", "registry")
    for wrong in ({"given": 21}, {"given": 30, "reason": ""}, {"reason": "release.not_there"}):
        assert note(**wrong) == "institutions.not_as_told", wrong
    assert note() == "registry.done"
    told = [m.kind for m in stand.apart.source("registry").after("exchange", 0, 1_000)]
    assert told[-3:] == [
        "registry.session_requested/1",
        "registry.session_answered/1",
        "registry.trading_returned/1",
    ]
