"""Terms and codes of bonds: one bond with several market codes, one code a market."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from actors.ledger.business import why_refused
from actors.ledger.commands import RegisterAsset
from actors.ledger.status import Status
from actors.modules.accrued import Convention
from actors.modules.instruments.accrual import accrued_interest
from actors.modules.instruments.commands import (
    AddCode,
    BondClass,
    CouponType,
    FixRate,
    MarketCode,
    RegisterTerms,
)
from actors.modules.instruments.isin import check_digit, is_isin
from actors.modules.instruments.module import Instruments, code_at, instrument_of
from actors.modules.middle_platform import ledger_from_image, new_ledger
from tests.ledger.market import BOND, CCDC, CFETS, CNY, FUND, NOTE, PBC, SHCH, Desk, make_roster

ISIN = "CND10008" + "0T6" + check_digit("CND100080T6")
TERMS = RegisterTerms(
    BOND,
    ISIN,
    "2026年超长期特别国债(一期)",
    "MOF",
    BondClass.SPECIAL_PURPOSE,
    CouponType.FIXED,
    21_900,
    2,
    0,
    20240925,
    20540925,
    (MarketCode(CFETS, "2400006"),),
)


@pytest.fixture
def desk() -> Desk:
    """A market with two bonds and no terms."""
    desk = Desk(new_ledger(make_roster()))
    desk.do(PBC, RegisterAsset(CNY, "CNY", 2, 1))
    desk.do(CCDC, RegisterAsset(BOND, "2400006", 1, 10_000, True))
    desk.do(SHCH, RegisterAsset(NOTE, "MTN001", 1, 10_000, True))
    return desk


def changed(**values: object) -> RegisterTerms:
    """The terms with some values changed."""
    return msgspec.structs.replace(TERMS, **values)


def test_a_bond_is_known_by_its_codes_and_its_isin(desk: Desk) -> None:
    assert desk.do(CCDC, TERMS) == [Status.DONE]
    known = instrument_of(desk.ledger, BOND)
    assert known is not None and (known.isin, known.depository) == (ISIN, CCDC)
    assert code_at(desk.ledger, BOND, CFETS) == "2400006"
    assert code_at(desk.ledger, NOTE, CFETS) == ""
    module = desk.ledger.module(Instruments)
    assert module.codes[CFETS, "2400006"].asset == module.isins[ISIN].asset == BOND


@pytest.mark.parametrize(
    ("sender", "command", "status"),
    [
        (SHCH, TERMS, Status.NOT_THE_ROOT),
        (CCDC, changed(asset=77), Status.ASSET_UNKNOWN),
        (PBC, changed(asset=CNY), Status.NOT_A_SECURITY),
        (CCDC, changed(isin=ISIN[:-1] + str(9 - int(ISIN[-1]))), Status.ISIN_INVALID),
        (CCDC, changed(isin=ISIN.lower()), Status.ISIN_INVALID),
        (CCDC, changed(name=""), Status.TEXT_INVALID),
        (CCDC, changed(issuer="x" * 201), Status.TEXT_INVALID),
        (CCDC, changed(bond_class=9), Status.BOND_CLASS_UNKNOWN),
        (CCDC, changed(coupon_type=9), Status.TERMS_INVALID),
        (CCDC, changed(maturity=20240925), Status.TERMS_INVALID),
        (CCDC, changed(dated=20240931), Status.TERMS_INVALID),
        (CCDC, changed(frequency=3), Status.TERMS_INVALID),
        (CCDC, changed(coupon_type=CouponType.DISCOUNT), Status.TERMS_INVALID),
        (CCDC, changed(codes=(MarketCode(FUND, "1"),)), Status.NOT_A_VENUE),
        (CCDC, changed(codes=(MarketCode(CFETS, ""),)), Status.TEXT_INVALID),
        (CCDC, changed(codes=(MarketCode(CFETS, "1"), MarketCode(CFETS, "2"))), Status.SECOND_CODE),
    ],
)
def test_terms_that_are_refused(desk: Desk, sender: int, command: RegisterTerms, status: Status) -> None:
    assert desk.do(sender, command) == [status]
    assert len(desk.ledger.module(Instruments).terms) == 0


def test_two_codes_for_one_bond_and_two_bonds_for_one_code_are_refused(desk: Desk) -> None:
    desk.do(CCDC, TERMS)
    assert desk.do(CCDC, TERMS) == [Status.TERMS_EXIST]
    assert desk.do(CCDC, AddCode(BOND, CFETS, "019742")) == [Status.SECOND_CODE]
    other = changed(asset=NOTE, bond_class=BondClass.MEDIUM_TERM_NOTE)
    assert why_refused(desk.ledger, SHCH, other) == [Status.ISIN_TAKEN, Status.CODE_TAKEN]


def test_a_code_comes_from_the_depository_or_that_venue(desk: Desk) -> None:
    desk.do(CCDC, changed(codes=()))
    assert desk.do(FUND, AddCode(BOND, CFETS, "2400006")) == [Status.NOT_PERMITTED]
    assert desk.do(CFETS, AddCode(NOTE, CFETS, "2400006")) == [Status.TERMS_UNKNOWN]
    assert desk.do(CFETS, AddCode(BOND, CFETS, "2400006")) == [Status.DONE]
    assert code_at(desk.ledger, BOND, CFETS) == "2400006"


def test_a_floaters_rate_is_fixed_again_by_its_depository(desk: Desk) -> None:
    desk.do(CCDC, changed(coupon_type=CouponType.FLOATING))
    assert desk.do(SHCH, FixRate(BOND, 0)) == [Status.NOT_THE_ROOT]
    assert desk.do(CCDC, FixRate(BOND, 0)) == [Status.TERMS_INVALID]
    assert desk.do(CCDC, FixRate(NOTE, 1)) == [Status.TERMS_UNKNOWN]
    assert desk.do(CCDC, FixRate(BOND, 25_000)) == [Status.DONE]
    known = instrument_of(desk.ledger, BOND)
    assert known is not None and known.coupon_micro == 25_000


def test_a_fixed_rate_stays(desk: Desk) -> None:
    desk.do(CCDC, TERMS)
    assert desk.do(CCDC, FixRate(BOND, 25_000)) == [Status.NOT_A_FLOATER]


def test_all_faults_are_told_at_once(desk: Desk) -> None:
    bad = changed(isin="", name="", bond_class=0, frequency=9, codes=(MarketCode(FUND, ""),))
    assert why_refused(desk.ledger, SHCH, bad) == [
        Status.NOT_THE_ROOT,
        Status.ISIN_INVALID,
        Status.TEXT_INVALID,
        Status.BOND_CLASS_UNKNOWN,
        Status.TERMS_INVALID,
        Status.NOT_A_VENUE,
    ]


@pytest.mark.parametrize("isin", ["US0378331005", "CNE0000018R8", "GB0002634946", "AU0000XVGZA3"])
def test_published_isins_are_good(isin: str) -> None:
    assert is_isin(isin)


@pytest.mark.parametrize(
    "isin", ["US0378331006", "US037833100", "us0378331005", "U10378331005", "CNE０000018R8"]
)
def test_others_are_not(isin: str) -> None:
    assert not is_isin(isin)


def test_interest_of_every_type_accrues(desk: Desk) -> None:
    desk.do(CCDC, TERMS)
    fixed = instrument_of(desk.ledger, BOND)
    assert fixed is not None
    day = date(2026, 3, 23)
    assert accrued_interest(fixed, day, Convention.INTERBANK) == 108_290_055
    # 91 days at 99.50: 50 fen over 91 days; on the 45th day 0.24725275.
    bill = msgspec.structs.replace(
        fixed, coupon_type=CouponType.DISCOUNT, coupon_micro=0, frequency=0, issue_price=995_000
    )
    bill = msgspec.structs.replace(bill, dated=20260206, maturity=20260508)
    assert accrued_interest(bill, day, Convention.INTERBANK) == 24_725_275
    # One sum at maturity, 3 % a year: a year and 59 of 365 days.
    simple = msgspec.structs.replace(
        fixed, coupon_type=CouponType.SIMPLE, coupon_micro=30_000, frequency=0, dated=20250123
    )
    assert accrued_interest(simple, day, Convention.INTERBANK) == 348_493_151
    with pytest.raises(ValueError, match="20260508"):
        accrued_interest(bill, date(2026, 5, 8), Convention.INTERBANK)


def test_instruments_survive_in_an_image(desk: Desk) -> None:
    desk.do(CCDC, TERMS)
    again = ledger_from_image(desk.ledger.image(), desk.ledger.roster)
    assert again.image() == desk.ledger.image()
    assert code_at(again, BOND, CFETS) == "2400006"
