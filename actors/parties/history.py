"""What a node tells of the past: pages of positions, accounts and movements, as far as the asker may see them."""

from __future__ import annotations

from actors.base.canonical import Canonical, Natural


class PositionsPage(Canonical):
    """Rows of HOLDING from number ``first`` on, of ``total``, all as they were after ``commit`` (ledger time
    ``time_ms``)."""

    rows: bytes
    first: Natural
    total: Natural
    commit: Natural
    time_ms: Natural


class AccountsPage(Canonical):
    """Rows of ACCOUNT by number; ``after``: the number to go on from, 0 where there are no more."""

    rows: bytes
    after: Natural


class MovementsPage(Canonical):
    """Rows of MOVEMENT, and the matched trades (rows of TRADE, settled or failed) among them, in order. Go on after commit ``commit``, passing over ``skip`` rows of the next one's history.

    ``newest``: the last commit of which this node has told all, or will; ``whole_from``: every movement after this
    commit is kept here (0: all since the market began).
    """

    rows: bytes
    trades: bytes
    commit: Natural
    skip: Natural
    newest: Natural
    whole_from: Natural
