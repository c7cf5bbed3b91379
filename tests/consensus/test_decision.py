"""The commit rule, branch by branch. Leaders of slots 1 to 5 are A, B, C, D, A."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.consensus.decision import DecisionRule
from tests.consensus.drawing import Drawing

FULL = """
    1: A B C D
    2: A B C D < A B C D
    3: A B C D < A B C D
"""
#: Three votes for A1; of round 3 only A certifies it, so slot 1 waits for an anchor.
ONE_CERTIFICATE = """
    1: A B C D
    2: A B C < A B C D
    2: D     < B C D
    3: A     < A B C
    3: B C D < B C D
"""


def test_quorum_of_certificates_commits() -> None:
    assert Drawing(FULL).outcome(1) == "A1"


def test_fewer_certificates_wait() -> None:
    drawing = Drawing("1: A B C D\n2: A B C D < A B C D\n3: A B < A B C D")
    assert drawing.outcome(1) == "wait"
    assert drawing.draw("3: C < A B C D").outcome(1) == "A1"


def test_certificate_needs_a_quorum_of_votes() -> None:
    drawing = Drawing("1: A B C D\n2: A B < A B C D\n2: C D < B C D\n3: A B C D < A B C D")
    assert drawing.outcome(1) == "wait"


def test_quorum_without_a_vote_skips() -> None:
    drawing = Drawing("1: B C D\n2: B C < B C D")
    assert drawing.outcome(1) == "wait"
    assert drawing.draw("2: D < B C D").outcome(1) == "skip"


def test_votes_against_skip_also_when_the_leader_proposed() -> None:
    assert Drawing("1: A B C D\n2: A < A B C D\n2: B C D < B C D").outcome(1) == "skip"


def test_anchor_commits_what_its_history_certifies() -> None:
    drawing = Drawing(ONE_CERTIFICATE)
    assert drawing.outcome(1) == "wait"
    drawing.draw("4: A B C D < A B C D\n5: A B C D < A B C D")
    assert drawing.outcome(1) == "wait"
    assert drawing.draw("6: A B C < A B C D").outcome(1) == "A1"


def test_anchor_skips_what_its_history_does_not_certify() -> None:
    drawing = Drawing(ONE_CERTIFICATE)
    drawing.draw("4: A < A B C\n4: B C D < B C D\n5: B C D < B C D\n6: B C D < B C D")
    assert drawing.outcome(1) == "skip"


def test_undecided_later_slot_holds_up() -> None:
    """Slot 4 is open, slot 5 commits: slot 1 must wait for slot 4."""
    drawing = Drawing(ONE_CERTIFICATE)
    drawing.draw("4: A B C D < A B C D\n5: A B < A B C\n5: C D < A B C D")
    drawing.draw("6: A B C D < A B C D\n7: A B C D < A B C D")
    assert drawing.rule.decide(1) is None
    assert drawing.rule.is_decided(5)
    assert drawing.outcome(4) == "wait"


def test_skipped_slots_are_passed() -> None:
    """Nobody votes for D4, so the anchor of slot 1 is A5."""
    drawing = Drawing(ONE_CERTIFICATE)
    drawing.draw("4: A B C D < A B C D\n5: A B C D < A B C\n6: A B C D < A B C D\n7: A B C D < A B C D")
    assert drawing.outcome(4) == "skip"
    assert drawing.outcome(1) == "A1"


def test_anchor_is_not_sought_before_the_third_round() -> None:
    """C3 is committed and certifies nothing; it must not decide slot 1."""
    drawing = Drawing(ONE_CERTIFICATE)
    drawing.draw("4: A B C D < A B C D\n5: A B C D < A B C D")
    assert drawing.outcome(3) == "C3"
    assert drawing.outcome(1) == "wait"


def test_equivocating_leader_commits_at_most_one_block() -> None:
    drawing = Drawing("1: A A' B C D\n2: A B C < A B C D\n2: D < A' B C D\n3: A B C D < A B C")
    assert drawing.outcome(1) == "A1"


def test_split_votes_neither_commit_nor_skip() -> None:
    drawing = Drawing("1: A A' B C D\n2: A B < A B C D\n2: C D < A' B C D\n3: A B C D < A B C D")
    assert drawing.outcome(1) == "wait"
    drawing.draw("4: A B C D < A B C D\n5: A B C D < A B C D\n6: A B C D < A B C D")
    assert drawing.outcome(1) == "skip"


def test_equivocating_voters_count_once() -> None:
    """Two blocks of D at round 3 are one author's certificate."""
    drawing = Drawing("1: A B C D\n2: A B C D < A B C D\n3: A D D' < A B C D")
    assert drawing.outcome(1) == "wait"


