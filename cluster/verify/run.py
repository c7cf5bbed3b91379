"""``verify``: one directory, from IDENTITY to the newest state root."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from actors.base.chain import RosterChain
from actors.base.entries import EntryKind
from actors.host import CorruptEntry, Entry, StorageProblem
from cluster.storage.identity import FILE_BYTES_MAX, Identity
from cluster.storage.problems import DamagedFile, SegmentMissing, told
from cluster.storage.record import HEADER_BYTES
from cluster.verify.anchors import Anchors
from cluster.verify.auditor import Auditor
from cluster.verify.disk import Disk
from cluster.verify.pinpoint import wrong_byte_of_small
from cluster.verify.report import Fault, Report, Tally, Wrong
from cluster.verify.rosters import Rosters
from cluster.verify.tail import is_torn
from cluster.verify.volumes import Volumes

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all) of the log."""


def verify(
    directory: Path,
    *,
    market: bytes | None = None,
    progress: Progress | None = None,
    rosters: RosterChain | None = None,
) -> Report:
    """Derive everything on one party's disk again and compare. Takes no lock, writes nothing.

    ``market``: the 32-byte market id that the caller trusts, if it knows one. ``rosters``: a verified chain,
    for an institution's directory, which does not hold one. Stops at the first fault.

    Raises:
        MissingStore, EmptyStore, NotAStore, NoPermission, OtherVersion: there is nothing to audit here.
    """
    disk = Disk(directory)
    try:
        identity = disk.identity()
    except DamagedFile:
        fault = _damaged(disk, "IDENTITY")
        return Report(disk.directory, "", b"", Tally().steps(fault), fault, 0, 0, None, 0, ())
    return _Run(disk, identity, rosters).report(market, progress)


def parties_of(directory: Path) -> list[Path]:
    """The parties' directories behind ``directory``: itself, or those in it (or in its
    ``parties``, where a market's directory keeps them) that hold an IDENTITY, by name.

    Raises:
        MissingStore, EmptyStore, NotAStore, NoPermission: none is there.
    """
    with told(str(directory)):
        if directory.is_dir() and not (directory / "IDENTITY").exists():
            for below in ("*/IDENTITY", "parties/*/IDENTITY"):
                found = sorted(one.parent for one in directory.glob(below))
                if found:
                    return found
    Disk(directory)
    return [directory]


def verify_market(
    directories: list[Path],
    *,
    market: bytes | None = None,
    progress: Callable[[Path], Progress] | None = None,
) -> list[Report]:
    """Verify several parties of one market, nodes first: institutions are checked with the nodes' rosters."""
    reports: dict[Path, Report] = {}
    chain: RosterChain | None = None
    later: list[Path] = []
    for directory in directories:
        disk = Disk(directory)
        if not _holds_rosters(disk):
            later.append(directory)
            continue
        run = _Run(disk, disk.identity(), None)
        reports[directory] = run.report(market, progress(directory) if progress else None)
        known = run.rosters.chain
        if known is not None and (chain is None or len(known.links) > len(chain.links)):
            chain = known
    for directory in later:
        told_by = progress(directory) if progress else None
        reports[directory] = verify(directory, market=market, progress=told_by, rosters=chain)
    return [reports[directory] for directory in directories]


def _holds_rosters(disk: Disk) -> bool:
    """Whether this is a node's directory: its log begins with the first roster, or it has snapshots."""
    try:
        first = next(disk.entries(), None)
        disk.identity()
    except StorageProblem:
        return False
    return first is not None and (first.kind == EntryKind.ROSTER or not disk.is_whole)


def _damaged(disk: Disk, name: str) -> Fault:
    """The fault that one of the small files is damaged."""
    path = f"{disk.directory}/{name}"
    offset = wrong_byte_of_small(disk.read_file(path, 0, FILE_BYTES_MAX))
    return Fault("identity", "its bytes are not those that were written", name, path, offset)


