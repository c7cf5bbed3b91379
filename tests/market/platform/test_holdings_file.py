"""Opening positions from a file: all rows judged first, then issued batch by batch, each wholly or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from actors.ledger import records as rec
from actors.ledger.status import Status
from actors.modules.registration.commands import CloseAccount
from cluster.market.platform import holdings_file
from cluster.market.platform.holdings_file import HoldingsRefused, import_holdings
from tests.ledger.market import BOND, BUYER, CCDC, CSDC, NOMINEE, SELLER, Desk, acc
from tests.market.platform.sheets import Depository, file_of
from tests.modules.registration.town import COLLATERAL, OTHER, town

HEAD = "account,bond,face"
GONE = acc(CCDC, 77)
FREE = [acc(CCDC, 1_000 + at) for at in range(4)]


@pytest.fixture
def desk() -> Desk:
    """A market with four empty accounts and one that was closed."""
    desk = town()
    desk.send(CCDC, rec.open_account(GONE, 5), *(rec.open_account(one, one) for one in FREE))
    assert desk.do(CCDC, CloseAccount(GONE)) == [Status.DONE]
    return desk


async def import_(desk: Desk, folder: Path, *rows: str, head: str = HEAD, by: int = CCDC) -> int:
    """Import a file of these rows."""
    return await import_holdings(Depository(desk, by), file_of(folder, head, rows))  # type: ignore[arg-type]


async def refused(desk: Desk, folder: Path, *rows: str, head: str = HEAD, by: int = CCDC) -> HoldingsRefused:
    """How a file of these rows is refused."""
    with pytest.raises(HoldingsRefused) as caught:
        await import_(desk, folder, *rows, head=head, by=by)
    return caught.value


async def test_positions_of_a_file_are_issued(desk: Desk, tmp_path: Path) -> None:
    rows = [
        f'{one},019742,"{face}"' for one, face in zip(FREE, ("100", "2,500", "100.00", "1e6"), strict=True)
    ]
    assert await import_(desk, tmp_path, *rows) == 4
    assert [desk.free(one, BOND) for one in FREE] == [1, 25, 1, 10_000]
    assert desk.ledger.reconcile() == []
    assert not (tmp_path / "rows.errors.csv").exists()


async def test_every_error_of_every_row_comes_at_once_as_a_file(desk: Desk, tmp_path: Path) -> None:
    before = desk.ledger.holdings().tobytes()
    told = await refused(
        desk,
        tmp_path,
        f"{FREE[0]},019742,100",
        f"{acc(CCDC, 999)},none,x",
        "",
        f"{GONE},019742,99",
        f"{NOMINEE[CSDC]},CNY,0",
        f"{COLLATERAL},MTN001,-100",
        f"{BUYER},019742,100",
        f"{FREE[0]},019742,200",
        f"me,019742,{2**62 * 100}",
        f"{FREE[1]},019742,1,000",
    )
    assert [(one.line, one.column, one.problem) for one in told.errors if one.problem in EN] == [
        (3, "account", Status.ACCOUNT_UNKNOWN.en),
        (3, "bond", Status.ASSET_UNKNOWN.en),
        (5, "account", Status.ACCOUNT_CLOSED.en),
        (6, "account", Status.ONLY_ON_PATH.en),
        (6, "bond", Status.NOT_A_SECURITY.en),
        (6, "bond", Status.NOT_THE_ROOT.en),
        (6, "face", Status.QUANTITY_ZERO.en),
        (7, "account", Status.COLLATERAL_HELD.en),
        (7, "bond", Status.NOT_THE_ROOT.en),
        (7, "face", Status.QUANTITY_NEGATIVE.en),
    ]
    assert [(one.line, one.column, one.problem) for one in told.errors if one.problem not in EN] == [
        (3, "face", "the amount 'x' is not a number; write it like 100000000 or 99582900.55"),
        (5, "face", "a face of ¥99 is not a whole number of units of 10000 fen; correct it"),
        (8, "account", f"account {BUYER} is kept by another institution; issue to an account kept here"),
        (9, "account", "line 2 has this account and bond too; write their sum in one row"),
        (10, "account", "'me' is no number; write digits"),
        (10, "face", f"'{2**62 * 100}' is more than the ledger counts; write less than 2^62"),
        (11, "", "the row has more cells than there are columns; put a value with a comma in quotes"),
    ]
    with told.path.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert [tuple(one.values())[:4] for one in written] == [
        (str(one.line), one.column, one.value, one.problem) for one in told.errors
    ]
    assert all(not one["problem_zh"].isascii() for one in written)
    assert "文件中有 8 行存在 17 处错误" in told.zh
    assert desk.ledger.holdings().tobytes() == before


EN = {one.en for one in Status}


async def test_a_file_may_not_bring_a_bond_to_more_than_the_ledger_counts(desk: Desk, tmp_path: Path) -> None:
    half = (2**61 - 400_000) * 100
    told = await refused(desk, tmp_path, *(f"{one},019742,{half}" for one in FREE[:3]))
    assert [(one.line, one.problem) for one in told.errors] == [
        (3, Status.ISSUED_TOO_LARGE.en),
        (4, Status.ISSUED_TOO_LARGE.en),
    ]


async def test_who_is_not_the_root_issues_nothing(desk: Desk, tmp_path: Path) -> None:
    told = await refused(desk, tmp_path, f"{BUYER},019742,100", by=CSDC)
    assert [one.problem for one in told.errors] == [Status.NOT_THE_ROOT.en]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"account,face\n1,2\n", "the column bond is missing; add it"),
        (b"account,bond,face\n", "the file has 0 rows; give it 1 to 100000"),
        (b"\xff\xfeaccount", "the file is no CSV in UTF-8; save it as one"),
    ],
)
async def test_a_file_that_is_none_is_told_so(desk: Desk, tmp_path: Path, text: bytes, says: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(text)
    with pytest.raises(HoldingsRefused) as caught:
        await import_holdings(Depository(desk, CCDC), path)  # type: ignore[arg-type]
    assert [one.problem for one in caught.value.errors] == [says]


async def test_a_batch_that_the_ledger_refuses_issues_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.send(CCDC, rec.limit(FREE[1], BOND, 5))
    told = await refused(desk, tmp_path, *(f"{one},019742,1000" for one in FREE))
    assert [(one.line, one.problem) for one in told.errors] == [(3, Status.LIMIT_EXCEEDED.en)]
    assert [desk.free(one, BOND) for one in FREE] == [0, 0, 0, 0]


async def test_of_several_batches_the_error_says_which_lines_are_issued(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holdings_file, "POSITIONS_MAX", 2)
    desk.send(CCDC, rec.limit(FREE[3], BOND, 5))
    told = await refused(desk, tmp_path, *(f"{one},019742,1000" for one in FREE))
    assert [(one.line, one.problem) for one in told.errors] == [
        (1, "lines 2 to 3 are issued already; take them out before the file is read again"),
        (5, Status.LIMIT_EXCEEDED.en),
    ]
    assert [desk.free(one, BOND) for one in FREE] == [10, 10, 0, 0]
    assert desk.ledger.reconcile() == []


async def test_an_account_that_holds_the_bond_already_is_issued_more(desk: Desk, tmp_path: Path) -> None:
    before = [desk.free(one, BOND) for one in (SELLER, OTHER)]
    assert await import_(desk, tmp_path, f"{SELLER},019742,100") == 1
    assert [desk.free(one, BOND) for one in (SELLER, OTHER)] == [before[0] + 1, before[1]]
