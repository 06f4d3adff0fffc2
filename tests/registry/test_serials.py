"""The way of every tonne against a plain book that keeps every tonne by itself."""

from collections import deque

import pytest

from tanshi.registry.events import SURRENDERED
from tanshi.registry.serials import OF_TRANSFER, Range, Ways, block_of, read_serial, serial
from tanshi.simulation.workload import Workload, opening

SMALL = 60


class PlainTonnes:
    """Each tonne by number, in a queue a place; what makes tonnes ends them too."""

    def __init__(self, sources):
        self.sources = sources
        self.places = {}
        self.last = {}
        self.at = {}
        self.ways = {}
        self.moved = {}

    def place(self, account, lot):
        return self.places.setdefault((account, lot if account == SURRENDERED else 0), deque())

    def post(self, number, debit, credit, instrument, amount, reference):
        tonnes = []
        for _ in range(amount):
            if debit in self.sources:
                self.last[instrument] = self.last.get(instrument, 0) + 1
                tonnes.append((instrument, self.last[instrument]))
            else:
                lot = int(reference.removeprefix(OF_TRANSFER)) if debit == SURRENDERED else 0
                tonnes.append(self.place((debit, instrument) if debit != SURRENDERED else debit, lot).popleft())
        for tonne in tonnes:
            self.at[tonne] = credit
            self.ways.setdefault(tonne, []).append(number)
            if credit not in self.sources:
                self.place((credit, instrument) if credit != SURRENDERED else credit, number).append(tonne)
        self.moved[number] = sorted(tonnes)


class SmallAmounts(Workload):
    """The same workload in amounts so small that a book of single tonnes can follow it."""

    def _amount(self, holder, instrument, kind):
        amount = super()._amount(holder, instrument, kind)
        return amount if amount <= 0 else 1 + amount % SMALL


def tonnes(ranges):
    return [(r.instrument, n) for r in ranges for n in range(r.first, r.last + 1)]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_tonne_of_a_workload_against_a_book_of_single_tonnes(market, seed):
    market.execute(opening())
    work = SmallAmounts(seed)
    for _ in range(12):
        group = [work.next() for _ in range(50)]
        for command, answer in zip(group, market.execute(group), strict=True):
            work.noticed(command, answer.done and not answer.exists)
    with market.view() as view:
        sources = {a for (a,) in view.fetch("SELECT id FROM registry_account WHERE overdraft = 1")}
        plain = PlainTonnes(sources)
        transfers = view.fetch(
            "SELECT number, debit, credit, instrument, amount, reference FROM registry_transfer"
            " WHERE instrument <> 'CNY' ORDER BY number"
        )
        for transfer in transfers:
            plain.post(*transfer)
        assert len(plain.at) > 500
        assert {d for _, d, *_ in transfers} > sources & {d for _, d, *_ in transfers}
        for instrument, last in plain.last.items():
            ways = Ways(view, instrument, SURRENDERED)
            first = 1
            while first <= last:
                block = block_of(view, instrument, first)
                for piece in ways.forward(Range(instrument, block.first, block.last)):
                    for tonne in tonnes([piece.range]):
                        assert [m.number for m in piece.way] == plain.ways[tonne]
                        assert piece.account == plain.at[tonne]
                first = block.last + 1
            assert block_of(view, instrument, last + 1) is None
            for number, _, _, of, _, _ in transfers:
                if of == instrument:
                    assert tonnes(ways.moved_by(number)) == plain.moved[number]
            for account in {a for _, d, c, *_ in transfers for a in (d, c)} - sources - {SURRENDERED}:
                held = sorted(plain.places.get(((account, instrument), 0), []))
                assert tonnes(ways.held(account)) == held


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CEA22-000000123", ("CEA22", 123)),
        (" CEA19-20-000000001 ", ("CEA19-20", 1)),
        ("CEA22-1234567890123", ("CEA22", 1234567890123)),
        ("CEA22-000000000", None),
        ("CEA22", None),
        ("-000000001", None),
        ("CEA22-12x", None),
        ("CEA22-١٢", None),
        ("CEA22-" + "9" * 17, None),
        ("", None),
    ],
)
def test_a_written_serial_number(text, found):
    assert read_serial(text) == found


def test_a_serial_number_is_written_as_it_is_read():
    assert serial("CEA22", 123) == "CEA22-000000123"
    assert read_serial(serial("CEA22", 10**12)) == ("CEA22", 10**12)
