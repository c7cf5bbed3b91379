"""The hunt for broken variants: each is caught by the checker of the promise that it breaks."""

from __future__ import annotations

import pytest

from actors.ledger import _faults
from actors.ledger.ledger import Ledger
from cluster.simulator import campaign
from cluster.simulator.campaign import hunt
from cluster.simulator.report import Report
from cluster.simulator.scenario import draw
from cluster.simulator.variants import VARIANTS


@pytest.mark.parametrize(
    "name",
    [
        "earmark-lost",
        "freeze-ignored",
        "leader-tells-time",
        "limit-ignored",
        "never-asks",
        "no-group-undo",
        "reference-forgotten",
        "sent-before-stored",
        "tells-everyone",
    ],
)
def test_a_variant_is_caught_soon_by_the_checker_of_its_promise(name: str) -> None:
    catch = hunt(name, seeds_max=10)
    assert catch.seed is not None
    assert catch.violation.startswith(f"{VARIANTS[name].breaks}:")


def test_every_fault_of_the_kernel_has_a_variant() -> None:
    """One variant a switch, so that a new switch cannot go without its hunt."""
    switches = [name for name in vars(_faults) if name.isupper()]
    kernels = [one for one in VARIANTS.values() if one.patches[0][:2] == (Ledger, "__init__")]
    assert len(kernels) == len(switches)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_hunt_finds_a_scenario_that_suits_soon(name: str) -> None:
    variant = VARIANTS[name]
    assert any(
        variant.suits(draw(f"{name}/{at}", variant.people)) for at in range(variant.first, variant.first + 40)
    )


def test_another_complaint_is_no_catch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variant that crashes its nodes stops the market; that does not show that its promise is watched."""
    stopped = ["P8: CCDC still waits for 1 batches", "node-1 raised in execute: TypeError()"]
    monkeypatch.setattr(campaign, "run_seed", lambda seed, people: Report(seed, "a scenario", stopped))
    assert hunt("half-a-dvp", seeds_max=2).seed is None
    assert hunt("never-asks", seeds_max=2).seed is not None
