"""What was instructed, its certified outcome and its receipts."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from actors.base.canonical import decode
from actors.base.receipt import ReceiptFile, Verdict, check_file
from actors.host import Unreachable
from actors.ledger.status import Status, status_of
from actors.parties import requests as req
from cluster.market.line import Line
from cluster.market.problems import InstructionFailed, RequestRefused, TooSlow

WAIT_MS = 30_000


class Receipt:
    """The proof of one record's outcome, checkable by anyone, with no network: ``lianjie receipt FILE``."""

    def __init__(self, data: bytes) -> None:
        """A receipt from its canonical bytes."""
        self.data = data

    def check(self, market: bytes | None = None) -> Verdict:
        """Check every step of the proof, here and now. ``market``: the market id that you trust, if you know one."""
        return check_file(self.data, market)

    @property
    def status(self) -> Status | None:
        """The proved outcome, or None if the receipt proves nothing."""
        outcome = self.check().outcome
        return Status.of(outcome.status) if outcome is not None else None

    @property
    def commit(self) -> int:
        """Number of the commit that gave the outcome."""
        return decode(self.data, ReceiptFile).receipt.certificate.result.number

    def save(self, path: str | Path) -> Path:
        """Write the receipt file; returns its path."""
        target = Path(path)
        target.write_bytes(self.data)
        return target

    def _repr_html_(self) -> str:
        verdict = self.check()
        rows = "".join(
            f"<tr><td>{'✓' if step.holds else '✗'}</td><td>{step.name}</td><td>{step.detail}</td></tr>"
            for step in verdict.steps
        )
        proved = self.status
        title = f"{proved.name} {proved.zh}" if proved else "proves nothing"
        return f"<b>Receipt</b> commit {self.commit}: {title}<table>{rows}</table>"


class Instruction:
    """One signed batch of a party: ``await instruction`` gives its statuses once they are certified."""

    def __init__(self, line: Line, ticket: req.Ticket, what: str) -> None:
        """Follow the batch that ``ticket`` names."""
        self.line = line
        self.what = what
        self.sequence = ticket.sequence
        self.records = ticket.records

    async def outcomes(
        self, completed: bool = False, timeout_ms: int = WAIT_MS
    ) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint64]]:
        """Statuses and commits of all records (``completed``: once none is pending).

        Raises:
            TooSlow: not certified within ``timeout_ms``. RequestRefused: no node takes the batch.
        """
        answer = await self.line.order(req.WaitFor(self.sequence, timeout_ms, completed))
        assert isinstance(answer, req.Outcomes)
        if not (answer.completed if completed else answer.executed):
            outcome = "final outcome" if completed else "outcome"
            raise TooSlow(
                f"{self.what} of {self.line.name}: no {outcome} within {timeout_ms} ms; "
                "it may still come: ask again, and look at the nodes"
            )
        return np.frombuffer(answer.statuses, "<u2"), np.frombuffer(answer.commits, "<u8")

    async def statuses(self, completed: bool = False, timeout_ms: int = WAIT_MS) -> list[Status]:
        """One certified status a record; see :meth:`outcomes`."""
        codes, _ = await self.outcomes(completed, timeout_ms)
        return [status_of(int(code)) for code in codes]

    async def done(self) -> Instruction:
        """Return when every record has a certified outcome that is good.

        Raises:
            InstructionFailed: some have not; the text says why. TooSlow: see :meth:`outcomes`.
        """
        statuses = await self.statuses()
        if not all(one.good for one in statuses):
            raise InstructionFailed(self.what, self.line.name, statuses, await self._reasons())
        return self

    async def _reasons(self) -> tuple[req.Reason, ...]:
        """What a node says now against the commands of this batch, beyond the one certified status of each."""
        try:
            answer = await self.line.order(req.GetReasons(self.sequence))
        except (Unreachable, RequestRefused):
            return ()
        assert isinstance(answer, req.Reasons)
        return answer.reasons

    async def receipt(self, record: int = 0) -> Receipt:
        """The receipt of one record's newest certified outcome; waits for the first."""
        await self.outcomes()
        answer = await self.line.order(req.GetReceipt(self.sequence, record))
        assert isinstance(answer, req.ReceiptBytes)
        return Receipt(answer.data)

    def __await__(self) -> Generator[Any, None, list[Status]]:
        return self.statuses().__await__()

    def __repr__(self) -> str:
        return f"Instruction({self.line.name} {self.what}, batch {self.sequence}, {self.records} records)"
