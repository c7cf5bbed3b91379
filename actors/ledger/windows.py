"""Sequence windows: which batches of a stream were executed. Gaps are accepted, repeats are not.

Per (institution, stream): the newest sequence number, and the digest of every batch executed within the last
``Rules.sequence_window`` numbers.
"""

from __future__ import annotations

from actors.base.canonical import Canonical
from actors.ledger.status import Status


class WindowImage(Canonical):
    """One stream's window as stored: executed numbers ascending, each with its batch's digest."""

    institution: int
    stream: int
    newest: int
    executed: tuple[tuple[int, bytes], ...]


class Window:
    """What is remembered of one stream."""

    __slots__ = ("executed", "newest")

    def __init__(self, newest: int = 0, executed: dict[int, bytes] | None = None) -> None:
        """A window that ends at ``newest``."""
        self.newest = newest
        self.executed: dict[int, bytes] = executed if executed is not None else {}


def is_repeat(window: Window, sequence: int, digest: bytes) -> bool:
    """Whether this very batch was executed already (same number, same digest)."""
    return window.executed.get(sequence) == digest


def why_refused(window: Window, sequence: int, width: int) -> Status | None:
    """Why a batch that is no repeat may not use this number, or None."""
    if sequence <= window.newest - width:
        return Status.SEQUENCE_TOO_OLD
    if sequence in window.executed:
        return Status.SEQUENCE_REPEATED
    return None


def note(window: Window, sequence: int, digest: bytes, width: int) -> None:
    """Remember an executed batch and forget what fell out of the window."""
    window.executed[sequence] = digest
    if sequence > window.newest:
        oldest = window.newest - width + 1
        window.newest = sequence
        _forget(window, oldest, sequence - width)


def _forget(window: Window, first: int, last: int) -> None:
    if last - first < len(window.executed):
        for number in range(first, last + 1):
            window.executed.pop(number, None)
    else:
        for number in [number for number in window.executed if number <= last]:
            del window.executed[number]


class Windows:
    """The windows of all streams."""

    def __init__(self) -> None:
        """No stream seen yet."""
        self._streams: dict[tuple[int, int], Window] = {}

    def of(self, institution: int, stream: int) -> Window:
        """The window of one stream (made when first asked for)."""
        return self._streams.setdefault((institution, stream), Window())

    def is_beyond(self, institution: int, stream: int, sequence: int) -> bool:
        """Whether no batch of this number or a higher one was executed yet."""
        window = self._streams.get((institution, stream))
        return window is None or sequence > window.newest

    def image(self) -> tuple[WindowImage, ...]:
        """All windows that remember something, in order of (institution, stream)."""
        return tuple(
            WindowImage(*key, window.newest, tuple(sorted(window.executed.items())))
            for key, window in sorted(self._streams.items())
            if window.executed
        )

    @classmethod
    def from_image(cls, images: tuple[WindowImage, ...]) -> Windows:
        """The windows of an image."""
        windows = cls()
        for one in images:
            windows._streams[one.institution, one.stream] = Window(one.newest, dict(one.executed))
        return windows
