"""SHA-256 of messages: long ones in a thread, and once for all peers that the same message goes to."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from typing import Final

#: Hashing less than this is done before a thread would have begun.
_INLINE_BYTES_MAX: Final = 256 * 1024
#: Messages whose digests are remembered; each is kept alive for as long.
_REMEMBERED_MAX: Final = 4


class Digests:
    """Digests of one wire."""

    def __init__(self) -> None:
        """Nothing remembered."""
        self._known: OrderedDict[int, tuple[bytes, asyncio.Future[bytes]]] = OrderedDict()

    async def of(self, message: bytes) -> bytes:
        """Digest of a message that is being sent, to several peers perhaps."""
        known = self._known.get(id(message))
        if known is None:
            computing = asyncio.ensure_future(digest_of(message))
            known = self._known[id(message)] = message, computing
            computing.add_done_callback(self._trim)
        return await asyncio.shield(known[1])

    def close(self) -> None:
        """Forget everything."""
        known, self._known = self._known, OrderedDict()
        for _, computing in known.values():
            computing.cancel()

    def _trim(self, _: asyncio.Future[bytes]) -> None:
        """Forget the oldest that are computed."""
        for key, (_message, computing) in list(self._known.items()):
            if len(self._known) <= _REMEMBERED_MAX:
                return
            if computing.done():
                del self._known[key]


async def digest_of(data: bytes) -> bytes:
    """SHA-256 of ``data``; a long one is computed in a thread, so that nobody waits behind it."""
    if len(data) <= _INLINE_BYTES_MAX:
        return hashlib.sha256(data).digest()
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, lambda: hashlib.sha256(data).digest())
