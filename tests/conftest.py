"""Settings for all tests: property tests repeat themselves exactly and take the time they need.

When processes share the tests (``pytest -n 2 --dist loadgroup``), one of them runs all that uses what there is one of.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

TESTS: Final = Path(__file__).parent
#: What starts Ray (one instance for all of it), machines with fixed addresses, PostgreSQL or a browser: it takes minutes
#: of waiting, during which the other processes have the processors.
APART: Final = (TESTS / "on_ray", TESTS / "browser", TESTS / "bench" / "test_postgres.py")

settings.register_profile(
    "lianjie",
    deadline=None,
    derandomize=True,
    max_examples=50,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("lianjie")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what is apart together in one process; pytest-xdist reads the marks right after this."""
    for item in items:
        if any(item.path.is_relative_to(one) for one in APART):
            item.add_marker(pytest.mark.xdist_group("apart"))
