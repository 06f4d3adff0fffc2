"""A worker that is wrong on purpose: one commit in seven it answers without having made it."""

import sys
from itertools import count

from tanshi.journal.sqlite import SQLiteTransaction
from tanshi.simulation import worker

_commit = SQLiteTransaction.commit
_numbers = count(1)


def _forget(self: SQLiteTransaction) -> None:
    if next(_numbers) % 7 == 0:
        self.rollback()
    else:
        _commit(self)


SQLiteTransaction.commit = _forget
sys.exit(worker.main())
