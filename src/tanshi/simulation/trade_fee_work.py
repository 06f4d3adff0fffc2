"""What the workload asks about fees on trades: sessions charged in chunks, and what is owed collected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.simulation.chance import Chance

#: How often each kind is asked, by weight.
WEIGHTS: Mapping[str, int] = {"registry.charge_trades": 8, "registry.collect_trade_fees": 5}

OF_EXCHANGE = frozenset({"registry.charge_trades"})
OUT_OF_SESSION = frozenset({"registry.collect_trade_fees"})


class TradeFeeWork:
    """Draws these requests; what it knows of sessions is a rough guess."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._settled = self._charged = 0  # of the session last opened
        self._parties: list[str] = []
        self._late: list[tuple[str, int]] = []  # failed trades that settled later

    def noticed(self, kind: str, item: Mapping[str, Any]) -> None:
        """Remember what was carried out."""
        match kind:
            case "registry.hand_over_positions":
                self._settled = self._charged = 0
            case "registry.settle_trade" | "registry.fail_trade":
                self._settled = item["number"]
                self._parties = [*self._parties[-8:], item["seller"], item["buyer"]]
            case "registry.settle_failed_trade":
                self._late = [*self._late[-3:], (item["session"], item["number"])]
            case "registry.charge_trades":
                self._charged = max(self._charged, item["last"])

    def item(self, kind: str, holder: str, session: str) -> dict[str, Any]:
        """Return a request of a kind; `session`: mostly the one last opened."""
        chance = self._chance
        if kind == "registry.collect_trade_fees":
            known = self._parties and chance.happens(900)
            return {"holder": self._parties[chance.below(len(self._parties))] if known else holder}
        assert kind == "registry.charge_trades", kind
        if self._late and chance.happens(200):
            of, number = self._late[chance.below(len(self._late))]
            return {"session": of, "first": number, "last": number}
        first = self._charged + 1 if chance.happens(900) else chance.below(self._settled + 3)
        last = chance.between(first, max(first, self._settled)) if chance.happens(940) else first + 500
        return {"session": session, "first": first, "last": last - chance.below(40) // 39}
