"""The module as a whole: instances, guards, images, age, and conservation under any sequence of commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.base.canonical import Canonical
from actors.ledger.business import why_refused
from actors.ledger.commands import CloseDate, OpenDate
from actors.ledger.ledger import Ledger
from actors.ledger.module import Module, Rules
from actors.ledger.status import Status
from actors.modules.instances.commands import ApproveAct, CreateInstance, Member, Plan, ProposeAct, Setting
from actors.modules.middle_platform import ledger_from_image
from actors.modules.trading.commands import (
    AcceptQuote,
    AgreeToChange,
    CancelRequest,
    ConfirmDeal,
    Market,
    ProposeCancel,
    RemoveQuote,
    SetVenue,
    Side,
    WithdrawQuote,
)
from actors.modules.trading.module import Trading
from actors.modules.trading.parameters import PARAMETERS
from actors.modules.trading.state import Agreed, Deal
from tests.ledger.market import CFETS, CSRC, PBC, Desk
from tests.modules.trading.floor import (
    ANSWER,
    ASK,
    BANK,
    CLIENT,
    DECLARE,
    MAKER,
    POST,
    TAKE,
    TODAY,
    TOMORROW,
    changed,
    deals,
    ends,
    floor,
    no,
    roster,
    sound,
)

PLAN = Plan(
    "pilot",
    "Pilot",
    "试点",
    2,
    ("trading",),
    (Member(CFETS, ("venue",)),),
    (),
    0,
    86_400,
    (PBC, CSRC),
    2,
    (Setting("trading.interbank_negotiated_tick", 10),),
)


@pytest.fixture
def desk() -> Desk:
    """The floor in the morning."""
    return floor()


def create(desk: Desk, number: int, plan: Plan) -> None:
    """Both regulators create the instance, and CFETS stands on it with its members."""
    desk.do(PBC, ProposeAct(number, CreateInstance(number, plan)))
    assert desk.do(CSRC, ApproveAct(number)) == [Status.DONE]
    members = [one for one in desk.ledger.module(Trading).members if one.venue == CFETS]
    from actors.modules.trading.commands import RegisterMember

    again = [
        RegisterMember(
            one.number + 100, number, one.owner, one.kind, one.is_dealer, one.institution, one.purses
        )
        for one in members
    ]
    assert set(desk.do(CFETS, SetVenue(number, Market.INTERBANK), *again)) == {Status.DONE}


def test_an_instance_has_its_own_members_and_rules_and_may_settle_elsewhere(desk: Desk) -> None:
    create(desk, 7, PLAN)
    here = changed(DECLARE, instance=7, member=BANK + 100, counterparty=CLIENT + 100)
    assert desk.do(CFETS, changed(here, member=BANK)) == [Status.MEMBER_UNKNOWN]
    assert desk.do(CFETS, changed(here, price=985_001)) == [Status.PRICE_OFF_TICK]
    assert desk.do(CFETS, here, ConfirmDeal(here.number, 0)) == [Status.DONE, Status.DONE]
    (deal,) = deals(desk)
    assert (deal.instruction, ends(desk)) == (0, [])
    assert desk.do(CFETS, CloseDate(TODAY), OpenDate(TOMORROW)) == [Status.DONE] * 2
    # Without settlement there, a change concerns the shelf alone.
    desk.do(CFETS, ProposeCancel(deal.number, 0, deal.seller.member))
    assert desk.do(CFETS, AgreeToChange(deal.number, 0, deal.buyer.member)) == [Status.DONE]
    assert deals(desk)[0].standing == Agreed.CANCELLED


def test_a_deal_that_settles_elsewhere_leaves_the_shelf_in_time_with_what_was_proposed(desk: Desk) -> None:
    create(desk, 7, PLAN)
    here = changed(DECLARE, instance=7, member=BANK + 100, counterparty=CLIENT + 100)
    desk.do(CFETS, here, ConfirmDeal(here.number, 0), ProposeCancel(here.number, 0, BANK + 100))
    desk.do(CFETS, CloseDate(TODAY), OpenDate(20260423), CloseDate(20260423))
    module = desk.ledger.module(Trading)
    assert (len(module.deals), len(module.changes)) == (0, 0)


def test_an_instance_without_the_module_or_outside_its_hours_trades_nothing(desk: Desk) -> None:
    create(desk, 7, PLAN)
    other = msgspec.structs.replace(PLAN, name="other", modules=("settlement",), opens_s=0, closes_s=60)
    desk.do(PBC, ProposeAct(8, CreateInstance(8, other)))
    desk.do(CSRC, ApproveAct(8))
    found = why_refused(desk.ledger, CFETS, changed(DECLARE, instance=8))
    assert found[:2] == [Status.MODULE_NOT_ON, Status.INSTANCE_HOURS]


class Limits(Module):
    """A module that lets nobody deal above a quantity."""

    name: ClassVar[str] = "limits"
    rules: ClassVar[Rules] = {}

    def why_not_traded(self, _ledger: Ledger, deal: Deal) -> list[Status]:
        """Nothing above 60,000 units."""
        return [Status.LIMIT_EXCEEDED] if deal.ticket.quantity > 60_000 else []


def test_other_modules_are_asked_before_each_deal(desk: Desk) -> None:
    desk.ledger.modules = (*desk.ledger.modules, Limits())
    assert desk.do(CFETS, DECLARE) == [Status.LIMIT_EXCEEDED]
    desk.do(CFETS, POST)
    assert desk.do(CFETS, TAKE) == [Status.LIMIT_EXCEEDED]
    assert desk.do(CFETS, changed(TAKE, quantity=60_000)) == [Status.QUEUED]


def test_everything_survives_in_an_image(desk: Desk) -> None:
    desk.do(CFETS, ASK, ANSWER, POST, changed(DECLARE, day=TOMORROW), ConfirmDeal(DECLARE.number, 0))
    desk.do(CFETS, ProposeCancel(DECLARE.number, 0, BANK))
    again = ledger_from_image(desk.ledger.image(), roster())
    assert again.image() == desk.ledger.image()
    other = Desk(again)
    other.now_ms, other.sequences = desk.now_ms, dict(desk.sequences)
    for one in (desk, other):
        assert one.do(CFETS, TAKE, AcceptQuote(ANSWER.number, 100_000)) == [Status.QUEUED] * 2
    assert again.image() == desk.ledger.image()


def test_nothing_of_the_day_stays_when_it_closes_and_ended_deals_leave_later(desk: Desk) -> None:
    desk.do(CFETS, ASK, ANSWER, POST, TAKE, DECLARE)
    desk.do(CFETS, CloseDate(TODAY))
    module = desk.ledger.module(Trading)
    left = {name: len(shelf) for name, shelf in module.shelves.items() if len(shelf)}
    assert left == {"venues": 2, "members": 6, "deals": 1, "counters": 2}
    desk.do(CFETS, OpenDate(20260422), CloseDate(20260422))
    assert len(module.deals) == 1
    desk.do(CFETS, OpenDate(20260423), CloseDate(20260423))
    assert len(module.deals) == 0


def test_every_parameter_is_explained_in_both_languages_and_has_a_source() -> None:
    for one in PARAMETERS:
        assert one.low <= one.default <= one.high
        assert one.en.isascii() and one.unit and one.source
        assert not one.zh.isascii()
    assert len({one.name for one in PARAMETERS}) == len(PARAMETERS)


def test_the_specification_lists_every_parameter_with_its_default() -> None:
    page = (Path(__file__).parents[3] / "docs" / "spec" / "trading.md").read_text("utf-8")
    rows = [
        f"| `{one.name}` | {one.default:,} | {one.unit} | {one.en}; {one.zh} | {one.source} |"
        for one in PARAMETERS
    ]
    assert [line for line in page.splitlines() if line.startswith(("| `interbank", "| `exchange"))] == rows[
        :28
    ]
    assert all(row in page for row in rows)


Step = Callable[[int], Canonical]
_STEPS: list[Step] = [
    lambda n: changed(ASK, number=no(CFETS, 100 + n), quantity=20_000),
    lambda n: changed(ANSWER, number=no(CFETS, 200 + n), request=no(CFETS, 99 + n), quantity=20_000),
    lambda n: AcceptQuote(no(CFETS, 199 + n), 10_000),
    lambda n: CancelRequest(no(CFETS, 98 + n)),
    lambda n: WithdrawQuote(no(CFETS, 198 + n)),
    lambda n: changed(
        POST, number=no(CFETS, 300 + n), dealer=(BANK, MAKER)[n % 2], ask_price=986_000 + n % 3 * 100
    ),
    lambda n: changed(TAKE, number=no(CFETS, 400 + n), quantity=30_000 + n * 10_000, partly=True),
    lambda n: changed(TAKE, number=no(CFETS, 500 + n), side=Side.SELL, price=980_000, member=MAKER),
    lambda n: RemoveQuote(no(CFETS, 299 + n)),
    lambda n: changed(DECLARE, number=no(CFETS, 600 + n), day=(TODAY, TOMORROW)[n % 2]),
    lambda n: ConfirmDeal(no(CFETS, 599 + n), 0),
    lambda n: ProposeCancel(no(CFETS, 598 + n), 0, BANK),
    lambda n: AgreeToChange(no(CFETS, 597 + n), 0, CLIENT),
]


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, len(_STEPS) - 1), min_size=5, max_size=40))
def test_whatever_is_traded_nothing_is_made_or_lost(steps: list[int]) -> None:
    desk = floor()
    desk.do(CFETS, *(_STEPS[step](n) for n, step in enumerate(steps)))
    assert sound(desk)
    module = desk.ledger.module(Trading)
    lines = sum(bool(one.bid_quantity) + bool(one.ask_quantity) for one in module.two_way)
    assert len(module.book) == lines
    desk.do(CFETS, CloseDate(TODAY), OpenDate(TOMORROW))
    desk.commit()
    assert sound(desk)
    assert {one.standing for one in module.deals if one.ticket.day == TODAY} <= {2, 3, 4}
    assert ledger_from_image(desk.ledger.image(), roster()).image() == desk.ledger.image()
