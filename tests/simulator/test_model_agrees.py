"""The real ledger and the independent model agree on everything; a ledger broken on purpose is found out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.ledger import _faults
from tests.simulator.random_book import Chance

#: Every way to break the kernel: name to bit.
BROKEN = {name: bit for name, bit in vars(_faults).items() if name.isupper()}


@given(seed=st.integers(0, 2**32), commits=st.integers(1, 24))
@settings(max_examples=60)
def test_random_batches_leave_ledger_and_model_alike(seed: int, commits: int) -> None:
    """Statuses, late outcomes, trades, positions, totals and accounts, after every commit."""
    chance = Chance(seed)
    for _ in range(commits):
        chance.commit()


def _run_broken(bit: int) -> None:
    """Forty random books of 25 commits on a kernel with this fault."""
    for seed in range(40):
        chance = Chance(seed)
        assert chance.book.ledger is not None
        chance.book.ledger.set_faults(bit)
        for _ in range(25):
            chance.commit()


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_kernel_is_caught(name: str) -> None:
    """A comparison that cannot fail compares nothing: each fault shows within a few random books."""
    with pytest.raises(AssertionError, match=r"must be|nothing asked for|reconciles with|differ"):
        _run_broken(BROKEN[name])
