"""The real ledger and the independent model agree on everything, over random batches of every kind."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulator.random_book import Chance


@given(seed=st.integers(0, 2**32), commits=st.integers(1, 16))
@settings(max_examples=60)
def test_random_batches_leave_ledger_and_model_alike(seed: int, commits: int) -> None:
    """Statuses, late outcomes, trades, positions, totals and accounts, after every commit."""
    chance = Chance(seed)
    for _ in range(commits):
        chance.commit()
