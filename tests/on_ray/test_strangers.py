"""Who calls a party of a market on Ray and may not, or says too much, is refused; the party goes on."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from cluster.hosts.health import Health
from cluster.market import Market
from cluster.market.directory import MarketDirectory
from cluster.wire.certificate import certificate_of, identity_pem, new_key
from cluster.wire.frame import Kind, Stream, pack
from tests.market.town import Town
from tests.on_ray.test_life import health_of, settled
from tests.wire.caller import Caller

pytestmark = pytest.mark.asyncio(loop_scope="package")

NODE, NAME = "node-csdc", "CSRC"


class Stranger(Caller):
    """Calls a validator as :data:`NAME`."""

    async def shut_out(self) -> bool:
        """Whether the connection ends before a word is said on it."""
        try:
            return await self.reader.read() == b""
        except (ssl.SSLError, ConnectionError):
            return True
        finally:
            self.writer.close()


async def call(at: Health, folder: Path, key: bytes) -> Stranger:
    """Connect to a party with a transport key."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    file = folder / "caller.pem"
    file.write_bytes(identity_pem(key, certificate_of(key, NAME), b"secret"))
    tls.load_cert_chain(file, password=b"secret")
    return Stranger(*await asyncio.open_connection(at.host, at.port, ssl=tls), NAME)


def own_key(market: Market) -> bytes:
    """The transport key of :data:`NAME`."""
    return MarketDirectory.open(market.directory, None).transport_key(NAME)


async def goes_on(town: Town, before: Health) -> bool:
    """Whether the validator is the process that it was, and trades settle."""
    await settled(town)
    return (await health_of(town.market, NODE)).pid == before.pid


async def test_a_peer_with_a_certificate_that_the_roster_does_not_name_is_shut_out(
    ray_town: Town, tmp_path: Path
) -> None:
    node = await health_of(ray_town.market, NODE)
    stranger = await call(node, tmp_path, new_key())
    await stranger.greet(market=ray_town.market.market_id, stream=int(Stream.SMALL))
    assert await stranger.shut_out()
    assert await goes_on(ray_town, node)


async def test_a_peer_of_another_market_is_refused(ray_town: Town, tmp_path: Path) -> None:
    node = await health_of(ray_town.market, NODE)
    caller = await call(node, tmp_path, own_key(ray_town.market))
    await caller.greet(market=bytes(32))
    assert "it belongs to market 0000000000000000…, this is " in await caller.refusal()
    assert await goes_on(ray_town, node)


async def test_too_large_a_frame_ends_the_connection_and_not_the_party(
    ray_town: Town, tmp_path: Path
) -> None:
    node = await health_of(ray_town.market, NODE)
    caller = await call(node, tmp_path, own_key(ray_town.market))
    await caller.greet(market=ray_town.market.market_id)
    assert (await caller.hears())[0] is Kind.WELCOME
    caller.writer.write(pack(Kind.MESSAGE, 0, 1 << 30))
    assert "a MESSAGE frame of 1073741824 bytes on the small stream, where at most" in await caller.refusal()
    assert await goes_on(ray_town, node)
