"""The institutions, each on a database of its own, and a courier between them."""

from datetime import UTC, datetime

import pytest

from tanshi.application.institutions.bodies import INSTITUTIONS, owner
from tanshi.application.institutions.commands import Begin, FirstActor
from tanshi.application.institutions.courier import Books, carry
from tanshi.application.institutions.kinds import PAIRS
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command
from tanshi.journal.writer import seeded_entropy
from tanshi.rules import Law
from tanshi.simulation.acts import EXCHANGE, MINISTRY, REGISTRY, VOLUNTARY, command

WHO = {"authority": MINISTRY, "registry": REGISTRY, "exchange": EXCHANGE, "voluntary": VOLUNTARY}


class Apart:
    """All of them, and what can be done with them."""

    def __init__(self, urls, law):
        self.clock = SimulatedClock(datetime(2023, 6, 1, 1, tzinfo=UTC))
        self.markets = {
            name: open_market(url, law=law, clock=self.clock, entropy=seeded_entropy(name), institution=name)
            for name, url in urls.items()
        }
        self.asked = 0
        for name in INSTITUTIONS:
            delivers = [] if name == "authority" else [FirstActor(*MINISTRY, "authority")]
            self.must(name, WHO[name], "institutions.begin", Begin(name, tuple(delivers)))

    def ask(self, name, who, kind, *requests):
        self.asked += 1
        (answer,) = self.markets[name].execute([command(f"t/{self.asked}", who, kind, *requests)])
        return answer

    def must(self, name, who, kind, *requests):
        answer = self.ask(name, who, kind, *requests)
        assert answer.done, f"{kind}: {answer.message()}"
        return answer

    def send(self, sent: Command):
        (answer,) = self.markets[owner(sent.kind)].execute([sent])
        assert answer.done, answer.message()

    def carry(self, sender, receiver):
        return carry(self.source(sender), sender, self.target(sender, receiver), receiver)

    def carry_all(self):
        """Carry until nobody has anything to tell; return how many messages each pair has come to."""
        return {pair: self.carry(*pair) for pair in PAIRS}

    def source(self, name):
        return Books(self.markets[name])

    def target(self, sender, receiver):
        return Books(self.markets[receiver], *WHO[sender])

    def rows(self, name, sql):
        with self.markets[name].view() as view:
            return view.fetch(sql)

    def close(self):
        for market in self.markets.values():
            market.close()


@pytest.fixture
def apart():
    made = Apart(dict.fromkeys(INSTITUTIONS, ":memory:"), Law("cn"))
    yield made
    made.close()
