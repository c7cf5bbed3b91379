"""Putting a lost entry's bytes back where they were."""

from __future__ import annotations

from actors.host import Entry
from cluster.storage.files import Files
from cluster.storage.log import Log
from cluster.storage.problems import UnfitEntry, told
from cluster.storage.record import BEGINS_GROUP, HEADER_BYTES, PLAIN, header_for, padding_of, parse, size_of
from cluster.storage.recover import Damage


def repair(files: Files, log: Log, entry: Entry) -> None:
    """Write ``entry`` again, durably. See ``FileStore.replace``."""
    damage = log.damage_at(entry.position)
    if damage is None:
        raise UnfitEntry(f"log position {entry.position} is not damaged; nothing to repair there")
    if size_of(len(entry.data)) > damage.length:
        raise UnfitEntry(
            f"{len(entry.data)} bytes do not fit the {damage.length} lost at log position {entry.position}; "
            "ask another peer"
        )
    with told(damage.file):
        handle = files.open(damage.file, write=True)
        try:
            header = _true_header(handle.read(damage.offset, HEADER_BYTES), log, damage, entry)
            handle.write(damage.offset, [header, entry.data, padding_of(len(entry.data))])
            handle.sync()
        finally:
            handle.close()
    log.repaired(damage, size_of(len(entry.data)))


def _true_header(stored: bytes, log: Log, damage: Damage, entry: Entry) -> bytes:
    """The header that was there: the one whose checksum the disk still vouches for."""
    head = parse(stored.ljust(HEADER_BYTES, b"\0"))
    vouched = {head.checksum}
    if damage.expected is not None and size_of(len(entry.data)) == damage.length:
        vouched.add(damage.expected)
    before = log.checksum_before(entry.position)
    for previous in (before, head.previous):
        for flags in (PLAIN, BEGINS_GROUP):
            if previous is not None:
                header = header_for(entry.kind, flags, entry.position, previous, entry.data)
                if header[-8:] in vouched:
                    return header
    raise UnfitEntry(f"this is not the entry lost at log position {entry.position}; ask another peer")
