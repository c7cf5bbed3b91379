"""Reading a store's files from first byte to last, believing none of them. Writes nothing, takes no lock."""

from __future__ import annotations

from collections.abc import Iterator

from actors.host import CorruptEntry, Entry
from cluster.storage.files import Files
from cluster.storage.identity import Identity, Mark, read_small
from cluster.storage.locate import first_wrong_byte
from cluster.storage.problems import told
from cluster.storage.record import CHAIN_START, SEAL
from cluster.storage.segment import segment_numbers, segment_path
from cluster.storage.snapshots import Snapshots
from cluster.storage.walk import Bad, Found, walk
from cluster.storage.window import Window


def audit_identity(files: Files, directory: str) -> Identity:
    """Whose store it is.

    Raises:
        StorageProblem: IDENTITY is missing or damaged.
    """
    return read_small(files, f"{directory}/IDENTITY", Identity)


def audit_log(files: Files, directory: str) -> Iterator[Entry]:
    """Every entry of the log in order, each verified: magic, flags, length, position, chain, checksum, padding.

    Bytes after the last entry must be zero. A torn tail (the process died while writing, and the store was
    not opened since) counts as a fault; opening the store cuts it.

    Raises:
        CorruptEntry: on the first fault; ``offset`` is the wrong byte where it can be told, else the entry's.
        SegmentMissing, DamagedFile, StorageProblem: files are gone or cannot be read.
    """
    mark = read_small(files, f"{directory}/GENERATION", Mark)
    position, chain = mark.oldest, CHAIN_START if mark.oldest == 0 else None
    path, at = "", 0
    for number in segment_numbers(files, directory, mark.first):
        path = segment_path(directory, number)
        with told(path):
            handle = files.open(path)
            try:
                window = Window(handle, handle.size())
                base = position
                for step in walk(window, base, chain):
                    if isinstance(step, Bad):
                        raise _fault(window, path, step, base, chain)
                    _check_mark(step, mark, path, chain)
                    if step.header.flags != SEAL:
                        yield Entry(step.header.position, step.header.kind, bytes(step.data))
                        position, chain, at = base + step.end, step.header.checksum, step.end
            finally:
                handle.close()
    if position < mark.end:
        raise CorruptEntry(path, at, position, f"the log ends here, but had reached position {mark.end}")


def _fault(window: Window, path: str, bad: Bad, base: int, chain: bytes | None) -> CorruptEntry:
    position = base + bad.offset
    wrong = first_wrong_byte(window, bad, position, chain)
    reasons = [f"entry at byte {bad.offset}: {bad.reason}"]
    if bad.end is None:
        reasons.append("nothing intact follows in this file")
    return CorruptEntry(path, wrong, position, "; ".join(reasons))


def _check_mark(step: Found, mark: Mark, path: str, chain: bytes | None) -> None:
    if step.header.position == mark.end and chain is not None and chain != mark.chain:
        raise CorruptEntry(
            path,
            step.offset,
            mark.end,
            "the entries before are not those that were there at the last opening",
        )


def audit_snapshots(files: Files, directory: str) -> Iterator[int]:
    """Number of every snapshot, after each of its parts was verified.

    Raises:
        CorruptFile: on the first fault, with the offset of the wrong part.
    """
    snapshots = Snapshots(files, directory)
    for number in snapshots.numbers():
        snapshots.load(number)
        yield number
