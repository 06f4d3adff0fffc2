"""A second, differently written check: SQL over the journal, sharing no code with projections, ledger or audit."""

from tanshi.application.second_check.check import Difference, InstrumentTotals, SecondCheck, second_check

__all__ = ["Difference", "InstrumentTotals", "SecondCheck", "second_check"]
