"""A venue's client on a running market: a request dealt on, a book, a file of deals with all its errors as a file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from actors.ledger.status import Status
from actors.modules.accrued import Convention
from actors.modules.dates import number_of
from actors.modules.instances.commands import ApproveAct, CreateInstance, Member, Plan, ProposeAct, Setting
from actors.modules.instruments.commands import BondClass
from actors.modules.instruments.isin import check_digit
from actors.modules.price import settlement_amount
from actors.modules.trading.commands import Market as Market_
from actors.modules.trading.commands import Side
from actors.modules.trading.state import Agreed
from actors.parties.requests import Client
from cluster.market import Market
from cluster.market.clients.venue import VenueClient
from cluster.market.platform.trades_file import TradesRefused
from cluster.market.platform.trading import TradingClient
from cluster.market.problems import RequestRefused, SeveralProblems
from tests.market.town import THIRTY, Town

pytestmark = pytest.mark.asyncio(loop_scope="package")

BODY = "CND10008010"
#: Tomorrow, so that no cut-off of the real day passes while the tests run.
DAY = date.today() + timedelta(days=1)
DAY_LATE = (DAY + timedelta(days=60)).isoformat()
DAY_S = 86_400
PILOT = 31


FACE = "10000000"


@dataclass
class Floor:
    """A trading floor: CFETS on an instance without cut-offs, a dealer that holds the bond, a member with money."""

    venue: VenueClient
    trading: TradingClient
    dealer: int
    member: int
    bought: Client


async def enrol(
    floor: TradingClient, market: Market, names: tuple[str, str, str], dealer: bool
) -> tuple[int, Client]:
    """Open accounts at a bank and a custodian, with mandates for the venue, and admit their owner."""
    custodian, bank, name = names
    venue, keeper = market.blueprint.index_of("CFETS"), market.blueprint.index_of(custodian)
    deposit = await market.keeper(bank).open_account(name, mandates=(keeper, venue))
    cash = ((1, deposit.account),)
    held = await market.custodian(custodian).open_account(
        name, cash=cash, owner=deposit.owner, mandates=(venue,)
    )
    purse = (held.account, deposit.account)
    return await floor.register_member(held.owner, [purse], dealer=dealer), held


async def regulate(market: Market, plan: Plan) -> None:
    """Two regulators create the instance."""
    first, second = (market.as_party(one) for one in ("CSRC", "PBoC-supervision"))
    await first.give(ProposeAct(PILOT, CreateInstance(PILOT, plan)))
    await second.give(ApproveAct(PILOT))


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def floor(town: Town) -> Floor:
    """The floor, in the town's market."""
    market, cfets = town.market, town.market.venue("CFETS")
    cutoffs = ("interbank_cutoff_s", "interbank_cutoff_today_s")
    approvers = tuple(market.blueprint.index_of(one) for one in ("PBoC-supervision", "CSRC"))
    settings = tuple(Setting(f"trading.{one}", DAY_S) for one in cutoffs)
    members = (Member(cfets.index, ("venue",)),)
    modules = ("trading", "settlement")
    await regulate(
        market, Plan("pilot", "Pilot", "试点", 3, modules, members, (), 0, DAY_S, approvers, 2, settings)
    )
    isin = BODY + check_digit(BODY)
    codes = {"CFETS": "2400006"}
    await market.custodian("CCDC").instruments.register(THIRTY, isin, "MOF", BondClass.SPECIAL_PURPOSE, codes)
    await cfets.open_date(number_of(DAY))
    trading = cfets.trading.on(PILOT)
    await trading.set_venue(Market_.INTERBANK)
    dealer, holds = await enrol(trading, market, ("CCDC", "ICBC", "Dealer"), True)
    member, pays = await enrol(trading, market, ("CSDC", "CCB", "Member"), False)
    await market.custodian("CCDC").issue([(holds.account, "2024-T6", "1000000000")])
    await market.central_bank.issue([(pays.cash[0][1], "CNY", "1000000000.00")])
    return Floor(cfets, trading, dealer, member, pays)


async def test_a_request_for_quote_ends_in_settled_bonds(floor: Floor) -> None:
    trading = floor.trading
    request = await trading.rfq(floor.member, Side.BUY, "2400006", FACE, number_of(DAY), [floor.dealer])
    quote = await trading.quote(request, floor.dealer, FACE, "98.50")
    done = await trading.accept(quote)
    assert await done.statuses(completed=True) == [Status.SETTLED]
    deal = await trading.deal(request)
    assert deal is not None
    assert deal.amount_fen == settlement_amount(THIRTY, 100_000, 985_000, DAY, Convention.INTERBANK)
    assert deal.standing == Agreed.SETTLED


