"""A copy of the whole state, taken in one go between two commits; its image is made later, beside the next ones.

Copying runs at the speed of memory; sorting and encoding take many times as long and need the copy alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from actors.base.canonical import Canonical
from actors.base.roster import SignedRoster
from actors.ledger import tables
from actors.ledger.chronicle import VolumeHead
from actors.ledger.coupon import Coupon
from actors.ledger.layout import Meta, Rows
from actors.ledger.waiting import WaitingImage
from actors.ledger.windows import WindowImage

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


#: Version of the image that is made of a captured state.
IMAGE_VERSION: Final = 2


class Head(Canonical):
    """Everything of the state that is not a table."""

    version: int
    market: bytes
    epoch: int
    number: int
    result: bytes
    time_ms: int
    business_date: int
    date_open: bool
    opened_ms: int
    checksum: bytes
    serial: int
    used_now_until_s: int
    used_before_until_s: int
    codes: tuple[tuple[int, str], ...]
    next_roster: SignedRoster | None


@dataclass(frozen=True, slots=True)
class Capture:
    """The state after one commit: live rows of each table in any order (``assets``: by number), and the rest.

    Nothing in it that changes is shared with the ledger.
    """

    head: Head
    accounts: Rows
    assets: Rows
    positions: Rows
    mandates: Rows
    halves: Rows
    earmarks: Rows
    used_now: Rows
    used_before: Rows
    coupons: tuple[Coupon, ...]
    #: Newest volume of history, and the rows (TRADE) after it, which nobody changes any more.
    volume: VolumeHead | None
    trades: tuple[Rows, ...]
    waiting: tuple[WaitingImage, ...]
    windows: tuple[WindowImage, ...]
    modules: tuple[tuple[str, bytes], ...]


def capture_of(ledger: Ledger) -> Capture:
    """Copy the state of ``ledger`` as it is now."""
    state = ledger.state
    return Capture(
        _head(ledger),
        tables.live_accounts(state).copy(),
        state.assets.copy(),
        tables.live_positions(state),
        tables.live_mandates(state),
        tables.live_halves(state),
        tables.live_earmarks(state),
        tables.live_used_now(state),
        tables.live_used_before(state),
        tuple(ledger.coupons[key] for key in sorted(ledger.coupons)),
        ledger.chronicle.newest,
        tuple(ledger.chronicle.parts),
        ledger.waiting.image(),
        ledger.windows.image(),
        tuple((one.name, one.image()) for one in ledger.modules),
    )


def _head(ledger: Ledger) -> Head:
    meta = ledger.state.meta
    return Head(
        IMAGE_VERSION,
        ledger.roster.market_id,
        ledger.roster.epoch,
        ledger.number,
        ledger.result_digest,
        ledger.time_ms,
        ledger.business_date,
        ledger.date_open,
        ledger.opened_ms,
        ledger.checksum,
        int(meta[Meta.SERIAL]),
        int(meta[Meta.USED_NOW_UNTIL_S]),
        int(meta[Meta.USED_BEFORE_UNTIL_S]),
        tuple(sorted(ledger.codes.items())),
        ledger.next_roster,
    )
