"""The past through Market: a node tells each party what it may see, and no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
import pytest_asyncio

from actors.base.canonical import Canonical, decode
from actors.ledger.layout import ACCOUNT, TRADE
from actors.ledger.movements import MOVEMENT
from actors.ledger.reads import HOLDING
from actors.parties import messages as msg
from actors.parties.history import AccountsPage, MovementsPage, PositionsPage
from actors.parties.node import history as told
from cluster.analytics.problems import QueryProblem, TooLong, UnknownHolder, UnknownMoment
from cluster.market import Market
from cluster.market.past import Past
from tests.market.town import MONDAY, Town, build

pytestmark = pytest.mark.asyncio(loop_scope="module")
NUMBER = np.uint64(48)
P = TypeVar("P", bound=Canonical)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A market in which ¥100m of the 30-year went from a client of CCDC to one of CSDC, twice, over two dates."""
    directory: Path = tmp_path_factory.mktemp("past") / "market"
    async with await Market.start("treasury", directory=directory) as market:
        await market.venue("CFETS").open_date(MONDAY)
        town = await build(market)
        await (await town.trade()).status()
        await market.venue("CFETS").close_date(MONDAY)
        await market.venue("CFETS").open_date("2026-03-24")
        await (await town.trade(date="2026-03-24")).status()
        yield town


async def test_a_regulator_looks_from_the_nominee_to_its_end_owner_at_a_past_date(town: Town) -> None:
    regulator = town.market.regulator
    then, now = (
        await regulator.see_through(bond="2024-T6", as_of=MONDAY),
        await regulator.see_through(bond="2024-T6"),
    )
    nominee = next(one for one in then.tree if one.held_for == "CSDC")
    assert [one.account for one in nominee.holders] == [town.buyer.account]
    assert (nominee.units, nominee.holders[0].units) == (1_000_000, 1_000_000)
    assert sum(one.units for one in now.ends) == sum(one.units for one in then.ends) == 10_000_000
    again = await regulator.see_through(nominee.account)
    assert [one.units for one in again.ends if one.asset == "2024-T6"] == [2_000_000]


async def test_holdings_as_of_a_past_moment(town: Town) -> None:
    csdc = town.market.custodian("CSDC")
    held = [await csdc.holdings(as_of=moment) for moment in (MONDAY, "2026-03-24", None)]
    assert [list(one["available"]) for one in held] == [[1_000_000], [2_000_000], [2_000_000]]
    assert list(held[0]["face_cny"]) == [Decimal("100000000.00")]
    everyone = await town.market.holdings(as_of=MONDAY)
    assert set(everyone["gateway"]) > {"CCDC", "CSDC"}


async def test_a_statement_and_a_certificate(town: Town) -> None:
    found = await town.market.custodian("CCDC").statement(town.seller.account, "2026-03-24", "2026-03-24")
    bond = [one for one in found.lines if one.asset == "2024-T6"]
    assert [(one.line, one.balance_available) for one in bond] == [
        ("opening", 9_000_000),
        ("movement", 8_000_000),
        ("closing", 8_000_000),
    ]
    assert (bond[1].contra_gateway, bond[1].contra) == ("CSDC", 0)
    data = (await town.market.custodian("CSDC").certificate(town.buyer.account, MONDAY)).data()
    assert [(one["asset"], one["face_cny"]) for one in data["holdings"]] == [("2024-T6", "100000000.00")]


async def test_sql_over_all_history_for_a_regulator_and_over_its_own_for_a_custodian(town: Town) -> None:
    query = "SELECT gateway, sum(available) AS units FROM holdings WHERE asset = '2024-T6' GROUP BY ALL ORDER BY ALL"
    everyone = await town.market.regulator.sql(query)
    assert list(everyone.itertuples(index=False, name=None)) == [("CCDC", 10_000_000), ("CSDC", 2_000_000)]
    own = await town.market.custodian("CSDC").sql(query)
    assert list(own.itertuples(index=False, name=None)) == [("CSDC", 2_000_000)]
    trades = await town.market.regulator.sql("SELECT amount_cny, status FROM trades ORDER BY commit")
    assert list(trades["status"]) == ["SETTLED", "SETTLED"]
    assert trades["amount_cny"][0] == Decimal("99582900.55")
    chinese = await town.market.regulator.sql(
        "SELECT count(*) AS n FROM 成交 WHERE 状态 = 'SETTLED'", as_of=MONDAY
    )
    assert list(chinese["n"]) == [1]


