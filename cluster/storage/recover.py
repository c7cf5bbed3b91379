"""Opening a log: find what is intact, cut what was torn, report what is damaged.

A group is torn when the process died before it was synced: nobody was told of it, so it goes. Bytes known
to have been durable (an intact later group or seal says so, or GENERATION does) that are wrong are damage:
they stay where they are, reported, until they are repaired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cluster.storage.files import Files, Handle
from cluster.storage.identity import Mark
from cluster.storage.locate import Mended, mend
from cluster.storage.problems import SegmentMissing, told
from cluster.storage.record import CHAIN_START, DATA_BYTES_MAX, HEADER_BYTES, PLAIN, SEAL, parse, size_of
from cluster.storage.segment import Segment, remove_before, segment_numbers, segment_path
from cluster.storage.walk import Bad, Found, examine, walk
from cluster.storage.window import Window

SECTOR_BYTES = 512
"""What a disk writes whole or not at all."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of the log whose bytes are wrong.

    It begins at ``position`` and takes ``length`` bytes of the log, at ``offset`` of ``file``. ``expected``
    is the checksum that the last entry in it had (8 bytes), when the entry after it tells.
    """

    position: int
    length: int
    file: str
    offset: int
    reason: str
    expected: bytes | None

    @property
    def end(self) -> int:
        """Position after it."""
        return self.position + self.length


@dataclass(slots=True)
class Run:
    """Intact entries without a gap: positions ``start`` to ``end``, last checksum ``chain``."""

    start: int
    end: int
    previous: bytes
    chain: bytes


@dataclass(slots=True)
class Survey:
    """What is on disk: segments, intact runs, and the highest position known to have been durable."""

    segments: list[Segment] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    durable: int = 0
    oldest: int = 0

    @property
    def end(self) -> int:
        """Position after the last intact entry."""
        return self.runs[-1].end if self.runs else self.oldest

    def add(self, found: Found) -> None:
        """Take in one intact entry or seal."""
        header = found.header
        if header.flags != PLAIN:
            self.durable = max(self.durable, header.position)
        end = header.position + found.end - found.offset
        last = self.runs[-1] if self.runs else None
        if last is not None and last.end == header.position and last.chain == header.previous:
            last.end = end
            last.chain = header.checksum if found.end > found.offset else last.chain
            return
        chain = header.checksum if found.end > found.offset else header.previous
        self.runs.append(Run(header.position, end, header.previous, chain))


@dataclass(slots=True)
class Recovered:
    """The durable part of a log in use.

    ``end`` is the position after its last entry and ``chain`` (8 bytes) that entry's checksum; ``segments``
    may go on behind it; ``damages`` ascend by position.
    """

    segments: list[Segment]
    end: int
    chain: bytes
    damages: list[Damage]
    #: Checksums found to stand before damaged positions (None: not told), until something is repaired.
    before: dict[int, bytes | None] = field(default_factory=dict)


def recover(files: Files, directory: str, mark: Mark) -> Recovered:
    """Survey the log, cut its torn tail, make the rest durable.

    Raises:
        SegmentMissing: a segment that held acknowledged entries is gone.
    """
    survey = survey_log(files, directory, mark)
    with told(f"{directory}/log"):
        mark = _past_rot(files, survey, mark)
    _check_reach(survey, directory)
    end, damages = _judge(survey, mark)
    chain = mark.chain if end == mark.end else _chain_at(survey.runs, end)
    with told(f"{directory}/log"):
        remove_before(files, directory, mark.first)
        _cut_tail(files, directory, survey.segments, end)
    return Recovered(survey.segments, end, chain, damages)


def survey_log(files: Files, directory: str, mark: Mark) -> Survey:
    """Read every segment from its first byte to its last."""
    survey = Survey(oldest=mark.oldest, durable=mark.end)
    for number in segment_numbers(files, directory, mark.first):
        path = segment_path(directory, number)
        with told(path):
            handle = files.open(path)
            try:
                _survey_segment(survey, handle, number, path)
            finally:
                handle.close()
    return survey


def _survey_segment(survey: Survey, handle: Handle, number: int, path: str) -> None:
    window = Window(handle, handle.size())
    base, chain = _footing(window, survey)
    survey.segments.append(Segment(number, path, base, window.size))
    for step in walk(window, base, chain):
        if isinstance(step, Bad):
            survey.reasons[base + step.offset] = step.reason
        else:
            survey.add(step)


def _footing(window: Window, survey: Survey) -> tuple[int, bytes | None]:
    """Where the segment begins in the log, and the checksum before it.

    It begins where the one before ended, unless that one's end is damaged: then its own entries tell, or
    what is known to have been durable.
    """
    expected = survey.end
    if expected in survey.reasons and not isinstance(examine(window, 0, expected, None), Found):
        last = survey.segments[-1]
        for base in (_own_base(window), survey.durable):
            if expected < base <= last.base + last.size:
                return base, None
    if survey.runs and survey.runs[-1].end == expected:
        return expected, survey.runs[-1].chain
    return expected, CHAIN_START if expected == 0 else None


def _own_base(window: Window) -> int:
    """Where a segment says that it begins: by its first intact entry, else by what is left of a header."""
    first = next((step for step in walk(window, None, None) if isinstance(step, Found)), None)
    if first is not None:
        return first.header.position - first.offset
    head = window.view(0, HEADER_BYTES)
    return parse(head).position if len(head) == HEADER_BYTES else -1


def _past_rot(files: Files, survey: Survey, mark: Mark) -> Mark:
    """Tell a flipped bit in the last group from a torn write: what one bit makes whole was written whole.

    Without this, an acknowledged entry would be cut as torn when power is lost before its seal reaches the
    disk and a bit of it flips as well. Returns ``mark``, moved behind such an entry.
    """
    gaps = [start for start, _, _ in _holes(survey, mark) if start >= survey.durable]
    start = gaps[0] if gaps else survey.end
    if start not in survey.reasons or start < survey.durable:
        return mark
    chain = (
        _chain_at(survey.runs, start) if start == 0 or any(run.end == start for run in survey.runs) else None
    )
    for index, segment in enumerate(survey.segments):
        if segment.base <= start < segment.base + segment.size:
            mended = _mended(files, segment, start, chain)
            if mended is not None:
                end = start + size_of(len(mended.data))
                survey.durable = end
                for later in survey.segments[index + 1 :]:
                    later.base = max(later.base, end)
                return Mark(mark.generation, end, mended.header[-8:], mark.first, mark.oldest)
    return mark


def _mended(files: Files, segment: Segment, position: int, chain: bytes | None) -> Mended | None:
    handle = files.open(segment.path)
    try:
        window = Window(handle, segment.size)
        offset = position - segment.base
        mended = mend(window, offset, position, chain, inside=not _blank_sector(window, offset))
    finally:
        handle.close()
    return None if mended is None or parse(mended.header).flags == SEAL else mended


def _blank_sector(window: Window, offset: int) -> bool:
    """Whether a whole sector of the entry is as it was preallocated: the mark of a torn write."""
    head = window.view(offset, HEADER_BYTES)
    length = min(parse(head).length, DATA_BYTES_MAX) if len(head) == HEADER_BYTES else 0
    end = min(offset + size_of(length), window.size)
    sectors = range((offset + SECTOR_BYTES - 1) // SECTOR_BYTES, end // SECTOR_BYTES)
    return any(not any(window.view(sector * SECTOR_BYTES, SECTOR_BYTES)) for sector in sectors)


def _check_reach(survey: Survey, directory: str) -> None:
    last = survey.segments[-1]
    if survey.durable > max(survey.end, last.base + last.size):
        path = segment_path(directory, last.number + 1)
        raise SegmentMissing(
            f"{path} is missing: the log reached position {survey.durable} when it was last opened; "
            "restore it, or join again with a new key"
        )


def _holes(survey: Survey, mark: Mark) -> Iterator[tuple[int, int, bytes | None]]:
    """(start, end, expected checksum) of every stretch without an intact entry, below the known end."""
    start = survey.oldest
    for run in survey.runs:
        if run.start > start:
            yield start, run.start, run.previous
        start = run.end
    if survey.durable > start:
        yield start, survey.durable, mark.chain


def _judge(survey: Survey, mark: Mark) -> tuple[int, list[Damage]]:
    """Where the log ends, and what is damaged before."""
    damages: list[Damage] = []
    for start, stop, expected in _holes(survey, mark):
        if start >= survey.durable:
            return start, damages
        if stop > survey.durable:  # only GENERATION knows of a place within the stretch
            damages.extend(_damages(survey, start, mark.end, mark.chain))
            return mark.end, damages
        damages.extend(_damages(survey, start, stop, expected))
    return max(survey.end, survey.durable), damages


def _damages(survey: Survey, start: int, stop: int, expected: bytes | None) -> Iterable[Damage]:
    """One damage for each segment that the stretch touches."""
    for index, segment in enumerate(survey.segments):
        after = survey.segments[index + 1].base if index + 1 < len(survey.segments) else stop
        first, last = max(start, segment.base), min(stop, after)
        if first < last:
            reason = survey.reasons.get(first, "its bytes are gone")
            offset = first - segment.base
            yield Damage(
                first, last - first, segment.path, offset, reason, expected if last == stop else None
            )


def _chain_at(runs: list[Run], end: int) -> bytes:
    for run in reversed(runs):
        if run.end == end:
            return run.chain
    return CHAIN_START


def _cut_tail(files: Files, directory: str, segments: list[Segment], end: int) -> None:
    """Drop everything from ``end`` on, so that nothing stale is ever taken for an entry again."""
    while len(segments) > 1 and segments[-1].base >= end:
        files.remove(segments.pop().path)
    last = segments[-1]
    handle = files.open(last.path, write=True)
    try:
        offset = end - last.base
        window = Window(handle, last.size)
        sealed = isinstance(examine(window, offset, end, None), Found)
        if window.first_used(offset + HEADER_BYTES if sealed else offset) is not None:
            _zero_tail(handle, last, offset)
        handle.sync()
    finally:
        handle.close()
    files.sync_directory(f"{directory}/log")


def _zero_tail(handle: Handle, segment: Segment, offset: int) -> None:
    handle.truncate(offset)
    try:
        handle.allocate(segment.size)
    except OSError:  # a full disk: the log can still be read, and goes on in another segment
        segment.size = handle.size()
