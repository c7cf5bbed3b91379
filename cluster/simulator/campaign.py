"""Many runs: seeds over processes, and the hunt for every broken variant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count, islice
from multiprocessing import get_context
from typing import TypeVar

from cluster.kernel_cache import use_kernel_cache
from cluster.simulator.report import Report
from cluster.simulator.run import run_seed
from cluster.simulator.scenario import draw
from cluster.simulator.variants import VARIANTS, broken

R = TypeVar("R")

#: A variant that no seed of this many catches is not caught. The rarest shows in one suitable seed of 25.
HUNT_SEEDS_MAX = 120


@dataclass(frozen=True, slots=True)
class Catch:
    """How a broken variant fared: the first seed whose checkers saw its promise broken, or None, and what they said."""

    variant: str
    seed: str | None
    seeds_tried: int
    violation: str


def hunt(name: str, seeds_max: int = HUNT_SEEDS_MAX) -> Catch:
    """Run a broken variant seed after seed until a checker sees the promise broken that it breaks.

    Another complaint is no catch: a variant that merely crashes its nodes would show nothing.

    Raises:
        KeyError: no such variant.
    """
    variant = VARIANTS[name]
    suited = (
        seed for at in count(variant.first) if variant.suits(draw(seed := f"{name}/{at}", variant.people))
    )
    for tried, seed in enumerate(islice(suited, seeds_max), start=1):
        with broken(variant):
            report = run_seed(seed, variant.people)
        promised = [one for one in report.violations if one.startswith(f"{variant.breaks}:")]
        if promised:
            return Catch(name, seed, tried, promised[0])
    return Catch(name, None, seeds_max, "")


def run_many(seeds: Iterable[str], jobs: int) -> Iterator[Report]:
    """Run seeds over ``jobs`` processes; reports come in the order of the seeds."""
    yield from _over_processes(run_seed, seeds, jobs)


def hunt_many(names: Iterable[str], jobs: int) -> Iterator[Catch]:
    """Hunt variants over ``jobs`` processes; in the order of the names."""
    yield from _over_processes(hunt, names, jobs)


def _over_processes(work: Callable[[str], R], items: Iterable[str], jobs: int) -> Iterator[R]:
    if jobs <= 1:
        yield from map(work, items)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=use_kernel_cache) as pool:
        yield from pool.map(work, items)
