"""One history, made once: every test writes its own copy of it to disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster.kernel_cache import use_kernel_cache

use_kernel_cache()

from tests.verify.story import Story, week, write  # noqa: E402  (the kernel loads with it)


@pytest.fixture(scope="session")
def story() -> Story:
    """Two epochs of a small market. Not to be changed by a test."""
    return week()


@pytest.fixture
def node(story: Story, tmp_path: Path) -> Path:
    """The directory of a node with that history."""
    return write(tmp_path / "node0", story.market, story.lines, story.snapshots)
