"""Compiles the ledger's kernel before anybody waits for it: about twenty seconds the first time, then cached."""

from __future__ import annotations

import fcntl

from actors.base import batch as batches
from actors.base.batch import Lane
from actors.base.block import Ref
from actors.base.commit import Commit
from actors.base.digest import ZERO
from actors.base.keys import SigningKey
from actors.base.roster import Roster

#: In the kernel's cache, once everything is in it.
DONE_FILE = "complete"
#: Held by whoever fills the cache; others wait, rather than do the same.
LOCK_FILE = "lock"
_TIME_MS = 1_000_000


def warm(roster: Roster, only_if_cold: bool = False) -> None:
    """Execute one record on a ledger that is thrown away, so that the kernel is compiled and cached.

    ``only_if_cold``: not when that was done before; for a process that only needs others to find it compiled.
    """
    from cluster.kernel_cache import use_kernel_cache

    cache = use_kernel_cache()
    done = cache / DONE_FILE
    if only_if_cold and done.exists():
        return
    with (cache / LOCK_FILE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (only_if_cold and done.exists()):
            _execute(roster)
            done.touch()


def _execute(roster: Roster) -> None:
    from actors.ledger import records
    from actors.ledger.ledger import Ledger

    market = roster.market_id
    one = records.open_account(records.account_number(1, 1), 1).tobytes()
    batch = batches.make(SigningKey(bytes(32)), market, 1, 0, 1, Lane.BULK, 1, one, _TIME_MS)
    commit = Commit(market, roster.epoch, 1, ZERO, Ref(1, 0, ZERO), _TIME_MS, (), (batch.digest,))
    ledger = Ledger(roster)
    ledger.apply(commit, [batch])
    ledger.holdings()
