"""One Ray instance for all tests of the session that need one, and one market in it for those that do not stop it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from cluster.hosts.on_ray.connection import connect, disconnect
from cluster.hosts.on_ray.instance import RayInstance, Settings, start_instance
from cluster.market import Market
from tests.market.town import Town, build

BLUEPRINT = Path(__file__).with_name("small.yaml")


@pytest.fixture(scope="session")
def ray_instance() -> Iterator[RayInstance]:
    """A Ray instance with room for two markets; this process is connected to it."""
    instance = asyncio.run(start_instance(Settings(num_cpus=4, object_store_mib=256)))
    try:
        asyncio.run(connect(instance))
        yield instance
    finally:
        disconnect()
        instance.stop()


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def ray_market(
    ray_instance: RayInstance, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Market]:
    """A running market of twelve actors."""
    directory = tmp_path_factory.mktemp("ray") / "market"
    market = await Market.start(BLUEPRINT, "ray", directory, address=ray_instance.address)
    try:
        await market.ready()
        yield market
    finally:
        await market.stop()


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def ray_town(ray_market: Market) -> Town:
    """A bond, two clients and money in it."""
    return await build(ray_market)
