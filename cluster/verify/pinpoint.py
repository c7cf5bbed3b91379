"""Finding the one wrong byte of a file of parts, by trying which change makes a digest fit."""

from __future__ import annotations

import hashlib
import struct

from actors.base.digest import DIGEST_BYTES, tagged
from cluster.storage.part_files import HEAD_BYTES_MAX, MAGIC

HASHED_BYTES_MAX = 256 << 20
"""Most that is hashed in one search; more data than that allows is named by its beginning."""

_MASKS = (*(1 << bit for bit in range(8)), 0xFF)
_PREFIX = struct.Struct("<4sI")


def wrong_byte(data: bytes, tag: str, digest: bytes) -> int | None:
    """Offset of the byte of ``data`` that, changed in one bit or all, gives it the tagged ``digest``; or None."""
    if len(_MASKS) * len(data) * len(data) // 2 > HASHED_BYTES_MAX:
        return None
    name = tag.encode("ascii")
    before = hashlib.sha256(bytes([len(name)]) + name)
    for at in range(len(data)):
        rest = data[at + 1 :]
        for mask in _MASKS:
            state = before.copy()
            state.update(bytes([data[at] ^ mask]) + rest)
            if state.digest() == digest:
                return at
        before.update(data[at : at + 1])
    return None


def wrong_byte_of_small(data: bytes) -> int:
    """Offset of the wrong byte in a small file (digest, then what it is of); 0 when it is not one."""
    digest, body = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
    true = tagged("file", body)
    wrong = [at for at in range(len(digest)) if digest[at] != true[at]]
    if len(wrong) == 1:
        return wrong[0]
    found = wrong_byte(body, "file", digest)
    return 0 if found is None else DIGEST_BYTES + found


def wrong_byte_of_start(start: bytes) -> int | None:
    """Offset of the wrong byte in such a file's magic, length, list of parts and digest of that list."""
    if len(start) < _PREFIX.size:
        return None
    magic: bytes
    length: int
    magic, length = _PREFIX.unpack_from(start)
    if magic != MAGIC:
        return next(at for at in range(len(MAGIC)) if magic[at] != MAGIC[at])
    if not _fits(start, length):
        for at in range(len(MAGIC), _PREFIX.size):
            for mask in range(1, 256):
                other = start[:at] + bytes([start[at] ^ mask]) + start[at + 1 :]
                if _fits(other, _PREFIX.unpack_from(other)[1]):
                    return at
    body, digest = _cut(start, length)
    true = tagged("snapshot", body)
    wrong = [at for at in range(len(digest)) if digest[at] != true[at]]
    if len(wrong) == 1:
        return _PREFIX.size + length + wrong[0]
    found = wrong_byte(body, "snapshot", digest)
    return None if found is None else _PREFIX.size + found


def _cut(start: bytes, length: int) -> tuple[bytes, bytes]:
    end = _PREFIX.size + length
    return start[_PREFIX.size : end], start[end : end + DIGEST_BYTES]


def _fits(start: bytes, length: int) -> bool:
    if length > HEAD_BYTES_MAX or _PREFIX.size + length + DIGEST_BYTES > len(start):
        return False
    body, digest = _cut(start, length)
    return tagged("snapshot", body) == digest