def test_equivocating_voter_does_not_skip_twice() -> None:
    drawing = Drawing("1: A B C D\n2: A < A B C D\n2: C D D' < B C D")
    assert drawing.outcome(1) == "wait"


@pytest.mark.parametrize(("voters", "expected"), [("A B", "wait"), ("A B C", "A1"), ("B C D E", "wait")])
def test_weights_count_not_heads(voters: str, expected: str) -> None:
    """Weights 3, 1, 1, 1, 1: a quorum weighs 5."""
    drawing = Drawing(weights=(3, 1, 1, 1, 1))
    drawing.draw(f"1: A B C D E\n2: A B C D E < A B C D E\n3: {voters} < A B C D E")
    assert drawing.outcome(1) == expected


@st.composite
def dags(draw: st.DrawFn) -> list[tuple[int, str, list[str]]]:
    """Blocks of nine rounds; each cites a quorum of the round before, some authors are missing."""
    blocks: list[tuple[int, str, list[str]]] = []
    below: list[str] = []
    for round in range(1, 10):
        here = sorted(draw(st.sets(st.sampled_from("ABCD"), min_size=3)))
        for name in here:
            cites = sorted(draw(st.sets(st.sampled_from(below), min_size=3))) if below else []
            blocks.append((round, name, cites))
        below = here
    return blocks


@given(dags(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_decisions_are_final_and_alike_whatever_arrives_first(
    blocks: list[tuple[int, str, list[str]]],
    random: st.DataObject,
) -> None:
    """Two stores that grow in different orders, one asked at each block, decide alike in the end."""
    eager, lazy = Drawing(), Drawing()
    seen: dict[int, str] = {}
    for round, name, cites in blocks:
        eager.add(round, name, cites)
        for slot in range(1, 8):
            outcome = eager.outcome(slot)
            assert seen.get(slot, outcome) == outcome
            if outcome != "wait":
                seen[slot] = outcome
    for round in range(1, 10):
        layer = [one for one in blocks if one[0] == round]
        random.shuffle(layer)  # type: ignore[attr-defined]
        for one in layer:
            lazy.add(*one)
    lazy.rule = DecisionRule(lazy.dag, lazy.electorate, lazy.schedule)
    assert [lazy.outcome(slot) for slot in range(1, 8)] == [eager.outcome(slot) for slot in range(1, 8)]


@given(dags())
@settings(max_examples=40, deadline=None)
def test_a_part_of_the_store_never_decides_otherwise(blocks: list[tuple[int, str, list[str]]]) -> None:
    """Whoever holds only the history of one block decides nothing against who holds all (P1)."""
    whole = Drawing()
    for one in blocks:
        whole.add(*one)
    last = max(blocks)
    reached = {f"{last[1]}{last[0]}"}
    for round, name, cites in reversed(blocks):
        if f"{name}{round}" in reached:
            reached.update(f"{cited}{round - 1}" for cited in cites)
    part = Drawing()
    for round, name, cites in blocks:
        if f"{name}{round}" in reached:
            part.add(round, name, cites)
    for slot in range(1, 8):
        assert part.outcome(slot) in ("wait", whole.outcome(slot)) or whole.outcome(slot) == "wait"
