"""Bonds from a file: one call from a CSV to registered bonds with their terms and codes, or every error of every row."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from actors.ledger.commands import RegisterAsset
from actors.ledger.status import Status
from actors.modules.instruments.commands import BondClass, CouponType
from actors.modules.instruments.isin import check_digit
from actors.modules.instruments.module import code_at, instrument_of
from actors.modules.middle_platform import new_ledger
from cluster.market.platform.instruments import InstrumentsClient
from cluster.market.platform.terms_file import TermsRefused
from tests.ledger.market import BOND, CCDC, CFETS, CNY, NOTE, PBC, SHCH, Desk, make_roster
from tests.market.platform.sheets import Depository, file_of

HEAD = "code,isin,name,issuer,class,coupon_type,coupon,frequency,dated,maturity,issue_price,listed,number,unit,code:CFETS"
ISINS = [body + check_digit(body) for body in (f"CND1000{at:04}" for at in range(9))]
FIVE_YEAR = f"2026-03,{ISINS[0]},2026年记账式附息(三期)国债,MOF,treasury,fixed,1.54,1,2026-01-25,2031-01-25,,yes,,,260003"
BILL = f"2026-B1,{ISINS[1]},2026年贴现国债,MOF,Treasury,discount,,,2026-01-25,2026-07-25,99.35,,,,269901"
KNOWN = f"019742,{ISINS[2]},超长期特别国债,MOF,special-purpose,fixed,2.19,2,20240925,20540925,,yes,10,100,"
EN = {one.en for one in Status}


@pytest.fixture
def desk() -> Desk:
    """A market with one bond of each depository, registered without terms and not listed."""
    desk = Desk(new_ledger(make_roster()))
    desk.do(PBC, RegisterAsset(CNY, "CNY", 2, 1))
    desk.do(CCDC, RegisterAsset(BOND, "019742", 1, 10_000))
    desk.do(SHCH, RegisterAsset(NOTE, "MTN001", 1, 10_000, True))
    return desk


async def import_(party: Depository, folder: Path, *rows: str, head: str = HEAD) -> tuple[int, ...]:
    """Import a file of these rows."""
    return await InstrumentsClient(party).import_terms(file_of(folder, head, rows))  # type: ignore[arg-type]


async def refused(party: Depository, folder: Path, *rows: str, head: str = HEAD) -> TermsRefused:
    """How a file of these rows is refused; nothing changes."""
    before = party.desk.ledger.number
    with pytest.raises(TermsRefused) as caught:
        await import_(party, folder, *rows, head=head)
    assert party.desk.ledger.number == before
    return caught.value


async def test_a_file_becomes_registered_bonds_with_terms_and_codes(desk: Desk, tmp_path: Path) -> None:
    party = Depository(desk, CCDC)
    assert await import_(party, tmp_path, FIVE_YEAR, BILL, KNOWN) == (13, 14, BOND)
    five, bill, known = (instrument_of(desk.ledger, one) for one in (13, 14, BOND))
    assert five is not None and bill is not None and known is not None
    assert (five.isin, five.coupon_micro, five.frequency, five.dated) == (ISINS[0], 15_400, 1, 20260125)
    assert (bill.coupon_type, bill.issue_price, bill.coupon_micro) == (CouponType.DISCOUNT, 993_500, 0)
    assert (known.bond_class, known.depository) == (BondClass.SPECIAL_PURPOSE, CCDC)
    assert [code_at(desk.ledger, one, CFETS) for one in (13, 14, BOND)] == ["260003", "269901", ""]
    assert [(await party.get(one)).listed for one in (13, 14, BOND)] == [True, False, True]
    assert [(one.asset, one.code, one.coupon_micro) for one in party.told] == [(13, "2026-03", 15_400)]
    assert desk.ledger.reconcile() == []


async def test_an_import_that_broke_off_before_the_terms_is_read_again(desk: Desk, tmp_path: Path) -> None:
    desk.do(CCDC, RegisterAsset(13, "2026-03", 1, 10_000, True))
    assert await import_(Depository(desk, CCDC), tmp_path, FIVE_YEAR, BILL) == (13, 14)
    told = await refused(Depository(desk, CCDC), tmp_path, FIVE_YEAR)
    assert {one.problem for one in told.errors if one.column == "code"} == {Status.TERMS_EXIST.en}


async def test_every_error_of_every_row_comes_at_once_as_a_file(desk: Desk, tmp_path: Path) -> None:
    told = await refused(
        Depository(desk, CCDC),
        tmp_path,
        FIVE_YEAR,
        f"{'C' * 33},{ISINS[3][:-1]}X,,MOF,treasury,fixed,0,3,2026-01-25,2026-01-25,,,0,0,",
        "",
        f"2026-03,{ISINS[0]},x,MOF,share,swap,1.5.4,one,2026-02-30,soon,cheap,maybe,x,y,260003",
        f"MTN001,{ISINS[4]},x,MOF,corporate,fixed,2,1,2026-01-25,2031-01-25,,no,13,50,",
        f"2026-B1,{ISINS[5]},x,MOF,treasury,fixed,2,1,2026-01-25,2031-01-25,,,11,,{'9' * 40}",
        "2026-B2,1,2",
        f"{BILL},extra",
    )
    found = [(one.line, one.column, one.problem) for one in told.errors]
    assert [one for one in found if one[2] in EN] == [
        (3, "code", Status.CODE_INVALID.en),
        (3, "unit", Status.FACE_INVALID.en),
        (3, "isin", Status.ISIN_INVALID.en),
        (3, "", Status.TEXT_INVALID.en),
        (3, "", Status.TERMS_INVALID.en),
        (7, "", Status.TEXT_INVALID.en),
    ]
    assert [(line, column) for line, column, problem in found if problem not in EN] == [
        *((3, "") for _ in range(5)),
        *((5, column) for column in ("coupon_type", "class", "coupon", "frequency", "issue_price")),
        *((5, column) for column in ("dated", "maturity", "unit", "listed")),
        *((5, column) for column in ("number", "code", "isin", "code:CFETS")),
        *((6, column) for column in ("listed", "number", "unit")),
        *((8, column) for column in ("coupon_type", "class", "dated", "maturity")),
        (9, ""),
    ]
    with told.path.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert len(written) == len(told.errors)
    assert all(not one["problem_zh"].isascii() for one in written)


@pytest.mark.parametrize(
    ("row", "column", "status"),
    [
        (KNOWN.replace("019742", "MTN001").replace(",10,", ",,"), "code", Status.NOT_THE_ROOT),
        (FIVE_YEAR.replace("2026-03,", ",", 1), "code", Status.CODE_INVALID),
        (FIVE_YEAR.replace("fixed", "simple"), "", Status.TERMS_INVALID),
        (FIVE_YEAR.replace(",yes,,", ",yes,70000,"), "number", Status.ASSET_NUMBER_INVALID),
        (FIVE_YEAR.replace(",yes,,", ",yes,10,"), "code", Status.ASSET_EXISTS),
    ],
)
async def test_what_the_ledger_has_against_a_bond_stands_at_its_column(
    desk: Desk, tmp_path: Path, row: str, column: str, status: Status
) -> None:
    told = await refused(Depository(desk, CCDC), tmp_path, row)
    assert (2, column, status.en) in [(one.line, one.column, one.problem) for one in told.errors]
    assert all(not one.problem_zh.isascii() for one in told.errors)


async def test_a_row_is_told_what_it_contradicts(desk: Desk, tmp_path: Path) -> None:
    desk.do(CCDC, RegisterAsset(13, "2026-03", 1, 10_000, True))
    wrong = FIVE_YEAR.replace(",yes,,", ",no,14,50")
    told = await refused(Depository(desk, CCDC), tmp_path, wrong, FIVE_YEAR)
    assert [one.problem for one in told.errors] == [
        "the bond is listed already; write yes",
        "2026-03 is registered under 13; write that, or leave it empty",
        "the unit of 2026-03 is ¥100; write that, or leave it empty",
        *(
            f"{name} {value} stands in line 2 already; give another"
            for name, value in (("code", "2026-03"), ("isin", ISINS[0]), ("code:CFETS", "260003"))
        ),
    ]


async def test_an_isin_or_a_code_that_is_taken_is_refused(desk: Desk, tmp_path: Path) -> None:
    await import_(Depository(desk, CCDC), tmp_path, FIVE_YEAR)
    told = await refused(Depository(desk, CCDC), tmp_path, FIVE_YEAR.replace("2026-03", "2026-04"))
    assert [(one.column, one.problem) for one in told.errors] == [
        ("isin", Status.ISIN_TAKEN.en),
        ("", Status.CODE_TAKEN.en),
    ]


async def test_a_venue_that_is_none_is_told_at_its_column(desk: Desk, tmp_path: Path) -> None:
    told = await refused(Depository(desk, CCDC), tmp_path, FIVE_YEAR, head=HEAD.replace("CFETS", "NYSE"))
    assert [(one.line, one.column, one.problem) for one in told.errors] == [
        (1, "code:NYSE", "no institution 'NYSE' in the roster; check the name")
    ]


async def test_who_is_no_depository_registers_nothing(desk: Desk, tmp_path: Path) -> None:
    told = await refused(Depository(desk, CFETS), tmp_path, FIVE_YEAR, BILL)
    assert {(one.line, one.problem) for one in told.errors} == {
        (2, Status.NOT_PERMITTED.en),
        (3, Status.NOT_PERMITTED.en),
    }
