"""Statements and holding certificates of one account."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cluster.analytics.moments import Moment, end_of, start_of
from cluster.analytics.problems import UnknownHolder
from cluster.analytics.statement import Statement, certificate, statement
from tests.analytics.past import history_of
from tests.analytics.test_history import NOW_MS, dated
from tests.ledger.market import BOND, BUYER, BUYER_CASH, CCB, CCDC, CNY, CSDC, NOMINEE, SELLER, Desk
from tests.ledger.test_movements import everything

BOND_CODE = "019742"


def stated(desk: Desk, account: int, first: Moment, last: Moment, scope: int | None = None) -> Statement:
    """The statement of an account as ``scope`` may see it."""
    history = history_of(desk, scope)
    return statement(history, account, start_of(history, first, NOW_MS), end_of(history, last, NOW_MS))


def test_a_statement_opens_moves_and_closes() -> None:
    found = stated(dated(), BUYER, "2026-03-24", "2026-03-24", CSDC)
    assert [
        (one.line, one.kind, one.available, one.balance_available, one.contra_gateway, one.business_date)
        for one in found.lines
    ] == [
        ("opening", "", 0, 1_000, "", ""),
        ("movement", "TRADE", 1_000, 2_000, "CCDC", "2026-03-23"),
        ("movement", "TRADE", 1_000, 3_000, "CCDC", "2026-03-24"),
        ("closing", "", 0, 3_000, "", ""),
    ]
    assert found.balance(BOND_CODE, "opening") == (1_000, 0)
    assert found.balance(BOND_CODE) == (3_000, 0)
    assert found.balance("none such") == (0, 0)


@pytest.mark.parametrize("account", [SELLER, BUYER, BUYER_CASH, NOMINEE[CSDC]])
def test_every_statement_adds_up(account: int) -> None:
    desk = everything()
    middle = desk.ledger.number // 2
    early, late = stated(desk, account, None, middle), stated(desk, account, middle + 1, None)
    for one in (early, late):
        for asset in {line.asset for line in one.lines}:
            lines = [line for line in one.lines if line.asset == asset]
            opening, closing = lines[0], lines[-1]
            for field in ("available", "earmarked"):
                moved = sum(getattr(line, field) for line in lines[1:-1])
                before, after = getattr(opening, f"balance_{field}"), getattr(closing, f"balance_{field}")
                assert before + moved == after
    assets = {line.asset for line in (*early.lines, *late.lines)}
    assert {asset: early.balance(asset) for asset in assets} == {
        asset: late.balance(asset, "opening") for asset in assets
    }
    position = desk.ledger.position(account, BOND)
    assert late.balance(BOND_CODE) == (position.available, position.earmarked)


def test_a_bank_states_a_deposit_in_fen_and_yuan() -> None:
    found = stated(dated(), BUYER_CASH, None, None, CCB)
    assert [one.available for one in found.lines] == [0, 50_000_000_000, *[-9_958_290] * 3, 0]
    assert found.frame()["face_cny"].iloc[-1] == Decimal("499701251.30")


def test_earmarks_show_as_such() -> None:
    found = stated(everything(), BUYER, None, None)
    kinds = [
        (one.kind, one.available, one.earmarked) for one in found.lines if one.kind in ("EARMARK", "RELEASE")
    ]
    assert kinds == [
        ("EARMARK", -600, 600),
        ("RELEASE", 600, -600),
        ("EARMARK", -600, 600),
        ("RELEASE", 600, -600),
    ]


def test_a_frame_has_whole_numbers_and_decimals_in_either_language() -> None:
    found = stated(dated(), BUYER, None, None)
    frame, chinese = found.frame(), found.frame("zh")
    assert not [name for name in frame.columns if frame[name].dtype.kind == "f"]
    assert list(frame["line"]) == ["opening", *["movement"] * 3, "closing"]
    assert list(chinese["行类"]) == ["期初", *["变动"] * 3, "期末"]
    assert chinese["类型"].iloc[1] == "券款对付"
    assert "CSDC" in found._repr_html_()


def test_a_certificate_says_what_was_held_then() -> None:
    history = history_of(dated(), CSDC)
    found = certificate(history, BUYER, end_of(history, "2026-03-23", NOW_MS))
    assert found.holdings == ((BOND_CODE, 1_000, 0, 10_000_000),)
    assert found.data()["holdings"] == [
        {"asset": BOND_CODE, "available": "1000", "earmarked": "0", "face_cny": "100000.00"}
    ]
    assert found.data()["as_of"].endswith("+08:00")


@pytest.mark.parametrize("scope", [CSDC, CCB])
def test_the_account_of_another_custodian_has_no_statement(scope: int) -> None:
    with pytest.raises(UnknownHolder, match="this institution keeps"):
        stated(dated(), SELLER, None, None, scope)
    assert stated(dated(), SELLER, None, None, CCDC).balance("CNY") == (0, 0)
    assert CNY == 1
