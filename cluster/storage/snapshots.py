"""Snapshots: a party's state at a moment, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cluster.storage.files import Files
from cluster.storage.part_files import PartFiles
from cluster.storage.problems import CorruptFile

KEPT: Final = 2
"""How many snapshots stay: the newest, and one to fall back on."""


class Snapshots(PartFiles):
    """The snapshots of one store."""

    __slots__ = ()

    def __init__(self, files: Files, directory: str) -> None:
        """Keep snapshots in ``directory``/snapshots."""
        super().__init__(files, directory, "snapshots", "snap")

    def write(self, number: int, parts: Mapping[str, bytes]) -> None:
        """Write a snapshot durably and atomically, then drop all but the newest two.

        Raises:
            StorageFull, StorageProblem: it cannot; those before stay.
        """
        super().write(number, parts)
        self.remove(self.numbers()[:-KEPT])

    def newest(self) -> tuple[int, dict[str, bytes]] | None:
        """The newest intact snapshot, or None."""
        for number in reversed(self.numbers()):
            try:
                return number, self.load(number)
            except CorruptFile:
                continue
        return None


def history_files(files: Files, directory: str) -> PartFiles:
    """The volumes of history of the store in ``directory``."""
    return PartFiles(files, directory, "history", "vol")
