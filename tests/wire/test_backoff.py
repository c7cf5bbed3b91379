"""Attempts to connect become rarer, not all at once, and never stop."""

from __future__ import annotations

from random import Random

from cluster.wire.backoff import Backoff


def test_waits_double_up_to_the_longest_and_are_shortened_by_up_to_a_half() -> None:
    backoff = Backoff(10, 2_000, Random(1))
    waits = [backoff.failed() for _ in range(40)]
    full = [min(10 << at, 2_000) / 1_000 for at in range(40)]
    assert all(most / 2 <= wait <= most for wait, most in zip(waits, full, strict=True))
    assert len(set(waits)) == 40


def test_a_success_begins_anew_and_a_refusal_waits_longest() -> None:
    backoff = Backoff(10, 2_000, Random(1))
    for _ in range(5):
        backoff.failed()
    backoff.reset()
    assert backoff.failed() <= 0.01
    assert backoff.failed(hopeless=True) >= 1
