"""What people of the simulated market try, and how the ledger answers: each control is really gone against."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actors.ledger.status import Status, status_of
from cluster.hosts.simulated.network import CALM
from cluster.simulator import scenario as scenarios
from cluster.simulator.people.opening import BANK_OF, opening_books, registrations
from cluster.simulator.run import Play
from cluster.simulator.workload import DOES, Workload

#: How long a deed may take to be answered in a calm market (virtual milliseconds).
ANSWER_MS = 30_000
FROZEN = {Status.ACCOUNT_FROZEN, Status.CASH_ACCOUNT_FROZEN}


def calm() -> Play:
    """Four honest validators on a network that only delays, nothing else going wrong."""
    drawn = next(
        one
        for one in (scenarios.draw(f"calm/{at}") for at in range(100))
        if len(one.market.nodes) == 4 and not one.liars
    )
    return Play(replace(drawn, network=CALM, troubles=(), skews={}, leader_timeout_ms=250))


def answers(*does: str) -> set[Status]:
    """Everything that became of the records of these deeds, done one after another with an answer to each."""
    play = calm()
    people = play.workload

    async def script() -> None:
        for name in (*play.scenario.market.nodes, *play.scenario.market.keys):
            assert await play.world.start(name)
        assert await people.set_up()
        del people.submissions[:]
        for one in does:
            await getattr(people, one)()
            assert await play.world.until(lambda: not unanswered(people), ANSWER_MS)

    with play.world:
        play.world.run(script())
    return {status_of(code) for _, one in people.submissions for code in one.statuses.tolist()}


def unanswered(people: Workload) -> bool:
    """Whether somebody still waits."""
    return any(not one.executed.done() for _, one in people.submissions)


@pytest.mark.parametrize(
    ("does", "refused"),
    [
        (("deal", "reuse"), {Status.REFERENCE_USED}),
        (("freeze",), FROZEN),
        (("freeze_between_halves",), FROZEN),
        (("narrow", "narrow"), {Status.LIMIT_EXCEEDED}),
        (("narrow_path",), {Status.LIMIT_EXCEEDED}),
        (("revoke",), {Status.NO_MANDATE}),
        (("spoiled_group",), {Status.LINKED_FAILED}),
        (("mismatch",), {Status.MISMATCH_AMOUNT}),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_what_is_forbidden_is_tried_and_refused(does: tuple[str, ...], refused: set[Status]) -> None:
    assert answers(*does) & refused


def test_earmarks_are_ended_at_once_and_long_afterwards() -> None:
    """The earmark itself, released or settled: its record's status says so in the end."""
    seen = answers(*["earmark"] * 4, *["end_earmark"] * 4)
    assert {Status.RELEASED, Status.SETTLED} <= seen


def test_every_deed_that_is_drawn_exists() -> None:
    assert all(callable(getattr(Workload, one)) and weight > 0 for one, weight in DOES.items())


def test_the_books_open_with_accounts_before_what_is_issued_to_them() -> None:
    signers = [index for index, _ in opening_books()]
    assert len(signers) == 8
    assert set(BANK_OF) | set(BANK_OF.values()) <= set(signers)
    assert len(registrations()) == 3
