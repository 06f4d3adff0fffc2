"""Detectors on sessions written by hand, and on made ones."""

import json
import subprocess
import sys
from datetime import date

import numpy as np
import pytest
from tools.surveillance_made import made

from tanshi.exchange.matching.plain import Plain
from tanshi.exchange.surveillance.reading import Deal, Played, standing, tape_of, tape_of_deals, with_earlier
from tanshi.exchange.surveillance.relations import Known, Relation, groups
from tanshi.exchange.surveillance.watch import DETECTORS, watch
from tanshi.rules import Law
from tests.exchange.matching.play import Play, opening

DAY = date(2023, 5, 4)
LAW = Law("cn")


class Kept(Plain):
    """A core that keeps what went through it."""

    def __init__(self, found):
        super().__init__(found)
        self.parts = []

    def lot(self, messages, time_ns):
        said = super().lot(messages, time_ns)
        self.parts.append((messages, time_ns, *said))
        return said

    def played(self, found):
        messages, times, replies, trades = zip(*self.parts, strict=True)
        return Played(found, np.concatenate(messages), np.array(times), np.concatenate(replies), np.concatenate(trades))


def session(table, accounts="ABCD"):
    """Play a table; return the session."""
    found = opening(accounts=accounts)
    core = Kept(found)
    Play(core, found).run(table)
    return core.played(found)


def alerts(table, *relations, earlier=None, accounts="ABCD"):
    tape = with_earlier(tape_of(session(table, accounts)), earlier or {})
    return watch(LAW, tape, Known(relations), DAY)


def names(found):
    return [(a.detector, a.accounts) for a in found]


def test_trades_of_one_controller_are_an_alert_with_their_numbers():
    table = """
        09:31 A post sell 80.00 100 #a -> accepted
        09:32 B take buy 80.00 100 -> accepted
        09:33 A post sell 80.10 100 #b -> accepted
        09:34 B take buy 80.10 100 -> accepted
        09:35 B post sell 80.10 100 #c -> accepted
        09:36 A take buy 80.10 100 -> accepted
    """
    assert "related_trades" not in {a.detector for a in alerts(table)}
    (found,) = [a for a in alerts(table, Relation("controller", ("B", "A"))) if a.detector == "related_trades"]
    assert (found.accounts, found.trades, found.messages) == (("A", "B"), (1, 2, 3), (2, 4, 6))
    assert found.figures == {"trades": 3, "tonnes": 300, "part": 1.0, "with_itself": 0}
    assert (found.from_ns, found.to_ns) == (572 * 60 * 10**9, 576 * 60 * 10**9)
    assert found.article == "44(2)"
    assert found.limits["trades"] == "3"


def test_a_trade_that_was_moved_back_is_no_evidence():
    found = session("""
        09:31 A post sell 80.00 100 #a -> accepted
        09:32 B take buy 80.00 100 -> accepted
        09:33 X void 1 -> accepted
    """)
    assert len(found.trades) == 1
    assert len(standing(found)) == 0


def test_orders_against_oneself_are_counted_by_what_was_refused():
    slips = "\n".join(f"09:4{n} A take buy 80.00 100 a -> same party" for n in range(5))
    table = "09:31 A post sell 80.00 100 #a -> accepted\n" + slips
    (found,) = alerts(table)
    assert (found.detector, found.accounts, found.messages) == ("self_trade_attempts", ("A",), (2, 3, 4, 5, 6))
    assert alerts("\n".join(table.splitlines()[:5])) == []


def test_a_block_is_odd_at_half_the_band_and_sooner_between_related():
    def block(price):
        return f"""
            13:01 A offer sell {price} 100000 B #o -> accepted
            13:02 B confirm o -> accepted
        """

    assert names(alerts(block("68.01"))) == []
    assert names(alerts(block("68.00"))) == [("odd_blocks", ("A", "B"))]
    related = [a.detector for a in alerts(block("73.59"), Relation("group_mandate", ("A", "B")))]
    assert related == ["related_trades", "odd_blocks"]


