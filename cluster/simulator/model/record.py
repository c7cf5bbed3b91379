"""The 64-byte record, read without numpy. Source: the table of docs/spec/records.md."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

_RECORD: Final = struct.Struct("<BBHIQQQqqIIQ")


class Record(NamedTuple):
    """One record; field names, units and order are those of the specification."""

    kind: int
    flags: int
    counterparty: int
    expiry_s: int
    reference: int
    account: int
    contra: int
    quantity: int
    amount: int
    asset: int
    cash: int
    extra: int

    @property
    def linked(self) -> bool:
        """Whether it stands or falls with the next record."""
        return bool(self.flags & 1)

    def unused(self, used: frozenset[str]) -> bool:
        """Whether every field outside ``used`` (and outside kind and flags) is zero."""
        return all(
            value == 0 or name in used or name in {"kind", "flags"} for name, value in self._asdict().items()
        )


def records_of(payload: bytes | memoryview) -> Iterator[Record]:
    """The records of a bulk payload, in order. The payload is a whole number of records (intake checked)."""
    for fields in _RECORD.iter_unpack(payload):
        yield Record(*fields)
