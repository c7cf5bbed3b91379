"""The chronicle (编年): every row of history since the market began, in volumes (卷) of which each names the one before.

Specification: docs/spec/storage.md ("History"). The state holds the head of the newest volume and the rows after it;
so whoever knows a state that a quorum signed knows, by digests alone, every row back to the first.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np

from actors.base.canonical import Canonical, Natural
from actors.base.digest import ZERO, of
from actors.ledger.layout import TRADE, Rows


class VolumeHead(Canonical):
    """What one volume is. ``number`` counts from 1; ``previous``: digest of the head before (zero: none).

    ``first`` and ``last``: commits of its first and last row (a commit's rows may go on in the next volume);
    ``rows``: their count; ``content``: SHA-256 over them, as rows of TRADE.
    """

    market: bytes
    number: Natural
    previous: bytes
    first: Natural
    last: Natural
    rows: Natural
    content: bytes

    @property
    def digest(self) -> bytes:
        """What the next volume, or the state, names it by."""
        return of("history", self)


class ChronicleImage(Canonical):
    """The chronicle in the state: its newest volume (None: none yet), and the rows of TRADE after it."""

    newest: VolumeHead | None
    rows: bytes


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume that closed: its head, and its rows (TRADE) in parts."""

    head: VolumeHead
    parts: tuple[Rows, ...]

    @property
    def rows(self) -> Rows:
        """All rows, as one array."""
        return self.parts[0] if len(self.parts) == 1 else np.concatenate(self.parts)


class Chronicle:
    """The newest volume of a market, and the rows since. Rows that were taken in are never changed."""

    def __init__(self, market: bytes, image: ChronicleImage | None = None) -> None:
        """The chronicle of ``market``: empty, or as an image says."""
        self._market = market
        self.newest: VolumeHead | None = None if image is None else image.newest
        self.parts: list[Rows] = []
        self.rows = 0
        self._content = hashlib.sha256()
        if image is not None and image.rows:
            self._take(np.frombuffer(image.rows, TRADE))

    def add(self, rows: Rows, rows_max: int) -> tuple[Volume, ...]:
        """Take in the rows (TRADE, read-only) of one commit; the volumes that closed, of ``rows_max`` rows each."""
        closed: list[Volume] = []
        while rows.size and self.rows + rows.size >= rows_max:
            room = max(rows_max - self.rows, 0)
            self._take(rows[:room])
            rows = rows[room:]
            closed.append(self._close())
        self._take(rows)
        return tuple(closed)

    def image(self) -> ChronicleImage:
        """The same as bytes."""
        return image_of(self.newest, tuple(self.parts))

    def _take(self, rows: Rows) -> None:
        if rows.size:
            self.parts.append(rows)
            self.rows += rows.size
            self._content.update(rows.view(np.uint8).data)

    def _close(self) -> Volume:
        before = self.newest
        self.newest = VolumeHead(
            self._market,
            1 if before is None else before.number + 1,
            ZERO if before is None else before.digest,
            int(self.parts[0]["commit"][0]),
            int(self.parts[-1]["commit"][-1]),
            self.rows,
            self._content.digest(),
        )
        volume = Volume(self.newest, tuple(self.parts))
        self.parts, self.rows, self._content = [], 0, hashlib.sha256()
        return volume


def image_of(newest: VolumeHead | None, parts: tuple[Rows, ...]) -> ChronicleImage:
    """The image of a chronicle with these rows after its newest volume."""
    return ChronicleImage(newest, b"".join(part.tobytes() for part in parts))


def content_of(rows: Rows) -> bytes:
    """What a head says of these rows (TRADE)."""
    return hashlib.sha256(np.ascontiguousarray(rows).view(np.uint8).data).digest()


#: Name of the chronicle's part of the state.
CHRONICLE_PART: Final = "history"
