"""A town for each test, closed behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.wire.town import Town


@pytest_asyncio.fixture
async def town() -> AsyncIterator[Town]:
    """An empty town."""
    town = Town()
    yield town
    await town.close()
