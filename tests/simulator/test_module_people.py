"""What people do on the middle platform in a calm market, and what becomes of it; what its checkers say of bad records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actors.ledger.status import Status
from actors.modules.instances.commands import ApproveAct, CreateInstance, ProposeAct
from actors.modules.issuance.sealing import open_sealed, public_of
from cluster.hosts.simulated.network import CALM
from cluster.simulator import scenario as scenarios
from cluster.simulator.campaign import hunt
from cluster.simulator.checkers.platform import four_eyes
from cluster.simulator.checkers.told import Told, ends_once, told
from cluster.simulator.market import CCDC, CSRC, PBC
from cluster.simulator.module_variants import MODULE_VARIANTS
from cluster.simulator.people.modules import ERRANDS, prepared
from cluster.simulator.people.modules.instances import plan
from cluster.simulator.people.modules.sealing import seal
from cluster.simulator.report import Report
from cluster.simulator.run import Play, run_seed

#: Deeds that are done one after another, each answered, by the class of who does them.
DEEDS = {
    "Governing": ("propose", "approve", "approve", "next_date"),
    "Settling": ("instruct", "line", "circle", "cycle", "change"),
    "Issuing": ("announce", "open", "open", "go_on", "go_on"),
    "Trading": ("declare", "book", "ask"),
    "Describing": ("describe", "name"),
    "Restraining": ("freeze_line", "freeze_gateway", "bound"),
    "Booking": ("announce", "order", "cancel", "allocate", "go_on"),
    "Tapping": ("announce", "open", "go_on", "merge"),
    "Registering": (
        "pledge",
        "use_pledged",
        "release",
        "pass_on",
        "close",
        "certify",
        "state",
        "repair",
        "hold_across",
    ),
    "Servicing": ("pay", "put", "reset", "fix", "plan", "next_date", "fund", "take_back", "call"),
    "Watching": ("categorise", "bound", "halt", "stop", "survey", "work"),
    "Disclosing": ("disclose", "correct", "enter", "extend", "change"),
}


EVERYBODY = tuple(one.__name__ for one in ERRANDS)


@pytest.fixture(scope="module")
def seen() -> list[Told]:
    """Every outcome of a calm market in which every deed above was done twice."""
    drawn = next(one for at in range(100) if (one := scenarios.draw(f"calm/{at}", EVERYBODY)).is_calm)
    play = Play(replace(drawn, network=CALM, skews={}, leader_timeout_ms=250))

    async def script() -> None:
        world, people = play.world, play.workload
        for name in (*play.scenario.market.nodes, *play.scenario.market.keys):
            assert await world.start(name)
        assert await people.set_up()
        assert await people.open_platforms(EVERYBODY, lambda: False)
        for one in people.errands:
            for deed in DEEDS[type(one).__name__] * 2:
                await getattr(one, deed)()
                await world.sleep(600)
        await people.wind_up()
        assert await world.until(lambda: all(not party.open for party in play.institutions()), 60_000)

    with play.world:
        play.world.run(script())
    return told(play.witness)


def statuses(seen: list[Told], *kinds: str) -> set[Status]:
    """Last and earlier outcomes of commands of these kinds."""
    return {one.status for one in seen if type(one.command).__name__ in kinds}


def test_every_sort_of_people_has_deeds_that_exist() -> None:
    for one in ERRANDS:
        assert all(callable(getattr(one, deed)) and weight > 0 for deed, weight in one.deeds.items())
        assert set(DEEDS[one.__name__]) <= set(one.deeds)


def test_who_takes_part_brings_along_whose_preparations_it_needs() -> None:
    assert [one.__name__ for one in prepared(("Watching",))] == [
        "Governing",
        "Describing",
        "Trading",
        "Watching",
    ]
    assert [one.__name__ for one in prepared(())] == ["Governing"]
    assert prepared(EVERYBODY) == list(ERRANDS)


def test_things_are_done_and_refused(seen: list[Told]) -> None:
    assert Status.DONE in statuses(seen, "ApproveAct")
    assert {Status.QUEUED, Status.SETTLED} <= statuses(seen, "Enter", "Instruct")
    assert {Status.SECURITIES_SHORT, Status.WAITS_FOR_CYCLE} & statuses(seen, "Enter")
    assert Status.QUEUED in statuses(seen, "SealBid")
    assert {Status.BIDDING_NOT_CLOSED, Status.AUCTION_STAGE} & statuses(seen, "PublishKey")
    assert {Status.DONE} <= statuses(seen, "FreezeLine", "UnfreezeGateway", "SetLine")
    assert statuses(seen, "DeclareDeal", "TakeQuotes", "RequestQuote") != set()
    assert {Status.PENDING, Status.SETTLED} <= statuses(seen, "Request")
    assert {Status.SETTLED, Status.CLAIM_PAID} <= statuses(seen, "PayEvent")
    assert {Status.DONE} <= statuses(
        seen, "SetLimit", "RunSurvey", "Disclose", "PlaceOrder", "IssueCertificate"
    )


def test_what_queued_has_ended_once(seen: list[Told]) -> None:
    queued = {one.place for one in seen if one.status is Status.QUEUED}
    ended = [one.place for one in seen if one.late and one.status is not Status.QUEUED]
    assert queued <= set(ended)
    assert ends_once(seen) == []


def test_an_end_told_twice_or_to_what_never_waited_is_seen(seen: list[Told]) -> None:
    late = next(one for one in seen if one.late)
    assert ends_once([*seen, late])[0].startswith("P5:")
    done = next(one for one in seen if one.status is Status.DONE)
    assert ends_once([*seen, done._replace(late=True)])[0].startswith("P5:")


def test_two_approvals_of_one_institution_are_not_four_eyes() -> None:
    place = (PBC, 0, 1, 0)
    proposed = Told(1, 0, place, Status.DONE, ProposeAct(1, CreateInstance(5, plan("five", 1))), False)
    mine, others = (Told(2, 0, (by, 0, 2, 0), Status.DONE, ApproveAct(1), False) for by in (PBC, CSRC))
    assert "may not" in four_eyes([proposed, mine], [])[0]
    assert four_eyes([proposed, others], []) == []
    assert "does not wait" in four_eyes([proposed, others, mine._replace(place=(CCDC, 0, 3, 0))], [])[0]


def test_bids_are_sealed_as_the_ledger_opens_them_and_the_same_each_time() -> None:
    issuer, depository, bound = bytes([7] * 32), bytes([8] * 32), b"binding"
    inner = seal(public_of(issuer), bytes([1] * 32), bound, b"sheet")
    outer = seal(public_of(depository), bytes([2] * 32), bound, inner)
    assert open_sealed(outer, issuer, depository, bound) == b"sheet"
    assert open_sealed(outer, issuer, depository, b"another") is None
    assert inner == seal(public_of(issuer), bytes([1] * 32), bound, b"sheet")


@pytest.mark.parametrize("name", ["four-eyes-skipped", "gridlock-leaves-a-leg", "old-time-after-a-rest"])
def test_a_variant_is_caught_soon_by_the_checker_of_its_promise(name: str) -> None:
    assert hunt(name, seeds_max=6).seed is not None


def test_variants_of_modules_are_hunted_where_modules_are_used() -> None:
    assert len(MODULE_VARIANTS) == 28
    assert all(one.people for one in MODULE_VARIANTS)
    assert all(scenarios.draw(f"{one.name}/0", one.people).modules == one.people for one in MODULE_VARIANTS)


def test_a_third_of_the_seeds_use_the_platform_and_keep_every_promise() -> None:
    used = [at for at in range(300) if scenarios.draw(str(at)).modules]
    assert 70 < len(used) < 130
    report: Report = run_seed(str(used[0]))
    assert report.violations == []
