"""The trading floor with a platform that uses every check of risk, under two regulators."""

from __future__ import annotations

import msgspec

from actors.ledger import commands
from actors.ledger.status import Status
from actors.modules.instances.commands import (
    ApproveAct,
    CreateInstance,
    ExtendInstance,
    Member,
    Plan,
    ProposeAct,
    Setting,
)
from actors.modules.risk.module import Risk
from actors.modules.risk.state import Warned, Watched
from actors.modules.trading.commands import ConfirmDeal, Market, RegisterMember, SetVenue, Side
from actors.modules.trading.module import Trading
from tests.ledger.market import CCDC, CFETS, CSDC, CSRC, FUND, PBC, Desk
from tests.modules.trading.floor import BANK, CLIENT, DECLARE, MAKER, changed, floor, no

#: The platform, and its members: as on the market without a platform, a hundred later.
HERE = 7
BANK_HERE, CLIENT_HERE, MAKER_HERE = BANK + 100, CLIENT + 100, MAKER + 100
PLAN = Plan(
    "watched",
    "Watched",
    "监测平台",
    3,
    ("trading", "settlement", "risk", "disclosure"),
    (
        Member(CFETS, ("venue",)),
        Member(CCDC, ("custodian",)),
        Member(CSDC, ("custodian",)),
        Member(FUND, ()),
        Member(PBC, ("regulator",)),
        Member(CSRC, ("regulator",)),
    ),
    (),
    0,
    86_400,
    (PBC, CSRC),
    2,
)
#: ¥10m of the bond, from the bank to its client: ¥9,958,290.06 at the full price.
HERE_DECLARE = changed(DECLARE, instance=HERE, member=BANK_HERE, counterparty=CLIENT_HERE)
AMOUNT = 995_829_006


def platform(**settings: int) -> Desk:
    """The floor with the platform on it; ``settings`` of risk."""
    desk = floor()
    found = tuple(Setting(f"risk.{name}", value) for name, value in sorted(settings.items()))
    _both(desk, 1, CreateInstance(HERE, msgspec.structs.replace(PLAN, settings=found)))
    members = [one for one in desk.ledger.module(Trading).members if one.venue == CFETS]
    again = [
        RegisterMember(
            one.number + 100, HERE, one.owner, one.kind, one.is_dealer, one.institution, one.purses
        )
        for one in members
    ]
    assert set(desk.do(CFETS, SetVenue(HERE, Market.INTERBANK), *again)) == {Status.DONE}
    return desk


def reset(desk: Desk, number: int, **settings: int) -> None:
    """Give the platform other settings."""
    found = tuple(Setting(f"risk.{name}", value) for name, value in sorted(settings.items()))
    _both(desk, number, ExtendInstance(HERE, msgspec.structs.replace(PLAN, settings=found)))


def _both(desk: Desk, number: int, act: CreateInstance | ExtendInstance) -> None:
    assert desk.do(PBC, ProposeAct(number, act)) == [Status.DONE]
    assert desk.do(CSRC, ApproveAct(number)) == [Status.DONE]


def risk(desk: Desk) -> Risk:
    """The module."""
    return desk.ledger.module(Risk)


def warnings(desk: Desk, watched: Watched, instance: int = HERE) -> list[Warned]:
    """Warnings of one indicator, by number."""
    return [one for one in risk(desk).warnings if (one.instance, one.watched) == (instance, watched)]


def deal(desk: Desk, n: int, **changes: int) -> list[Status]:
    """Declare and confirm a deal on the platform: its two statuses, or why not."""
    number = no(CFETS, 1_000 + n)
    declared = changed(HERE_DECLARE, number=number, **changes)
    found = desk.do(CFETS, declared)
    return found if found != [Status.DONE] else desk.do(CFETS, ConfirmDeal(number, 0))


def sell_back(desk: Desk, n: int, **changes: int) -> list[Status]:
    """The same the other way: the client sells to the bank."""
    return deal(desk, n, **{"side": int(Side.BUY), **changes})


def next_date(desk: Desk, closes: int, opens: int) -> list[Status]:
    """Close a business date and open the next."""
    return desk.do(CFETS, commands.CloseDate(closes), commands.OpenDate(opens))
