"""Each module by itself: a ledger that runs it alone lives through days, and judges each of its commands."""

from __future__ import annotations

import random
import zlib

import pytest

from actors.base.canonical import Canonical
from actors.ledger.business import why_refused
from actors.ledger.commands import CloseDate, OpenDate
from actors.ledger.ledger import Ledger
from actors.ledger.module import Module
from actors.ledger.status import Status
from actors.modules.commands import ALL
from actors.modules.middle_platform import MODULES, ledger_from_image, new_ledger
from tests.ledger.market import CFETS, PBC, Desk, make_roster
from tests.modules.samples import command_of

SAMPLES = 30
COMMANDS = [(module, kind) for module in MODULES for kind in module.rules]


def seeded(kind: type[Canonical]) -> random.Random:
    """The chance of one kind of command, the same each time."""
    return random.Random(zlib.crc32(kind.__name__.encode()))


@pytest.mark.parametrize("module", MODULES, ids=lambda one: one.name)
def test_a_ledger_with_this_module_alone_lives_through_days(module: type[Module]) -> None:
    desk = Desk(Ledger(make_roster(), [module()]))
    for day in (20260323, 20260324):
        assert desk.do(CFETS, OpenDate(day)) == [Status.DONE]
        desk.commit(after_ms=3_600_000)
        assert desk.do(CFETS, CloseDate(day)) == [Status.DONE]
    again = Ledger.from_image(desk.ledger.image(), desk.ledger.roster, [module()])
    assert again.image() == desk.ledger.image()
    assert desk.ledger.reconcile() == []


@pytest.mark.parametrize(("module", "kind"), COMMANDS, ids=lambda one: one.__name__)
def test_a_command_of_any_values_is_judged_with_its_module_alone_and_with_all(
    module: type[Module], kind: type[Canonical]
) -> None:
    chance = seeded(kind)
    for ledger in (Ledger(make_roster(), [module()]), new_ledger(make_roster())):
        for _ in range(SAMPLES):
            for institution in (PBC, CFETS):
                found = why_refused(ledger, institution, command_of(kind, chance))
                assert all(isinstance(one, Status) for one in found)


@pytest.mark.parametrize(("module", "kind"), COMMANDS, ids=lambda one: one.__name__)
def test_a_command_of_any_values_breaks_nothing(module: type[Module], kind: type[Canonical]) -> None:
    desk, chance = Desk(new_ledger(make_roster())), seeded(kind)
    desk.do(CFETS, OpenDate(20260323))
    statuses = [desk.do(chance.choice((PBC, CFETS)), command_of(kind, chance)) for _ in range(SAMPLES)]
    assert len(statuses) == SAMPLES
    assert desk.ledger.reconcile() == []
    again = ledger_from_image(desk.ledger.image(), desk.ledger.roster)
    assert again.image() == desk.ledger.image(), module.name


def test_every_command_belongs_to_one_module_or_to_the_ledger() -> None:
    kinds = [kind for _, kind in COMMANDS]
    assert len(set(kinds)) == len(kinds)
    assert set(kinds) <= set(ALL)
