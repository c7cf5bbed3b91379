"""See-through: from the top to the end owners, by who asks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from actors.ledger.layout import ACCOUNT
from actors.ledger.records import Class
from cluster.analytics import through
from cluster.analytics.history import HELD, History
from cluster.analytics.moments import Cut, end_of
from cluster.analytics.problems import TooLong, UnknownHolder
from cluster.analytics.through import SeeThrough, see_through
from tests.analytics.past import history_of
from tests.analytics.test_history import NOW_MS, dated
from tests.ledger.market import (
    BUYER,
    CCDC,
    CSDC,
    NOMINEE,
    OWNER_BUYER,
    OWNER_SELLER,
    RESERVE,
    SELLER,
    acc,
)
from tests.ledger.test_movements import everything

BOND_CODE = "019742"


def seen(
    history: History, moment: object = None, account: int | None = None, asset: str | None = BOND_CODE
) -> SeeThrough:
    """Through the bond at a moment."""
    return see_through(history, end_of(history, moment, NOW_MS), account, asset)  # type: ignore[arg-type]


def told(found: SeeThrough) -> list[tuple[int, int, int, int]]:
    """(level, account, units, nominee) of every holder."""
    return [(one.level, one.account, one.units, one.nominee) for one in found.rows]


def test_a_regulator_sees_from_the_nominee_to_its_end_owners_at_any_past_moment() -> None:
    history = history_of(dated())
    assert told(seen(history)) == [
        (0, SELLER, 997_000, 0),
        (0, NOMINEE[CSDC], 3_000, 0),
        (1, BUYER, 3_000, NOMINEE[CSDC]),
    ]
    assert told(seen(history, "2026-03-23", NOMINEE[CSDC])) == [
        (0, NOMINEE[CSDC], 1_000, 0),
        (1, BUYER, 1_000, NOMINEE[CSDC]),
    ]
    assert [one.owner for one in seen(history).ends] == [f"{OWNER_SELLER:016x}", f"{OWNER_BUYER:016x}"]


@pytest.mark.parametrize("commit", range(9, 29, 4))
def test_the_end_owners_hold_what_was_issued_at_every_moment(commit: int) -> None:
    history = history_of(everything())
    at = end_of(history, commit, NOW_MS)
    found = see_through(history, at)
    for top in found.tree:
        assert not top.holders or sum(one.units for one in top.holders) == top.units
    assert {one.asset for one in found.rows} >= {"CNY", BOND_CODE}
    tops = {asset: sum(one.units for one in found.tree if one.asset == asset) for asset in ("CNY", BOND_CODE)}
    ends = {asset: sum(one.units for one in found.ends if one.asset == asset) for asset in tops}
    assert ends == tops


def test_a_bank_s_reserve_is_seen_through_to_its_deposits() -> None:
    found = seen(history_of(dated()), None, RESERVE[5], "CNY")
    assert [(one.level, one.gateway, one.held_for) for one in found.rows] == [
        (0, "PBC", "ICBC"),
        (1, "ICBC", ""),
    ]


def test_the_issuer_depository_sees_its_nominees_but_nobody_behind_them() -> None:
    found = seen(history_of(dated(), CCDC))
    assert told(found) == [(0, SELLER, 997_000, 0), (0, NOMINEE[CSDC], 3_000, 0)]
    assert [one.is_end for one in found.rows] == [True, False]


def test_a_custodian_sees_its_own_clients_only() -> None:
    history = history_of(dated(), CSDC)
    assert told(seen(history)) == [(0, BUYER, 3_000, 0)]
    with pytest.raises(UnknownHolder):
        seen(history, None, SELLER)
    with pytest.raises(UnknownHolder):
        seen(history, None, NOMINEE[CSDC])


def test_several_levels_of_nominees_are_seen_through() -> None:
    """CCDC keeps a nominee account for CSDC, CSDC one for a broker (9), the broker two clients."""
    chain = [
        (acc(CCDC, 1), 0, 40),
        (acc(CCDC, 2), CSDC, 60),
        (acc(CSDC, 1), 0, 10),
        (acc(CSDC, 2), 9, 50),
        (acc(9, 1), 0, 20),
        (acc(9, 2), 0, 30),
    ]
    accounts, live = np.zeros(len(chain), ACCOUNT), np.zeros(len(chain), HELD)
    for at, (number, lower, units) in enumerate(chain):
        accounts[at]["number"], accounts[at]["owner"], accounts[at]["gateway"] = (
            number,
            number % 7,
            number >> 48,
        )
        accounts[at]["lower"], accounts[at]["class_"] = lower, Class.OMNIBUS if lower else Class.OWN
        live[at]["account"], live[at]["asset"], live[at]["available"] = number, 10, units
    plain = history_of(dated())
    history = replace(plain, accounts=accounts, live=live, movements=plain.movements[:0])
    found = see_through(history, Cut(0, 1, 0))
    assert [(one.level, one.account, one.units) for one in found.rows] == [
        (0, acc(CCDC, 1), 40),
        (0, acc(CCDC, 2), 60),
        (1, acc(CSDC, 1), 10),
        (1, acc(CSDC, 2), 50),
        (2, acc(9, 1), 20),
        (2, acc(9, 2), 30),
    ]
    assert sum(one.units for one in found.ends) == 100
    assert found.text().splitlines()[4].startswith("    019742 FUND/1 own")


def test_frames_name_their_columns_in_either_language_and_hold_no_float() -> None:
    found = seen(history_of(dated()))
    frame, owners = found.frame(), found.owners("zh")
    assert list(frame["face_cny"]) == [Decimal("99700000.00"), Decimal("300000.00"), Decimal("300000.00")]
    assert not [name for name in frame.columns if frame[name].dtype.kind == "f"]
    assert list(owners["所有人"]) == [f"{OWNER_SELLER:016x}", f"{OWNER_BUYER:016x}"]
    assert list(owners["单位数"]) == [997_000, 3_000]
    assert "CSDC" in found._repr_html_()
    assert list(found.frame("zh")["账户类别"]) == ["自有", "名义持有", "自有"]


def test_an_owner_s_accounts_at_two_depositories_are_added() -> None:
    history = history_of(everything())
    found = seen(history).owners()
    seller = found[found["owner"] == f"{OWNER_SELLER:016x}"]
    assert list(seller["accounts"]) == [2]


def test_more_holders_than_a_tree_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(through, "HOLDERS_MAX", 2)
    with pytest.raises(TooLong, match="name a bond") as problem:
        seen(history_of(dated()))
    assert "请指定债券" in problem.value.zh
