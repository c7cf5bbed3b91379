"""Which batches may execute: validity and sequence windows. Source: docs/spec/records.md, Order of execution, 2."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from actors.base.batch import BatchHeader
from actors.base.roster import Rules
from actors.ledger.status import Status


class PassedOver:
    """A batch that was executed before: no leaf."""


PASSED_OVER: Final = PassedOver()


@dataclass(slots=True)
class Windows:
    """Digests of executed batches by (institution, stream), then by sequence."""

    executed: dict[tuple[int, int], dict[int, bytes]] = field(default_factory=dict)

    def admit(self, header: BatchHeader, time_ms: int, rules: Rules) -> Status | PassedOver | None:
        """Why the whole batch is refused, that it was executed already, or None.

        A number is used by the first batch that bears it, even if its validity refuses that batch.
        """
        stream = self.executed.setdefault((header.institution, header.stream), {})
        newest = max(stream, default=0)
        too_old = header.sequence <= newest - rules.sequence_window
        if not too_old and stream.get(header.sequence) == header.digest:
            return PASSED_OVER
        repeated = header.sequence in stream
        if not too_old and not repeated:
            stream[header.sequence] = header.digest
        if header.valid_until_ms > time_ms + rules.batch_life_ms_max:
            return Status.VALIDITY_TOO_LONG
        if header.valid_until_ms < time_ms:
            return Status.BATCH_EXPIRED
        if too_old:
            return Status.SEQUENCE_TOO_OLD
        return Status.SEQUENCE_REPEATED if repeated else None
