"""Rules of modules made wrong on purpose, for the time of a run, and which scenarios can show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actors.base.canonical import Canonical
from actors.ledger.module import Module, Rule
from actors.ledger.status import Status
from cluster.simulator.scenario import Scenario
from cluster.simulator.variant import Patch, Variant


def four_honest(scenario: Scenario) -> bool:
    """Four honest validators."""
    return len(scenario.market.nodes) == 4 and not scenario.liars


def of_people(
    name: str, breaks: str, says: str, *patches: Patch, by: tuple[str, ...], first: int = 0
) -> Variant:
    """A variant that shows where these people use the platform, whatever befalls four honest validators."""
    return Variant(name, breaks, says, patches, four_honest, first, by)


def ruled(module: type[Module], kind: type[Canonical], **changes: Callable[..., Any]) -> Patch:
    """The module with another rule for this command."""
    rule: Rule = module.rules[kind]._replace(**changes)
    return module, "rules", {**module.rules, kind: rule}


def without(status: Status, why_not: Callable[..., list[Status]]) -> Callable[..., list[Status]]:
    """Judge as ever, but do not mind ``status``."""
    return lambda *arguments: [one for one in why_not(*arguments) if one is not status]


def unminded(module: type[Module], kind: type[Canonical], status: Status) -> Patch:
    """The module, which does not mind ``status`` in this command."""
    return ruled(module, kind, why_not=without(status, module.rules[kind].why_not))