def test_reverse_trades_are_seen_over_sessions():
    table = """
        09:31 A post sell 80.00 300 #a -> accepted
        09:32 B take buy 80.00 300 -> accepted
    """
    before = [Deal(n, "listing", "CEA22", *("AB" if n % 2 else "BA"), 8000, 300) for n in range(1, 7)]
    found = [a for a in alerts(table, earlier={"2023-04-28": before}) if a.detector == "reverse_trades"]
    assert [a.accounts for a in found] == [("A", "B")]
    assert found[0].earlier == tuple(("2023-04-28", n) for n in range(1, 7))
    assert found[0].trades == (1,)
    assert "reverse_trades" not in {a.detector for a in alerts(table, earlier={"2023-04-28": before[:4]})}


def test_relations_join_over_a_third():
    relations = [Relation("controller", ("B", "D")), Relation("client", ("D", "C")), Relation("operator", ("A", "Z"))]
    assert groups("ABCD", relations) == [0, 1, 1, 1]
    with pytest.raises(ValueError, match="one of"):
        Relation("friends", ("A", "B"))


def test_trades_alone_are_watched_too():
    """Where the segment is gone: who looks at orders or times finds nothing, the others do."""
    deals = [Deal(n, "listing", "CEA22", *("AB" if n % 2 else "BA"), 8000, 300) for n in range(1, 9)]
    tape = tape_of_deals(opening(), deals)
    known = Known((Relation("controller", ("A", "B")),))
    found = watch(LAW, tape, known, DAY)
    assert [a.detector for a in found] == ["related_trades", "reverse_trades"]
    assert found[0].from_ns == -1
    assert found[0].trades == tuple(range(1, 9))


def test_an_alert_says_itself_in_both_languages():
    found = made(1, "odd_blocks")
    (alert,) = [a for a in watch(LAW, found.tape, found.known, DAY) if a.detector == "odd_blocks"]
    assert "suspect 0" in alert.words("en")
    assert "大宗成交" in alert.words("zh")
    assert json.loads(json.dumps(alert.as_json()))["trades"] == list(alert.trades)


@pytest.fixture(scope="module")
def planted():
    """Each kind of abuse in a session of its own seed, with what was found in it."""
    sessions = [made(seed, kind, "gross") for seed, kind in enumerate(DETECTORS, 2)]
    return [(s, watch(LAW, s.tape, s.known, DAY)) for s in sessions]


def test_gross_abuse_is_found_where_it_was_planted(planted):
    """What is accepted at least; docs/surveillance.md has the figures over many seeds and strengths."""
    missed = [
        s.planted.detector for s, found in planted
        if not any(a.detector == s.planted.detector and set(a.accounts) & set(s.planted.accounts) for a in found)
    ]  # fmt: skip
    assert len(missed) <= 1


def test_detectors_speak_of_those_who_did_it(planted):
    own = [(s, a) for s, found in planted for a in found if a.detector == s.planted.detector]
    right = [a for s, a in own if set(a.accounts) & set(s.planted.accounts)]
    assert len(right) >= 0.9 * len(own)


def test_honest_sessions_are_let_alone():
    """Makers of a market, plants before a deadline, a group that meets by chance: at most one alert in four days."""
    sessions = [made(seed) for seed in range(1, 5)]
    assert sum(len(watch(LAW, s.tape, s.known, DAY)) for s in sessions) <= 1


def test_equal_seeds_make_equal_sessions():
    first, second = made(5, "layering"), made(5, "layering")
    assert first.played.messages.tobytes() == second.played.messages.tobytes()
    assert watch(LAW, first.tape, first.known, DAY) == watch(LAW, second.tape, second.known, DAY)


def test_the_facts_side_needs_no_arrays():
    code = """
import sys
sys.modules["numpy"] = None
import tanshi.exchange.surveillance.alert, tanshi.exchange.surveillance.relations, tanshi.exchange.surveillance.limits
"""
    subprocess.run([sys.executable, "-c", code], check=True)
