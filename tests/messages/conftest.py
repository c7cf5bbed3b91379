"""A market's directory and one of every message, as fixtures."""

from __future__ import annotations

import pytest

from cluster.messages.directory import Directory
from tests.messages.world import make_directory


@pytest.fixture(scope="session")
def directory() -> Directory:
    """Who and what the messages of the tests name."""
    return make_directory()