class _Run:
    """One audit of one directory."""

    def __init__(self, disk: Disk, identity: Identity, chain: RosterChain | None) -> None:
        self.disk = disk
        self.identity = identity
        self.tally = Tally()
        self.rosters = Rosters(identity.market, chain)
        self.anchors = Anchors(disk, identity.market)
        self.volumes = Volumes(disk, identity.market)
        self.auditor: Auditor | None = None
        self.root: bytes | None = None

    def report(self, market: bytes | None, progress: Progress | None) -> Report:
        """Audit, and say what was found."""
        fault = self._fault(market, progress)
        auditor = self.auditor
        last = auditor.last if auditor is not None else None
        return Report(
            self.disk.directory,
            self.identity.party,
            self.identity.market,
            self.tally.steps(fault),
            fault,
            0 if last is None else last.number,
            0 if auditor is None else auditor.final,
            self.root,
            self.tally.learnt,
            tuple(self.tally.notes),
        )

    def _fault(self, market: bytes | None, progress: Progress | None) -> Fault | None:
        path = f"{self.disk.directory}/IDENTITY"
        if market is not None and market != self.identity.market:
            mine, yours = self.identity.market[:4].hex(), market[:4].hex()
            reason = f"the directory belongs to market {mine}, the one you trust is {yours}"
            return Fault("identity", reason, file=path, offset=0)
        entry: Entry | None = None
        try:
            auditor = self.auditor = self._auditor()
            done, total = 0, self.disk.log_bytes() if progress is not None else 0
            for entry in self._entries():
                auditor.take(entry)
                done += HEADER_BYTES + len(entry.data)
                if progress is not None:
                    progress(min(done, total), total)
            entry = None
            self._finish(auditor)
            if progress is not None:
                progress(total, total)
        except Wrong as wrong:
            return self._place(wrong, entry)
        except CorruptEntry as corrupt:
            reason = str(corrupt).split("): ", 1)[1]
            return Fault(
                "entries", reason, file=corrupt.file, offset=corrupt.offset, position=corrupt.position
            )
        except SegmentMissing as problem:
            return Fault("entries", str(problem))
        except DamagedFile:
            return _damaged(self.disk, "GENERATION")
        return None

    def _auditor(self) -> Auditor:
        whole = self.disk.is_whole
        numbers = self.anchors.numbers()
        if not whole:
            if not numbers:
                raise Wrong(
                    "snapshots", "the log was cut and no snapshot is there to go on from; restore one"
                )
            head = self.anchors.load(numbers[0]).head
            self.rosters.adopt(RosterChain(head.links))
            self.tally.notes.append(f"the log was cut: executed from snapshot {numbers[0]} on")
        return Auditor(self.disk, self.rosters, self.anchors, self.tally, whole)

    def _entries(self) -> Iterator[Entry]:
        """The log's entries; a write that was cut off or is under way ends them with a note."""
        try:
            yield from self.disk.entries()
        except CorruptEntry as corrupt:
            if not is_torn(self.disk, corrupt):
                raise
            self.tally.notes.append(
                f"{corrupt.file}: byte {corrupt.offset}: a write that was cut off, or is under way, ends the log; "
                "nothing behind it was acknowledged"
            )

    def _finish(self, auditor: Auditor) -> None:
        """What is checked once the whole log was read: snapshots, what is final, the newest state."""
        for number in self.anchors.numbers():
            auditor.check_snapshot(self.anchors.load(number))
            self.tally.add("snapshots")
        self.root = auditor.state_root()
        self.volumes.check(auditor.newest_volume, self.tally)
        number = 0 if auditor.last is None else auditor.last.number
        if auditor.final < number and self.tally.counts["commits"]:
            self.tally.notes.append(
                f"commits after {auditor.final} are not final by this disk alone: no certificate of a quorum "
                "covers them here"
            )
        if self.tally.unseen:
            self.tally.notes.append(
                f"{self.tally.unseen} cited blocks were never in this log: they fell below the horizon unsequenced"
            )
        if self.rosters.chain is None:
            counts = self.tally.counts
            if counts["entries"] and not counts["receipts"] and not counts["book"]:
                raise Wrong("rosters", "the log holds no roster to check anything against")
            self.tally.notes.append(
                "no roster is on this disk, so signatures were not checked; verify the market's directory instead"
            )

    def _place(self, wrong: Wrong, entry: Entry | None) -> Fault:
        if wrong.file is not None or entry is None:
            return Fault(wrong.step, wrong.reason, wrong.entry, wrong.file, wrong.offset)
        file, start = self.disk.place(entry.position)
        offset = start if wrong.at is None else start + HEADER_BYTES + wrong.at
        return Fault(wrong.step, wrong.reason, wrong.entry, file, offset, entry.position)
