"""One market for the tests that do not stop it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cluster.kernel_cache import use_kernel_cache
from cluster.market import Market
from tests.market.town import Town, build

use_kernel_cache()


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A running treasury market with a bond, clients and money."""
    directory: Path = tmp_path_factory.mktemp("town") / "market"
    async with await Market.start("treasury", directory=directory) as market:
        yield await build(market)
