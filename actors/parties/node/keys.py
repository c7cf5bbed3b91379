"""Keys of a node's index: one letter, then big-endian numbers, so that scans come in order."""

from __future__ import annotations


class IndexKey:
    """Makers of index keys. Values are log positions or commit numbers, see :meth:`number`."""

    @staticmethod
    def number(value: int) -> bytes:
        """Eight big-endian bytes."""
        return value.to_bytes(8, "big")

    @staticmethod
    def batch(digest: bytes) -> bytes:
        """Log position of a batch."""
        return b"b" + digest

    @staticmethod
    def block(digest: bytes) -> bytes:
        """Log position of a block."""
        return b"k" + digest

    @staticmethod
    def ordered(digest: bytes) -> bytes:
        """Number of the commit that executed a batch first."""
        return b"o" + digest

    @staticmethod
    def commit(number: int) -> bytes:
        """Log position of a commit entry."""
        return b"c" + number.to_bytes(8, "big")

    @staticmethod
    def certificate(number: int) -> bytes:
        """Log position of a certificate."""
        return b"f" + number.to_bytes(8, "big")

    @staticmethod
    def concerning(institution: int) -> bytes:
        """Prefix of the commits that have outcome leaves for an institution."""
        return b"i" + institution.to_bytes(2, "big")
