"""Segment files of the log."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

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


def segment_numbers(files: Files, directory: str) -> list[int]:
    """Numbers of the segments that are there, ascending and without a gap.

    Raises:
        SegmentMissing: none is there, or one between two others is not.
    """
    with told(f"{directory}/log"):
        names = files.list(f"{directory}/log")
    stems = [name[: -len(SUFFIX)] for name in names if name.endswith(SUFFIX)]
    numbers = sorted(int(stem) for stem in stems if stem.isdecimal())
    if not numbers:
        raise SegmentMissing(f"{directory}/log holds no segment; restore it, or join again with a new key")
    for before, after in pairwise(numbers):
        if after != before + 1:
            path = segment_path(directory, before + 1)
            raise SegmentMissing(f"{path} is missing; restore it, or join again with a new key")
    return numbers


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
