"""A party's documents: full texts of which the ledger holds only the SHA-256 digest, each in a file named by it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

#: Longest document that is kept, bytes.
DOCUMENT_BYTES_MAX: Final = 64 * 1024 * 1024


class DocumentProblem(Exception):
    """A document that is not here, is damaged, or is too long to keep; the text says which and what to do."""


class Documents:
    """Files by digest below one directory, verified whenever they are read."""

    def __init__(self, directory: str | Path) -> None:
        """In ``directory``, which is made when the first document comes."""
        self.directory = Path(directory)

    def put(self, text: bytes) -> bytes:
        """Keep the bytes; their digest. Durable when it returns; the same bytes again change nothing.

        Raises:
            DocumentProblem: longer than DOCUMENT_BYTES_MAX. OSError: as the operating system does.
        """
        if len(text) > DOCUMENT_BYTES_MAX:
            raise DocumentProblem(
                f"the document has {len(text)} bytes; at most {DOCUMENT_BYTES_MAX} are kept, so split it"
            )
        digest = hashlib.sha256(text).digest()
        path = self.path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".fresh")
            with fresh.open("wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
            _sync(path.parent)
        return digest

    def get(self, digest: bytes) -> bytes:
        """The bytes of this digest, verified.

        Raises:
            DocumentProblem: they are not here, or not what they were.
        """
        path = self.path(digest)
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            raise DocumentProblem(
                f"no document {digest.hex()} here; ask who disclosed it for the file"
            ) from None
        if hashlib.sha256(text).digest() != digest:
            raise DocumentProblem(
                f"the document {digest.hex()} was changed on disk; ask who disclosed it for the file"
            )
        return text

    def has(self, digest: bytes) -> bool:
        """Whether the document is here and whole."""
        try:
            self.get(digest)
        except DocumentProblem:
            return False
        return True

    def path(self, digest: bytes) -> Path:
        """Where the document of this digest lies, or would."""
        name = digest.hex()
        return self.directory / name[:2] / name


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
