"""A deliberately broken variant of the program: what is replaced by what, for the time of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cluster.simulator.scenario import Scenario

Patch = tuple[object, str, object]


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to be wrong: what is replaced by what, and the promise that breaks.

    ``suits`` tells whether a scenario can show it; runs of others are passed over.
    """

    name: str
    breaks: str
    says: str
    patches: tuple[Patch, ...] = field(repr=False)
    suits: Callable[[Scenario], bool] = field(default=lambda scenario: True, repr=False)
    #: Number of the seed that the hunt begins with: one known to show it.
    first: int = 0
    #: Who uses the middle platform in its runs; nobody where it is not of a module.
    people: tuple[str, ...] = ()


@contextmanager
def broken(variant: Variant) -> Iterator[None]:
    """Run with the variant's patches in place."""
    kept = [(owner, name, vars(owner)[name]) for owner, name, _ in variant.patches]
    for owner, name, value in variant.patches:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in kept:
            setattr(owner, name, value)