async def test_the_book_is_dealt_on_and_a_yield_becomes_a_price(floor: Floor) -> None:
    trading, day = floor.trading, number_of(DAY)
    price = await trading.price_from_yield("2024-T6", "2.19", day)
    assert abs(price - 100) < Decimal("0.01")
    size = (str(price), FACE)
    quote = await trading.post(floor.dealer, "2024-T6", day, ask=size)
    number = await trading.take(floor.member, Side.BUY, "2024-T6", "5000000", "101", day)
    deal = await trading.deal(number)
    assert deal is not None and Decimal(deal.ticket.price) / 10_000 == price
    assert [one.ask_quantity for one in await trading.two_way() if one.number == quote] == [50_000]
    await trading.remove(quote)
    assert await trading.two_way() == ()


async def test_everything_wrong_with_a_request_is_told_at_once(floor: Floor) -> None:
    with pytest.raises(SeveralProblems, match=r"no asset 'none'.*98.5x.*2026-02-30"):
        await floor.trading.declare(
            floor.dealer, Side.SELL, floor.member, "none", FACE, "98.5x", "2026-02-30"
        )
    with pytest.raises(RequestRefused) as refused:
        await floor.trading.declare(
            floor.dealer, Side.SELL, floor.dealer, "2024-T6", "500", "98.50", DAY_LATE
        )
    for status in (
        Status.SELF_TRADE,
        Status.LOT_TOO_SMALL,
        Status.LOT_OFF_STEP,
        Status.SETTLEMENT_DAY_INVALID,
    ):
        assert status.en in str(refused.value)


HEAD = "seller,buyer,bond,face,price,date\n"


async def test_a_file_with_errors_comes_back_as_a_file_of_all_errors(floor: Floor, tmp_path: Path) -> None:
    file, day = tmp_path / "deals.csv", DAY.isoformat()
    rows = (
        f"{floor.dealer},{floor.member},2400006,1000000,98.50,{day}",
        f"me,{floor.member},none,x,98.5x,2026-02-30",
        f"{floor.dealer},{floor.dealer},2400006,300,98.50,{day}",
        f"{floor.dealer},{floor.member},2400006,1e30,1e30,{day}",
    )
    file.write_text(HEAD + "\n".join(rows), "utf-8")
    before = await floor.trading.deals()
    with pytest.raises(TradesRefused) as refused:
        await floor.trading.import_trades(file)
    with refused.value.path.open(encoding="utf-8-sig", newline="") as errors:
        found = list(csv.DictReader(errors))
    assert [(one["line"], one["column"]) for one in found] == [
        ("3", "price"),
        ("3", "date"),
        ("3", "seller"),
        ("3", "bond"),
        ("3", "face"),
        ("4", ""),
        ("4", ""),
        ("4", ""),
        ("5", "price"),
        ("5", "face"),
    ]
    judged = {one["problem"] for one in found if one["line"] == "4"}
    assert judged == {Status.LOT_TOO_SMALL.en, Status.LOT_OFF_STEP.en, Status.SELF_TRADE.en}
    assert all(not one["problem_zh"].isascii() for one in found)
    assert "文件中有 3 行存在 10 处错误" in refused.value.zh
    assert await floor.trading.deals() == before


async def test_a_good_file_becomes_deals(floor: Floor, tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    row = f"{floor.dealer},{floor.member},2024-T6,1000000,98.50,{DAY.isoformat()}\n"
    file.write_text(HEAD + row * 3, "utf-8")
    numbers = await floor.trading.import_trades(file)
    made = {one.number: one.ticket.quantity for one in await floor.trading.deals()}
    assert [made[one] for one in numbers] == [10_000] * 3


@pytest.mark.parametrize(
    ("text", "says"), [(HEAD, "no rows"), ("seller,buyer\n1,2\n", "the column bond is missing")]
)
async def test_a_file_that_is_none_is_told_so(floor: Floor, tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(TradesRefused) as refused:
        await floor.trading.import_trades(file)
    assert says in refused.value.errors[0].problem


async def test_a_deal_is_corrected_by_both_sides_before_it_settles(floor: Floor) -> None:
    trading, later = floor.trading, DAY + timedelta(days=1)
    number = await trading.declare(
        floor.dealer, Side.SELL, floor.member, "2024-T6", FACE, "98.50", later.isoformat()
    )
    await trading.confirm(number)
    await trading.propose_correction(number, floor.dealer, price="98.60")
    await trading.agree(number, floor.member)
    deal = await trading.deal(number)
    assert deal is not None and (deal.ticket.price, deal.version) == (986_000, 1)
    await trading.propose_cancel(number, floor.member)
    await trading.agree(number, floor.dealer)
    deal = await trading.deal(number)
    assert deal is not None and deal.standing == Agreed.CANCELLED
