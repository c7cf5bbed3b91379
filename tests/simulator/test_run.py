"""The simulator itself: equal seeds live equal lives, honest runs keep every promise, broken ones are caught."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cluster.simulator import scenario
from cluster.simulator.campaign import hunt
from cluster.simulator.run import Play, run_seed
from cluster.simulator.scenario import TROUBLES, TWINS
from cluster.simulator.stage import STEPS_MAX
from cluster.simulator.variants import VARIANTS, Variant, broken


def test_a_seed_keeps_every_promise_and_settles_something() -> None:
    report = run_seed("21")
    assert report.violations == []
    assert report.commits > 20
    assert report.settled > 0


def test_equal_seeds_live_equal_lives() -> None:
    first, second = (Play(scenario.draw("15")) for _ in range(2))
    reports = first.judge(), second.judge()
    assert reports[0] == reports[1]
    assert first.world.trace.lines() == second.world.trace.lines()


def test_scenarios_differ_and_keep_liars_under_a_third() -> None:
    drawn = [scenario.draw(str(seed)) for seed in range(60)]
    assert {len(one.market.nodes) for one in drawn} == {4, 7, 10}
    assert any(TWINS in one.liars.values() for one in drawn)
    assert {trouble.kind for one in drawn for trouble in one.troubles} == set(TROUBLES)
    for one in drawn:
        roster = one.market.roster
        lying = sum(validator.weight for validator in roster.validators if validator.name in one.liars)
        assert 3 * lying < roster.weight_total


def test_there_are_more_than_twenty_broken_variants_over_all_promises() -> None:
    assert len(VARIANTS) >= 20
    promises = {one.breaks for one in VARIANTS.values()}
    assert promises == {"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11"}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=list(VARIANTS))
def test_a_variant_is_whole_again_after_its_run(variant: Variant) -> None:
    before = [vars(owner)[name] for owner, name, _ in variant.patches]
    with broken(variant):
        assert [vars(owner)[name] for owner, name, _ in variant.patches] == [
            value for _, _, value in variant.patches
        ]
    assert [vars(owner)[name] for owner, name, _ in variant.patches] == before


def test_a_run_that_goes_on_and_on_is_ended_and_that_is_a_violation() -> None:
    report = Play(scenario.draw("21"), steps_max=5_000).judge()
    assert report.violations[0].startswith("P8: the run came to no end: the run made 5000 steps")


def test_two_liars_with_odd_numbers_do_not_keep_a_run_going_for_ever() -> None:
    seven = next(one for at in range(100) if len((one := scenario.draw(f"seven/{at}")).market.nodes) == 7)
    roster = seven.market.roster
    light = sorted(roster.validators, key=lambda one: (one.weight, one.name))[:2]
    assert sum(one.weight for one in light) <= roster.weight_total - roster.quorum
    liars = {one.name: "extreme_numbers" for one in light}
    play = Play(replace(seven, liars=liars, troubles=(), steps=8))
    report = play.judge()
    assert report.violations == []
    assert play.world.loop.steps < STEPS_MAX / 10


def test_a_run_ends_when_a_promise_was_seen_broken() -> None:
    with broken(VARIANTS["sent-before-stored"]):
        report = run_seed("21")
    assert report.violations[0].startswith("P3")
    assert report.virtual_ms < 1_000


def test_an_unbroken_run_of_the_seed_that_caught_a_variant_is_clean() -> None:
    catch = hunt("half-a-dvp", seeds_max=6)
    assert catch.seed is not None
    assert run_seed(catch.seed, people=()).violations == []