@pytest.mark.parametrize("party", ["CCDC", "CSDC", "ICBC", "CCB"])
async def test_the_node_tells_a_keeper_of_its_own_accounts_only(town: Town, party: str) -> None:
    """What the node sends is looked at, not what the client makes of it."""
    client = town.market.keeper(party)

    async def page(topic: str, numbers: tuple[int, ...], kind: type[P]) -> P:
        reply = await client.line.question(topic, numbers)
        assert isinstance(reply, msg.Facts)
        return decode(reply.data, kind)

    found = await page("movements", (0, 0), MovementsPage)
    movements, trades = np.frombuffer(found.rows, MOVEMENT), np.frombuffer(found.trades, TRADE)
    accounts = np.frombuffer((await page("accounts", (0,), AccountsPage)).rows, ACCOUNT)
    positions = np.frombuffer((await page("positions", (0, 0), PositionsPage)).rows, HOLDING)
    moved = movements[movements["account"] != 0]
    assert moved.size
    for numbers in (moved["account"], accounts["number"], positions["account"]):
        assert set((numbers >> NUMBER).tolist()) == {client.index}
    others = {town.buyer.account if party != "CSDC" else town.seller.account}
    told_of = {int(one) for name in ("seller_account", "buyer_account") for one in trades[name]}
    assert not others & (told_of | set(moved["contra"].tolist()) | set(accounts["number"].tolist()))


async def test_a_custodian_cannot_ask_about_another_s_client(town: Town) -> None:
    for question in (
        town.market.custodian("CCDC").statement(town.buyer.account),
        town.market.custodian("CSDC").see_through(town.seller.account),
        town.market.custodian("CSDC").certificate(town.seller.account),
    ):
        with pytest.raises(UnknownHolder) as problem:
            await question
        assert "此处没有账户" in problem.value.zh
    found = await town.market.custodian("CCDC").see_through(bond="2024-T6")
    assert {one.gateway for one in found.rows} == {"CCDC"}


async def test_later_questions_load_only_what_is_new(town: Town) -> None:
    regulator = town.market.regulator
    steps: list[float] = []
    first = await regulator.history(lambda part, _: steps.append(part))
    count = len(steps)
    again = await town.market.regulator.history(lambda part, _: steps.append(part))
    assert again is first
    assert len(steps) == count
    await town.market.central_bank.issue([(town.buyer.cash[0][1], "CNY", "1.00")])
    later = await regulator.history()
    assert later.commit > first.commit
    assert np.array_equal(later.movements[: first.movements.size], first.movements)
    assert later.positions(first.movements.size).tobytes() == first.live.tobytes()


async def test_pages_of_any_size_bring_the_same_past(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    regulator = town.market.regulator
    whole = await regulator.history()
    for name in ("POSITIONS_MAX", "ACCOUNTS_MAX", "HISTORY_ROWS_MAX"):
        monkeypatch.setattr(told, name, 1)
    steps: list[float] = []
    paged = await Past(regulator.line).history(regulator.assets, lambda part, _: steps.append(part))
    assert np.array_equal(paged.movements, whole.movements)
    assert np.array_equal(paged.accounts, whole.accounts)
    assert np.array_equal(paged.live, whole.live)
    assert np.array_equal(paged.trades, whole.trades)
    assert len(steps) > 3 and steps == sorted(steps) and steps[-1] == 1.0


async def test_a_past_over_the_limit_is_refused(town: Town) -> None:
    past = Past(town.market.regulator.line)
    past.movements_max = 3
    with pytest.raises(TooLong, match="more than 3 movements") as problem:
        await past.history(town.market.regulator.assets)
    assert "超过 3 条变动" in problem.value.zh


async def test_what_cannot_be_answered_is_told(town: Town) -> None:
    regulator = town.market.regulator
    with pytest.raises(UnknownMoment, match="lies in the future"):
        await regulator.holdings(as_of="2099-01-01")
    with pytest.raises(UnknownMoment, match="before the first business date"):
        await regulator.see_through(as_of="2020-01-01")
    with pytest.raises(QueryProblem, match="the query does not run"):
        await regulator.sql("SELECT nothing FROM nowhere")
    with pytest.raises(UnknownHolder, match="no asset 'X'"):
        await regulator.see_through(bond="X")


async def test_files_for_a_warehouse(town: Town, tmp_path: Path) -> None:
    paths = await town.market.custodian("CSDC").export(tmp_path / "csdc", as_of=MONDAY)
    assert sorted(one.name for one in paths) == sorted(
        f"{name}.parquet"
        for name in ("assets", "faces", "accounts", "holdings", "movements", "trades", "commits")
    )
