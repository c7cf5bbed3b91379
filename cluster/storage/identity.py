"""The two small files that say whose store this is and how often it was opened."""

from __future__ import annotations

from typing import TypeVar

from actors.base.canonical import Canonical, MalformedBytes, decode, encode
from actors.base.digest import DIGEST_BYTES, tagged
from cluster.storage.files import Files
from cluster.storage.problems import DamagedFile, Fenced, OtherMarket, OtherParty, OtherVersion, told
from cluster.storage.record import CHAIN_START

T = TypeVar("T", bound=Canonical)

LAYOUT_VERSION = 2
FILE_BYTES_MAX = 4096


class Identity(Canonical):
    """Whose store it is: the market's id (digest of its first roster), the party, the layout's version."""

    market: bytes
    party: str
    version: int = LAYOUT_VERSION


class Mark(Canonical):
    """``GENERATION``: how often the store was opened, and what its log was then, or when it was last cut.

    ``end`` is the log position up to which it was durable, ``chain`` the checksum of the entry before that
    (8 bytes); ``first`` is the number of its oldest segment, ``oldest`` the position of that one's first byte.
    """

    generation: int
    end: int
    chain: bytes
    first: int
    oldest: int


FIRST_MARK = Mark(0, 0, CHAIN_START, 0, 0)


def read_small(files: Files, path: str, kind: type[T]) -> T:
    """Read a small file written by :func:`write_small`.

    Raises:
        DamagedFile: its digest does not fit. StorageProblem: it cannot be read.
    """
    with told(path):
        handle = files.open(path)
        try:
            data = handle.read(0, FILE_BYTES_MAX + 1)
        finally:
            handle.close()
    digest, body = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
    try:
        if digest == tagged("file", body):
            return decode(body, kind, FILE_BYTES_MAX)
    except MalformedBytes:
        pass
    raise DamagedFile(f"{path}: its bytes are not those that were written; restore it from a copy")


def write_small(files: Files, directory: str, name: str, value: Canonical) -> None:
    """Write a small file beside, sync it, and give it its name: the old one or the new one survives."""
    body = encode(value)
    replace_file(files, directory, name, [tagged("file", body), body])


def replace_file(files: Files, directory: str, name: str, parts: list[bytes]) -> None:
    """Durably and atomically make ``directory/name`` hold ``parts``.

    Raises:
        StorageFull, StorageProblem: it cannot; what was there stays.
    """
    path, beside = f"{directory}/{name}", f"{directory}/{name}.new"
    with told(path):
        if files.exists(beside):
            files.remove(beside)
        handle = files.open(beside, create=True)
        try:
            handle.write(0, parts)
            handle.sync()
        except OSError:
            handle.close()
            files.remove(beside)
            raise
        handle.close()
        files.rename(beside, path)
        files.sync_directory(directory)


def check_identity(found: Identity, wanted: Identity, directory: str) -> None:
    """Compare what the store says with what its opener wants.

    Raises:
        OtherVersion, OtherMarket, OtherParty: they differ; the text names both.
    """
    if found.version != wanted.version:
        raise OtherVersion(
            f"{directory} has layout version {found.version}, this release reads {wanted.version}; "
            "use the release that wrote it"
        )
    if found.market != wanted.market:
        raise OtherMarket(
            f"{directory} belongs to market {found.market[:4].hex()}, not {wanted.market[:4].hex()}; "
            "name another directory"
        )
    if found.party != wanted.party:
        raise OtherParty(
            f"{directory} belongs to {found.party!r}, not {wanted.party!r}; name that party's directory"
        )


class Fence:
    """Refuses writing once the store was opened again elsewhere."""

    __slots__ = ("_directory", "_files", "_ours", "generation")

    def __init__(self, files: Files, directory: str, generation: int) -> None:
        """Guard the opening that made ``generation``."""
        self._files = files
        self._directory = directory
        #: Stamp of the file when it was found to be of this opening.
        self._ours: object = None
        self.generation = generation

    def advance(self, mark: Mark) -> None:
        """Note what the log is now.

        Raises:
            Fenced: this opening is no longer the newest. StorageProblem: it cannot be noted.
        """
        assert mark.generation == self.generation, mark
        self.check()
        write_small(self._files, self._directory, "GENERATION", mark)

    def check(self) -> None:
        """Return when this opening is still the newest.

        Raises:
            Fenced: it is not. StorageProblem: that cannot be told.
        """
        path = f"{self._directory}/GENERATION"
        with told(path):
            stamp = self._files.stamp(path)
        if stamp == self._ours:
            return
        newest = read_small(self._files, path, Mark).generation
        if newest != self.generation:
            raise Fenced(
                f"{self._directory} was opened again (generation {newest}, this is {self.generation}); "
                "stop this process, the newer one goes on"
            )
        self._ours = stamp
