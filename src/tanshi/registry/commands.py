"""What may be asked of the registry: the requests of all its modules in one place, and who judges them."""

from __future__ import annotations

from tanshi.registry import accounts, cash, settlement, surrender, trading
from tanshi.registry.accounts import BookCommands, OpenAccount, OpenRegistry
from tanshi.registry.cash import DepositCash, WithdrawCash
from tanshi.registry.day_closing import CloseDay
from tanshi.registry.issuance import Issue, IssuingCommands, TakeBack
from tanshi.registry.products import ListInstrument
from tanshi.registry.settlement import HandOverPositions, SettleTrade, TakeBackPositions
from tanshi.registry.surrender import Surrender
from tanshi.registry.trading import FundTrading, ReturnFromTrading

__all__ = [
    "HANDLERS",
    "BookCommands",
    "CloseDay",
    "DepositCash",
    "FundTrading",
    "HandOverPositions",
    "Issue",
    "IssuingCommands",
    "ListInstrument",
    "OpenAccount",
    "OpenRegistry",
    "ReturnFromTrading",
    "SettleTrade",
    "Surrender",
    "TakeBack",
    "TakeBackPositions",
    "WithdrawCash",
]

HANDLERS = (
    *accounts.HANDLERS,
    *cash.HANDLERS,
    *trading.HANDLERS,
    *settlement.HANDLERS,
    *surrender.HANDLERS,
)
