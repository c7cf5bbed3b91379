"""Putting a lost entry's bytes back where they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from actors.host import Entry
from cluster.storage.files import Files
from cluster.storage.locate import mend
from cluster.storage.problems import UnfitEntry, told
from cluster.storage.reader import LogReader
from cluster.storage.record import (
    BEGINS_GROUP,
    CHAIN_START,
    HEADER_BYTES,
    PLAIN,
    header_for,
    padding_of,
    parse,
    size_of,
)
from cluster.storage.recover import Damage, Recovered
from cluster.storage.walk import Bad, Found


def repair(files: Files, state: Recovered, entry: Entry) -> None:
    """Write ``entry`` again, durably. See ``FileStore.replace``."""
    reader = LogReader(files, state)
    damage = _damage_at(reader, state, entry.position)
    size = size_of(len(entry.data))
    if damage is None:
        raise UnfitEntry(f"log position {entry.position} is not damaged; nothing to repair there")
    if size > damage.length:
        raise UnfitEntry(
            f"{len(entry.data)} bytes do not fit the {damage.length} lost at log position {entry.position}; "
            "ask another peer"
        )
    with told(damage.file):
        handle = files.open(damage.file, write=True)
        try:
            stored = handle.read(damage.offset, HEADER_BYTES)
            after = handle.read(damage.offset + size, HEADER_BYTES) if size < damage.length else b""
            vouched = {parse(stored).checksum, damage.expected if size == damage.length else None}
            if len(after) == HEADER_BYTES:
                vouched.add(parse(after).previous)
            header = _true_header(stored, vouched, _checksum_before(reader, state, entry.position), entry)
            handle.write(damage.offset, [header, entry.data, padding_of(len(entry.data))])
            handle.sync()
        finally:
            handle.close()
    state.before.clear()
    state.damages = [other for other in state.damages if other.position != damage.position]
    if size < damage.length:
        left = replace(
            damage,
            position=damage.position + size,
            length=damage.length - size,
            offset=damage.offset + size,
        )
        state.damages = sorted([*state.damages, left], key=lambda other: other.position)


def _true_header(stored: bytes, vouched: set[bytes | None], before: bytes | None, entry: Entry) -> bytes:
    """The header that was there: the one whose checksum the disk still vouches for."""
    head = parse(stored)
    for previous in (
        (head.previous, *_one_bit_off(head.previous)) if before is None else (before, head.previous)
    ):
        for flags in (PLAIN, BEGINS_GROUP):
            header = header_for(entry.kind, flags, entry.position, previous, entry.data)
            if header[-8:] in vouched:
                return header
    raise UnfitEntry(f"this is not the entry lost at log position {entry.position}; ask another peer")


def _one_bit_off(field: bytes) -> Iterator[bytes]:
    number = int.from_bytes(field, "little")
    return ((number ^ 1 << bit).to_bytes(len(field), "little") for bit in range(8 * len(field)))


def mend_one(files: Files, state: Recovered, position: int) -> bool:
    """Put a damaged entry right by itself. See ``FileStore.mend``."""
    reader = LogReader(files, state)
    damage = _damage_at(reader, state, position)
    segment = reader.segment_at(position)
    if damage is None or segment is None:
        return damage is None
    with reader.window(segment) as window:
        mended = mend(window, damage.offset, position, _checksum_before(reader, state, position))
    if mended is None or size_of(len(mended.data)) > damage.length:
        return False
    repair(files, state, Entry(position, parse(mended.header).kind, mended.data))
    return True


def _damage_at(reader: LogReader, state: Recovered, position: int) -> Damage | None:
    """The damage at ``position``: known since the opening, or come since."""
    known = next((damage for damage in state.damages if damage.position == position), None)
    segment = reader.segment_at(position)
    if known is not None or segment is None:
        return known
    found: Damage | None = None
    for step in reader.steps(segment):
        if found is not None:
            return replace(found, expected=step.header.previous) if isinstance(step, Found) else found
        if isinstance(step, Bad) and segment.base + step.offset == position:
            length = (step.end or 0) - step.offset
            found = Damage(position, length, segment.path, step.offset, step.reason, None)
    return replace(found, expected=_previous_at(reader, state, found.end)) if found is not None else None


def _previous_at(reader: LogReader, state: Recovered, position: int) -> bytes | None:
    """What follows at ``position`` says about the checksum before it; at the log's end, the log itself."""
    if position == state.end:
        return state.chain
    after = reader.look(position)
    return after.header.previous if isinstance(after, Found) else None


def _checksum_before(reader: LogReader, state: Recovered, position: int) -> bytes | None:
    """Checksum of the intact entry that ends at ``position``, or None."""
    if position == 0:
        return CHAIN_START
    if position not in state.before:
        state.before[position] = _last_checksum(reader, position)
    return state.before[position]


def _last_checksum(reader: LogReader, position: int) -> bytes | None:
    segment = reader.segment_at(position - 1)
    for step in reader.steps(segment) if segment is not None else ():
        if isinstance(step, Found) and segment is not None and segment.base + step.end == position:
            return step.header.checksum
    return None
