"""A party by hand: the library's own TLS streams and frames one by one, to show what the wire does about each."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import msgspec
import pytest

from actors.base.canonical import encode
from cluster.wire.certificate import identity_pem
from cluster.wire.frame import HEADER_BYTES, Hello, Kind, pack, unpack
from tests.wire.town import ROSTER, certificate, key


def context(side: int, folder: Path, name: str, other: str) -> ssl.SSLContext:
    """TLS of ``name``, who trusts ``other``."""
    made = ssl.SSLContext(side)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_REQUIRED
    made.load_verify_locations(cadata=certificate(other))
    file = folder / "caller.pem"
    file.write_bytes(identity_pem(key(name), certificate(name), b"secret"))
    made.load_cert_chain(file, password=b"secret")
    return made


class Caller:
    """One end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str) -> None:
        """Of ``name``."""
        self.reader, self.writer, self.name = reader, writer, name

    async def greet(self, kind: Kind = Kind.HELLO, **changes: object) -> None:
        """Say HELLO or WELCOME, with some fields changed."""
        hello = Hello(ROSTER.market_id, self.name, 1, 7, 1)
        body = encode(msgspec.structs.replace(hello, **changes))
        self.writer.write(pack(kind, 0, len(body)) + body)

    async def hears(self) -> tuple[Kind, bytes]:
        """The next frame."""
        header = unpack(await self.reader.readexactly(HEADER_BYTES))
        return header.kind, await self.reader.readexactly(header.length)

    async def refusal(self) -> str:
        """The reason why we are refused; the connection ends behind it."""
        kind, body = await self.hears()
        assert kind is Kind.REFUSED
        with pytest.raises(asyncio.IncompleteReadError):
            await self.hears()
        self.writer.close()
        return body.decode("utf-8", "replace")


async def call(place: tuple[str, int], folder: Path, name: str = "bob", to: str = "ann") -> Caller:
    """``name`` calls ``to``, who listens at ``place``."""
    tls = context(ssl.PROTOCOL_TLS_CLIENT, folder, name, to)
    return Caller(*await asyncio.open_connection(*place, ssl=tls), name)


class Answerer:
    """``name`` listens, and leaves what callers hear to the test."""

    def __init__(self, name: str) -> None:
        """Nobody called."""
        self.name = name
        self.calls: asyncio.Queue[Caller] = asyncio.Queue()
        self.place = ("", 0)
        self._server: asyncio.Server | None = None

    async def open(self, folder: Path, caller: str) -> None:
        """Listen for ``caller``."""
        tls = context(ssl.PROTOCOL_TLS_SERVER, folder, self.name, caller)
        self._server = await asyncio.start_server(self._called, "127.0.0.1", 0, ssl=tls)
        self.place = self._server.sockets[0].getsockname()[:2]

    async def close(self) -> None:
        """Stop listening."""
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    def _called(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls.put_nowait(Caller(reader, writer, self.name))
