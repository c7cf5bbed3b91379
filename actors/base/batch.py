"""Batches: what an institution signs. One signature over the Merkle root of 4 KiB pages of records.

Specification: docs/spec/records.md and docs/spec/canonical.md.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cached_property

from actors.base import keys, merkle
from actors.base.canonical import (
    Canonical,
    MalformedBytes,
    Natural,
    encode,
    head_of_bytes,
    not_canonical,
    parse,
)
from actors.base.digest import of
from actors.base.keys import SigningKey
from actors.base.roster import Roster

RECORD_BYTES = 64
SEQUENCE_MAX = 2**62
_ARRAY_OF_3 = b"\x93"


class Lane(IntEnum):
    """How the payload is read: fixed-width records, or one typed command after another."""

    BULK = 0
    BUSINESS = 1


class BatchHeader(Canonical):
    """The signed part of a batch: ``count`` records in ``size`` payload bytes, bound page by page by ``root``."""

    version: Natural
    market: bytes
    institution: Natural
    stream: Natural
    sequence: Natural
    lane: Natural
    count: Natural
    size: Natural
    root: bytes
    valid_until_ms: Natural

    @property
    def digest(self) -> bytes:
        """The batch's name in blocks, commits and receipts."""
        return of("batch", self)


class _BatchParts(Canonical):
    header: BatchHeader
    signature: bytes
    payload: memoryview


class Batch:
    """A header, its signature and the payload. Construction does not verify: see :func:`why_refused`.

    A batch that was read, or made by :func:`make`, holds its canonical bytes once: ``payload`` is a view of them.
    """

    __slots__ = ("__dict__", "header", "payload", "signature")

    def __init__(self, header: BatchHeader, signature: bytes, payload: bytes | memoryview) -> None:
        """Put the parts together."""
        self.header = header
        self.signature = signature
        self.payload = payload

    @cached_property
    def digest(self) -> bytes:
        """32-byte name of the batch."""
        return self.header.digest

    @cached_property
    def data(self) -> memoryview:
        """Canonical bytes, as sent and stored: the ones that were read, if it was."""
        return memoryview(encode(_BatchParts(self.header, self.signature, memoryview(self.payload))))

    def encode(self) -> bytes:
        """A copy of the canonical bytes."""
        return bytes(self.data)

    @classmethod
    def decode(cls, data: bytes | memoryview) -> Batch:
        """Read canonical bytes; ``data`` is kept, not copied.

        Raises:
            MalformedBytes: not a batch.
        """
        parts = parse(data, _BatchParts)
        head = (
            _ARRAY_OF_3 + encode(parts.header) + encode(parts.signature) + head_of_bytes(len(parts.payload))
        )
        if len(head) + len(parts.payload) != len(data) or data[: len(head)] != head:
            raise not_canonical(Batch)
        batch = cls(parts.header, parts.signature, parts.payload)
        batch.__dict__["data"] = memoryview(data)
        return batch

    def __repr__(self) -> str:
        head = self.header
        return f"Batch({head.institution}/{head.stream}/{head.sequence}, {head.count} records, {self.digest[:4].hex()})"


def make(
    key: SigningKey,
    market: bytes,
    institution: int,
    stream: int,
    sequence: int,
    lane: Lane,
    count: int,
    payload: bytes,
    valid_until_ms: int,
) -> Batch:
    """Sign ``payload`` as one batch."""
    header = BatchHeader(
        1,
        market,
        institution,
        stream,
        sequence,
        int(lane),
        count,
        len(payload),
        merkle.data_root("payload", payload),
        valid_until_ms,
    )
    return Batch.decode(Batch(header, key.sign("batch", header), payload).data)


def why_header_refused(header: BatchHeader, signature: bytes, roster: Roster) -> list[str]:
    """Every reason why the signed header is not acceptable under ``roster``; empty if it is."""
    rules = roster.rules
    faults: list[str] = []
    if header.version != 1:
        faults.append(f"batch version {header.version}; this program speaks version 1")
    if header.market != roster.market_id:
        faults.append("the batch names another market; sign it for this one")
    if header.lane not in (Lane.BULK, Lane.BUSINESS):
        faults.append(f"unknown lane {header.lane}")
    if not 0 <= header.stream < rules.streams_max:
        faults.append(f"stream {header.stream}; 0 to {rules.streams_max - 1} are allowed")
    if not 0 < header.sequence < SEQUENCE_MAX:
        faults.append(f"sequence {header.sequence} is out of range; count from 1")
    if not 1 <= header.count <= rules.batch_records_max:
        faults.append(f"{header.count} records; 1 to {rules.batch_records_max} are allowed: split the batch")
    if not 1 <= header.size <= rules.batch_bytes_max:
        faults.append(
            f"{header.size} payload bytes; 1 to {rules.batch_bytes_max} are allowed: split the batch"
        )
    if header.lane == Lane.BULK and header.size != header.count * RECORD_BYTES:
        faults.append(f"{header.size} bytes are not {header.count} records of {RECORD_BYTES} bytes")
    institution = roster.institution(header.institution)
    if institution is None:
        faults.append(f"institution {header.institution} is not in the roster")
    elif not keys.verify(institution.key, "batch", header, signature):
        faults.append(
            f"the signature is not by the key of {institution.name!r}: wrong key, or altered on the way"
        )
    return faults


def why_refused(batch: Batch, roster: Roster) -> list[str]:
    """Every reason why ``batch`` is not acceptable under ``roster``, payload included; empty if it is."""
    faults = why_header_refused(batch.header, batch.signature, roster)
    if len(batch.payload) != batch.header.size:
        faults.append(f"the payload has {len(batch.payload)} bytes, the header says {batch.header.size}")
    elif not faults and merkle.data_root("payload", batch.payload) != batch.header.root:
        faults.append("the payload does not match the signed root: altered on the way")
    return faults


__all__ = ["Batch", "BatchHeader", "Lane", "MalformedBytes", "make", "why_header_refused", "why_refused"]
