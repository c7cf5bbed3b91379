"""Deals as venues confirm them: fixed-width rows, so that thousands fit one signed letter."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

#: One deal, 64 bytes. ``price``: clean, ten-thousandths of a yuan per 100; ``amount``: fen; ``date``: settlement
#: date YYYYMMDD; ``convention``: actors.modules.accrued.Convention; accounts name their custodians.
DEAL: Final = np.dtype(
    [
        ("reference", "<u8"),
        ("seller", "<u8"),
        ("buyer", "<u8"),
        ("quantity", "<i8"),
        ("amount", "<i8"),
        ("price", "<i8"),
        ("asset", "<u4"),
        ("cash", "<u4"),
        ("date", "<u4"),
        ("convention", "<u4"),
    ]
)
#: What a custodian knows of one deal: the batch and record of its half (of the seller's, if both are its own),
#: the newest certified status (0: none) and the commit that gave it.
DEAL_OUTCOME: Final = np.dtype(
    [
        ("reference", "<u8"),
        ("sequence", "<u8"),
        ("commit", "<u8"),
        ("record", "<u4"),
        ("status", "<u2"),
        ("zero", "<u2"),
    ]
)
assert DEAL.itemsize == 64

Deals = npt.NDArray[np.void]


class MalformedDeals(ValueError):
    """Bytes that are no whole number of rows."""


def read_deals(data: bytes) -> Deals:
    """Rows of DEAL.

    Raises:
        MalformedDeals: not a whole number of rows, or none.
    """
    if not data or len(data) % DEAL.itemsize:
        raise MalformedDeals(f"{len(data)} bytes are no whole number of deals of {DEAL.itemsize} bytes")
    return np.frombuffer(data, DEAL)
