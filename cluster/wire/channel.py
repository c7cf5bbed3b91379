"""TLS over memory: bytes of a socket in, plain bytes out, and the other way round. No I/O.

The library's own TLS over transports keeps its context from when it began to listen, hides the reason of a failed
handshake and copies more often; this reads straight into the reader's buffer.
"""

from __future__ import annotations

import ssl
from typing import cast


class ChannelClosed(Exception):
    """The peer said that it sends nothing more."""


class TlsChannel:
    """One end of a TLS connection."""

    def __init__(self, context: ssl.SSLContext, accepting: bool) -> None:
        """A connection that was just accepted, or dialled."""
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=accepting)

    def shake_hands(self) -> bool:
        """Go on with the handshake as far as what came allows; whether it is done.

        Raises:
            ssl.SSLError: it failed.
        """
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    @property
    def certificate(self) -> bytes | None:
        """The peer's certificate (DER)."""
        return self._tls.getpeercert(binary_form=True)

    def received(self, data: memoryview) -> None:
        """Encrypted bytes came."""
        self._incoming.write(data)

    def ended(self) -> None:
        """No more encrypted bytes will come."""
        self._incoming.write_eof()

    def read_into(self, space: memoryview) -> int:
        """Decrypt into ``space``; how many bytes, 0 when more must come first.

        Raises:
            ChannelClosed: the peer closed the connection. ssl.SSLError: what came is not from it.
        """
        if not (self._incoming.pending or self._tls.pending()):
            return 0
        try:
            # With a buffer it returns how many bytes it read, whatever the stubs say.
            count = cast(int, self._tls.read(len(space), space))
        except ssl.SSLWantReadError:
            return 0
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            raise ChannelClosed from None
        if count == 0:
            raise ChannelClosed
        return count

    def write(self, data: bytes | memoryview) -> None:
        """Encrypt ``data``; :meth:`take` has it then."""
        self._tls.write(data)

    def take(self) -> bytes:
        """Encrypted bytes that must be sent, perhaps none."""
        return self._outgoing.read() if self._outgoing.pending else b""

    def close(self) -> None:
        """Tell the peer that nothing more comes."""
        try:
            self._tls.unwrap()
        except ssl.SSLError:
            return  # the answer to it is not awaited; and before the handshake there is nobody to tell
