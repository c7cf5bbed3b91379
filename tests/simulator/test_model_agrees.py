"""The real ledger and the independent model agree on everything; a ledger broken on purpose is found out."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.base.roster import Rules
from actors.ledger import _faults
from tests.simulator.book import RULES
from tests.simulator.random_book import Chance

#: Every way to break the kernel: name to bit.
BROKEN = {name: bit for name, bit in vars(_faults).items() if name.isupper()}


#: Limits so narrow that they are met.
NARROW = msgspec.structs.replace(
    RULES,
    accounts_max=48,
    sequence_window=3,
    pending_halves_max=3,
    pending_life_s_max=10,
    batch_life_ms_max=29_500,
)


@given(seed=st.integers(0, 2**32), commits=st.integers(1, 24), rules=st.sampled_from((RULES, NARROW)))
@settings(max_examples=60)
def test_random_batches_leave_ledger_and_model_alike(seed: int, commits: int, rules: Rules) -> None:
    """Statuses, late outcomes, trades, positions, totals and accounts, after every commit."""
    chance = Chance(seed, rules)
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
