"""Segment files of the log."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from cluster.storage.files import Files
from cluster.storage.problems import SegmentMissing, told

SUFFIX = ".seg"


@dataclass(slots=True)
class Segment:
    """One file of the log: ``base`` is the log position of its first byte, ``size`` its length in bytes."""

    number: int
    path: str
    base: int
    size: int


def segment_path(directory: str, number: int) -> str:
    """Path of segment ``number`` of the store in ``directory``."""
    return f"{directory}/log/{number:08d}{SUFFIX}"


def segment_numbers(files: Files, directory: str, first: int) -> list[int]:
    """Numbers of the segments from ``first`` on, ascending and without a gap.

    Raises:
        SegmentMissing: ``first`` is not there, or one between two others is not.
    """
    with told(f"{directory}/log"):
        names = files.list(f"{directory}/log")
    numbers = [number for number in _numbers(names) if number >= first]
    for expected, number in zip(count(first), numbers or [-1], strict=False):
        if number != expected:
            path = segment_path(directory, expected)
            raise SegmentMissing(f"{path} is missing; restore it, or join again with a new key")
    return numbers


def remove_before(files: Files, directory: str, first: int) -> None:
    """Remove what an interrupted cut left: segments before ``first``."""
    for number in _numbers(files.list(f"{directory}/log")):
        if number < first:
            files.remove(segment_path(directory, number))


def _numbers(names: list[str]) -> list[int]:
    stems = [name[: -len(SUFFIX)] for name in names if name.endswith(SUFFIX)]
    return sorted(int(stem) for stem in stems if stem.isdecimal())


def create_segment(files: Files, directory: str, number: int, base: int, size: int) -> Segment:
    """Make a segment and reserve its ``size`` bytes. Durable once it and its directory are synced.

    Raises:
        StorageFull: no room; nothing is left behind. StorageProblem: it cannot be made.
    """
    path = segment_path(directory, number)
    with told(path):
        handle = files.open(path, create=True)
        try:
            handle.allocate(size)
        except OSError:
            files.remove(path)
            raise
        finally:
            handle.close()
    return Segment(number, path, base, size)
