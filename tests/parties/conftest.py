"""Fixtures of the parties' tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from cluster.kernel_cache import use_kernel_cache
from tests.parties.street import Street

use_kernel_cache()


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    """All desks, started; their tasks are awaited at the end."""
    opened = await Street().open()
    yield opened
    for task in opened.tasks:
        await task
