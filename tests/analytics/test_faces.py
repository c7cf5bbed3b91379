"""Faces of a bond that is repaid in parts, at any moment: 100 of 100, then 60, then 35.

The bond is repaid by 40 on 2026-06-15 and by 25 on 2026-12-15. A client of CSDC holds 101 units all along.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest

from actors.ledger.movements import FACE
from actors.modules.corporate.commands import Repayment
from actors.modules.corporate.state import Pays
from actors.modules.middle_platform import new_ledger
from cluster.analytics.history import History
from cluster.analytics.moments import end_of, start_of
from cluster.analytics.query import Database
from cluster.analytics.statement import certificate, statement
from cluster.analytics.tables import tables
from cluster.analytics.through import see_through
from tests.analytics.past import history_of
from tests.ledger.market import BOND, BUYER, CCDC, CSDC, NOMINEE
from tests.modules.corporate.town import Town, spread_out

CODE = "019742"
FIRST, SECOND = 20260615, 20261215
#: Date at whose close one looks → face of a unit, in fen.
FACES = {"2026-06-12": 10_000, "2026-06-15": 6_000, "2026-12-14": 6_000, "2026-12-15": 3_500}


@pytest.fixture(scope="module")
def town() -> Town:
    """Both parts are repaid, the bond is held on."""
    town = Town(20260610)
    town.terms(20240615, 20290615, 30_000, 2)
    town.arrange(repayments=(Repayment(FIRST, 400_000), Repayment(SECOND, 250_000)))
    spread_out(town, 101, 11)
    town.fund_issuer(10_000_000_000)
    for before, day in ((20260612, FIRST), (20261214, SECOND)):
        town.day(before)
        town.day(day)
        town.pay(town.event(Pays.REPAYMENT, day), CCDC, CSDC)
    town.close()
    return town


@pytest.fixture(scope="module", params=[None, CSDC], ids=["regulator", "CSDC"])
def history(town: Town, request: pytest.FixtureRequest) -> History:
    """What a regulator and what the nominee may see."""
    return history_of(town.desk, request.param)


def now_ms(town: Town) -> int:
    """Any time after everything."""
    return town.ledger.time_ms + 1_000


@pytest.mark.parametrize(("day", "fen"), FACES.items())
def test_whoever_looks_at_a_past_day_sees_the_faces_of_that_day(
    town: Town, history: History, day: str, fen: int
) -> None:
    at = end_of(history, day, now_ms(town))
    yuan = Decimal(101 * fen).scaleb(-2)
    assert certificate(history, BUYER, at).holdings == ((CODE, 101, 0, 101 * fen),)
    assert statement(history, BUYER, at, at).lines[-1].face_fen == 101 * fen
    (holder,) = (one for one in see_through(history, at, BUYER, CODE).rows)
    assert holder.face_fen == 101 * fen
    base = Database(tables(history, at))
    held = base.sql(f"SELECT face_cny FROM holdings WHERE account = {BUYER} AND asset = '{CODE}'")
    unit = base.sql(f"SELECT face_cny FROM assets WHERE asset = '{CODE}'")
    assert (held["face_cny"][0], unit["face_cny"][0]) == (yuan, Decimal(fen).scaleb(-2))


def test_a_statement_tells_when_the_face_fell(town: Town, history: History) -> None:
    begin = start_of(history, "2026-06-12", now_ms(town))
    end = end_of(history, None, now_ms(town))
    lines = [one for one in statement(history, BUYER, begin, end).lines if one.asset == CODE]
    told = [(one.line, one.kind, one.available, one.balance_available, one.face_fen) for one in lines]
    assert told == [
        ("opening", "", 0, 101, 1_010_000),
        ("movement", "FACE", 0, 101, 606_000),
        ("movement", "FACE", 0, 101, 353_500),
        ("closing", "", 0, 101, 353_500),
    ]
    assert lines[1].reference == town.event(Pays.REPAYMENT, FIRST).reference


def test_the_table_of_faces_tells_each_from_which_commit_on(town: Town, history: History) -> None:
    base = Database(tables(history, end_of(history, None, now_ms(town))))
    rows = base.sql(f"SELECT commit, face_cny FROM faces WHERE asset = '{CODE}' ORDER BY commit")
    changed = history.movements[history.movements["kind"] == FACE]
    assert rows["commit"].tolist() == [0, *changed["commit"].tolist()]
    assert rows["face_cny"].tolist() == [Decimal(100), Decimal(60), Decimal(35)]


def test_movements_have_the_face_of_their_moment(town: Town) -> None:
    history = history_of(town.desk)
    base = Database(tables(history, end_of(history, None, now_ms(town))))
    rows = base.sql(
        f"SELECT available, face_cny FROM movements WHERE account = {BUYER} AND asset = '{CODE}' ORDER BY commit"
    )
    assert rows.to_dict("list") == {"available": [101], "face_cny": [Decimal(10_100)]}


def test_the_face_at_every_commit_is_what_the_ledger_had_then(town: Town, history: History) -> None:
    ledger = new_ledger(town.ledger.roster)
    numbers = np.array([BOND])
    for commit, batches in town.desk.log:
        ledger.apply(commit, batches)
        asset = ledger.asset(BOND)
        index = int(np.searchsorted(history.movements["commit"], np.uint64(commit.number), side="right"))
        assert asset is None or history.faces(numbers, index).tolist() == [asset.face_fen]


def test_a_history_that_was_cut_between_two_repayments_reckons_back_to_the_face_between(town: Town) -> None:
    whole = history_of(town.desk)
    first = int(whole.movements["commit"][whole.movements["kind"] == FACE][0])
    short = history_of(town.desk, since=first)
    at = end_of(short, first, int(datetime.now(UTC).timestamp() * 1000))
    assert certificate(short, BUYER, at).holdings == ((CODE, 101, 0, 101 * 6_000),)


def test_nominees_have_the_face_of_their_clients(town: Town) -> None:
    history = history_of(town.desk)
    for day, fen in FACES.items():
        (top,) = see_through(history, end_of(history, day, now_ms(town)), NOMINEE[CSDC], CODE).tree
        assert (top.face_fen, sum(one.face_fen for one in top.holders)) == (112 * fen, 112 * fen)
