"""Deals that a venue or an issuer confirmed: both halves, followed at both custodians."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from actors.ledger.status import Status, status_of
from actors.parties import requests as req
from actors.parties.deals import DEAL, DEAL_OUTCOME, Deals
from cluster.market.instruction import WAIT_MS, Instruction, Receipt
from cluster.market.line import Line


class DealBatch:
    """Deals confirmed together. ``rows``: DEAL, with references and amounts filled in."""

    def __init__(self, rows: Deals, batches: Sequence[Instruction]) -> None:
        """Follow ``rows``, whose halves are in ``batches``."""
        self.rows = rows
        self.batches = tuple(batches)

    async def completed(self, timeout_ms: int = WAIT_MS) -> None:
        """Return when both halves of every deal have a final certified outcome.

        Raises:
            TooSlow: not within ``timeout_ms`` (a half may wait for its counterparty).
        """
        for batch in self.batches:
            await batch.outcomes(completed=True, timeout_ms=timeout_ms)

    async def outcomes(self) -> Deals:
        """Rows of DEAL_OUTCOME, in order: what became of each deal, as the seller's custodian knows it."""
        found = np.zeros(len(self.rows), DEAL_OUTCOME)
        sellers = self.rows["seller"] >> np.uint64(48)
        for batch in self.batches:
            own = np.flatnonzero(sellers == np.uint64(batch.line.index))
            if len(own):
                references = self.rows["reference"][own].astype("<u8").tobytes()
                answer = await batch.line.order(req.FindDeals(references))
                assert isinstance(answer, req.DealOutcomes)
                found[own] = np.frombuffer(answer.rows, DEAL_OUTCOME)
        return found

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, at: int) -> Deal:
        return Deal(self, at)


class Deal:
    """One deal. ``await deal.status()`` once it settled or failed; ``await deal.receipt()`` proves it."""

    def __init__(self, batch: DealBatch, at: int) -> None:
        """The deal at row ``at`` of ``batch``."""
        self.batch = batch
        self.at = at
        row = batch.rows[at]
        self.reference = int(row["reference"])
        #: Cash in fen.
        self.amount = int(row["amount"])

    async def status(self, timeout_ms: int = WAIT_MS) -> Status:
        """The final certified outcome."""
        await self.batch.completed(timeout_ms)
        return status_of(int((await self.batch.outcomes())["status"][self.at]))

    async def receipt(self, side: str = "seller") -> Receipt:
        """The receipt of the half of ``side`` (``seller`` or ``buyer``), for its final outcome.

        Raises:
            ValueError: another side. TooSlow: the deal is not final yet.
        """
        if side not in ("seller", "buyer"):
            raise ValueError(f"side {side!r}; a deal has a seller and a buyer")
        await self.batch.completed()
        row = self.batch.rows[self.at]
        line = self._line(int(row[side]) >> 48)
        reference = int(row["reference"]).to_bytes(8, "little")
        answer = await line.order(req.FindDeals(reference, side == "buyer"))
        assert isinstance(answer, req.DealOutcomes)
        found = np.frombuffer(answer.rows, DEAL_OUTCOME)[0]
        data = await line.order(req.GetReceipt(int(found["sequence"]), int(found["record"])))
        assert isinstance(data, req.ReceiptBytes)
        return Receipt(data.data)

    def _line(self, custodian: int) -> Line:
        return next(one.line for one in self.batch.batches if one.line.index == custodian)

    def __repr__(self) -> str:
        return f"Deal({self.reference:#x}, ¥{self.amount // 100:,}.{self.amount % 100:02d})"


def rows_of(confirmed: req.Confirmed, deals: Deals) -> Deals:
    """``deals`` with the references and amounts that the confirmation gave."""
    rows = deals.astype(DEAL)
    rows["reference"] = np.arange(len(rows), dtype=np.uint64) + np.uint64(confirmed.first)
    rows["amount"] = np.frombuffer(confirmed.amounts, "<i8")
    return rows
