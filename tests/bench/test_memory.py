"""Memory over one window: where it began and ended, and whether it still grows."""

from __future__ import annotations

import pytest

from cluster.bench.memory import Look, Memory, watching
from cluster.hosts.health import Health


def health(party: str, pid: int, rss_bytes: int) -> Health:
    """A party's process with this much memory."""
    return Health(party, "running", "", "here", pid, "", 0, 0, 0, 0.0, rss_bytes, 0, 0, 0, 0)


def looks(*totals: int) -> Memory:
    """One look a second."""
    return Memory([Look(float(at), total, {}) for at, total in enumerate(totals)])


def test_memory_that_fills_and_is_then_full_grew_and_does_not_grow() -> None:
    figures = looks(100, 200, 300, 300, 300, 300).figures(settled=50)
    assert (figures["start"], figures["end"], figures["most"]) == (100, 300, 300)
    assert figures["per_trade"] == pytest.approx(4.0)
    assert figures["trend_per_trade"] == pytest.approx(0.0)


def test_memory_that_grows_to_the_end_has_a_trend() -> None:
    figures = looks(100, 110, 120, 130, 140).figures(settled=20)
    assert figures["trend_per_trade"] == figures["per_trade"] == pytest.approx(2.0)


def test_what_is_in_use_at_the_last_moment_is_no_growth_when_it_was_in_use_before() -> None:
    figures = looks(100, 180, 100, 180, 180, 100, 100, 180).figures(settled=10)
    assert figures["per_trade"] == pytest.approx(8.0)
    assert figures["trend_per_trade"] == pytest.approx(0.0)


def test_where_nothing_settled_nothing_is_told_a_trade() -> None:
    figures = looks(100, 200).figures(settled=0)
    assert (figures["per_trade"], figures["trend_per_trade"]) == (None, None)
    assert figures["series"] == [[0.0, 100], [1.0, 200]]


def test_a_process_counts_once_and_parties_of_their_own_are_told_apart() -> None:
    shared, apart = Memory(), Memory()
    shared.note(0.0, [health("a", 1, 70), health("b", 1, 70)])
    apart.note(0.0, [health("a", 1, 70), health("b", 2, 30)])
    assert (shared.figures(1)["end"], shared.figures(1)["end_of"]) == (70, {})
    assert (apart.figures(1)["end"], apart.figures(1)["end_of"]) == (100, {"a": 70, "b": 30})


def test_a_look_at_which_a_party_did_not_answer_does_not_count() -> None:
    memory = Memory()
    memory.note(0.0, [health("a", 1, 70), health("b", 2, 30)])
    memory.note(1.0, [health("b", 2, 30)])
    memory.note(2.0, [health("a", 1, 80), health("b", 2, 30)])
    assert [one.total for one in memory.looks] == [100, 110]


async def test_a_window_is_looked_at_when_it_begins_and_when_it_ends() -> None:
    sizes = iter((100, 140))

    async def look() -> list[Health]:
        return [health("a", 1, next(sizes))]

    async with watching(look, seconds=600.0) as memory:
        assert [one.total for one in memory.looks] == [100]
    assert [one.total for one in memory.looks] == [100, 140]
