"""The past as one institution may see it: its positions now, and every movement that led there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from actors.ledger.layout import Rows
from actors.ledger.movements import FACE
from cluster.analytics.problems import UnknownHolder

#: A position: quantities of an asset on an account, in units (money: fen).
HELD: Final = np.dtype(
    [("account", "<u8"), ("asset", "<u4"), ("zero", "<u4"), ("available", "<i8"), ("earmarked", "<i8")]
)
_ASSETS: Final = 1 << 16


class AssetFact(Protocol):
    """What a registered asset is. ``kind``: 1 security, 2 money; ``root``: its institution."""

    @property
    def number(self) -> int:
        """Its number on the ledger."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def kind(self) -> int:
        """1 security, 2 money."""

    @property
    def root(self) -> int:
        """Issuer depository, or the central bank."""

    @property
    def face_fen(self) -> int:
        """Face of one unit now, in fen (money: 1)."""

    @property
    def issued(self) -> int:
        """Units issued now."""

    @property
    def listed(self) -> bool:
        """Whether it may be traded."""

    @property
    def merged_into(self) -> int:
        """0, or the asset that took it over."""


@dataclass(frozen=True, slots=True)
class History:
    """Everything after commit ``whole_from`` up to commit ``commit`` (ledger time ``time_ms``).

    ``live``: positions (HELD) after that commit; ``movements``: rows of MOVEMENT in order; ``trades``:
    rows of TRADE of matched trades, failed ones too; ``accounts``: rows of ACCOUNT by number; ``assets`` and ``institutions`` by number.
    """

    live: Rows
    movements: Rows
    trades: Rows
    accounts: Rows
    assets: Mapping[int, AssetFact]
    institutions: Mapping[int, str]
    commit: int
    time_ms: int
    whole_from: int = 0

    def account(self, number: int) -> Rows:
        """The row (ACCOUNT) of an account.

        Raises:
            UnknownHolder: there is none, or the asker may not see it.
        """
        known = self.accounts["number"]
        if isinstance(number, int) and 0 < number < 1 << 64:
            at = int(np.searchsorted(known, np.uint64(number)))
            if at < known.size and int(known[at]) == number:
                return self.accounts[at]
        raise UnknownHolder(
            f"no account {number!r} is known here; give the full number of one that this institution keeps "
            "(a regulator: of any)"
        )

    def asset(self, asset: str | int) -> AssetFact:
        """The asset of this code or number.

        Raises:
            UnknownHolder: there is none.
        """
        for one in self.assets.values():
            if asset in (one.code, one.number):
                return one
        codes = ", ".join(one.code for one in self.assets.values()) or "none yet"
        raise UnknownHolder(f"no asset {asset!r} is registered; registered are {codes}")

    def institution(self, number: int) -> str:
        """Name of an institution; empty for 0."""
        return self.institutions.get(number, "" if number == 0 else str(number))

    def positions(self, index: int) -> Rows:
        """Positions (HELD, not zero, by account and asset) as they were before movement ``index``.

        What was held is what is held less what moved since: right however far back the history reaches.
        """
        later = self.movements[index:]
        later = later[later["account"] != 0]
        if later.size == 0:
            return self.live
        numbers = self.accounts["number"]
        accounts = np.concatenate([self.live["account"], later["account"]])
        assets = np.concatenate([self.live["asset"], later["asset"]])
        key = np.searchsorted(numbers, accounts) * _ASSETS + assets
        order = np.argsort(key, kind="stable")
        ordered = key[order]
        first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        found = np.zeros(first.size, HELD)
        found["account"], found["asset"] = accounts[order[first]], assets[order[first]]
        for name in ("available", "earmarked"):
            values = np.concatenate([self.live[name], -later[name]])
            found[name] = np.add.reduceat(values[order], first)
        return found[(found["available"] != 0) | (found["earmarked"] != 0)]

    def faces(self, assets: Rows, index: Rows | int) -> Rows:
        """Face of one unit, in fen (int64), of each of these asset numbers as it was before movement ``index`` (one for
        all, or one each): the face now, less what it changed since."""
        changed = np.flatnonzero(self.movements["kind"] == FACE)
        known, place = np.unique(assets, return_inverse=True)
        found = np.array([self.assets[int(one)].face_fen for one in known], np.int64)[place]
        for number in np.intersect1d(known, self.movements["asset"][changed]):
            at = changed[self.movements["asset"][changed] == number]
            fen = np.concatenate([self.movements["available"][at], [0]])
            since = np.cumsum(fen[::-1])[::-1]
            mine = assets == number
            when = np.broadcast_to(np.asarray(index), assets.shape)[mine]
            found[mine] -= since[np.searchsorted(at, when, side="left")]
        return found


def held(rows: Rows) -> Rows:
    """Rows of HOLDING as rows of HELD."""
    found = np.zeros(rows.size, HELD)
    for name in ("account", "asset", "available", "earmarked"):
        found[name] = rows[name]
    return found
