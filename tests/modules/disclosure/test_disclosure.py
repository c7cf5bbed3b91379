"""Sunshine debt (阳光债务): what is owed by when, what is told, and what the ledger says to it."""

from __future__ import annotations

import msgspec
import pytest

from actors.base.canonical import Canonical
from actors.ledger import records
from actors.ledger.business import why_refused
from actors.ledger.status import Status
from actors.modules.disclosure import commands as c
from actors.modules.disclosure.fields import FIELDS, OF_BOND, OF_ISSUER, Field, Form
from actors.modules.disclosure.parameters import PARAMETERS
from actors.modules.disclosure.register import newest, versions
from actors.modules.disclosure.schedule import period_of
from actors.modules.instances.commands import ApproveAct, ExtendInstance, ProposeAct, Setting
from actors.modules.middle_platform import ledger_from_image
from actors.modules.risk.parameters import STOP_BUYING
from actors.modules.risk.state import Level, Watched
from tests.ledger.market import BOND, CCDC, CFETS, CSRC, FUND, NOTE, PBC, SELLER, Desk
from tests.modules.disclosure.book import (
    ALL_FEN,
    BOND_FEN,
    ISSUER,
    QUARTER,
    TEXT,
    YEAR,
    book,
    disclosure,
    on,
    owed,
    tell,
)
from tests.modules.risk.watch import HERE, PLAN, deal, platform, warnings
from tests.modules.trading.floor import TODAY, roster, sound

#: The fields that the paper names, in its words.
PAPER = {
    "债务限额": Field.DEBT_LIMIT,
    "余额": Field.DEBT_BALANCE,
    "债务率": Field.DEBT_RATIO,
    "偿债率": Field.DEBT_SERVICE_RATIO,
    "经济财政状况": Field.ECONOMY,
    "预": Field.BUDGET,
    "决算": Field.FINAL_ACCOUNTS,
    "债券发行": Field.ISSUANCE,
    "存续期管理信息": Field.LIFE,
    "发行前准备": Field.PREPARATION,
    "项目建设管理": Field.CONSTRUCTION,
    "运营管理": Field.OPERATION,
    "资产管理": Field.ASSETS,
    "资金管理": Field.USE_OF_FUNDS,
}


def test_every_field_of_the_paper_is_there() -> None:
    assert [word for word, field in PAPER.items() if word not in FIELDS[field].zh] == []
    assert set(FIELDS) == set(map(int, Field)) == {*map(int, PAPER.values()), int(Field.OUTSTANDING)}
    assert (1 << len(FIELDS)) - 1 == OF_ISSUER | OF_BOND


def extend(desk: Desk, *settings: Setting) -> None:
    """Give the platform these settings alone."""
    plan = msgspec.structs.replace(PLAN, settings=settings)
    desk.do(PBC, ProposeAct(2, ExtendInstance(HERE, plan)))
    assert desk.do(CSRC, ApproveAct(2)) == [Status.DONE]


# What is owed.


@pytest.mark.parametrize(
    ("day", "months", "period"),
    [
        (20260323, 3, (20260101, 20260331)),
        (20261231, 3, (20261001, 20261231)),
        (20260701, 6, (20260701, 20261231)),
        (20260323, 12, (20260101, 20261231)),
        (20240215, 1, (20240201, 20240229)),
    ],
)
def test_periods_are_parts_of_a_year(day: int, months: int, period: tuple[int, int]) -> None:
    assert period_of(day, months) == period


@pytest.mark.parametrize(
    ("field", "asset", "period", "due"),
    [
        (Field.DEBT_LIMIT, 0, 20261231, 20260401),
        (Field.DEBT_BALANCE, 0, 20260331, 20260430),
        (Field.FINAL_ACCOUNTS, 0, 20261231, 20270828),
        (Field.PREPARATION, BOND, 20240925, 20240925),
        (Field.ISSUANCE, BOND, 20240925, 20240930),
        (Field.USE_OF_FUNDS, BOND, 20260331, 20260430),
        (Field.CONSTRUCTION, BOND, 20260630, 20260829),
    ],
)
def test_each_field_is_due_by_its_rule(field: Field, asset: int, period: int, due: int) -> None:
    row = owed(book(), field, asset)
    assert row is not None
    assert (row.end, row.due) == (period, due)


def test_the_days_are_the_platforms_to_set() -> None:
    desk = platform()
    extend(desk, Setting("disclosure.budget_days", 100))
    assert desk.do(CCDC, c.RegisterIssuer(HERE, ISSUER, "issuer", FUND, FIELDS[Field.BUDGET].bit)) == [
        Status.DONE
    ]
    row = owed(desk, Field.BUDGET)
    assert row is not None and row.due == 20260411


def test_when_a_period_is_told_the_next_is_owed_until_the_bond_has_matured() -> None:
    desk = book()
    on(desk, QUARTER)
    assert tell(desk, Field.USE_OF_FUNDS, QUARTER, 0, asset=BOND) == [Status.DONE]
    row = owed(desk, Field.USE_OF_FUNDS, BOND)
    assert row is not None and (row.start, row.end, row.due) == (20260401, 20260630, 20260730)
    on(desk, 20541231)
    for year in range(2026, 2055):
        assert tell(desk, Field.LIFE, year * 10_000 + 1231, asset=BOND, digest=TEXT) == [Status.DONE]
    assert owed(desk, Field.LIFE, BOND) is None


def test_what_is_told_once_is_owed_no_more_and_may_be_corrected() -> None:
    desk = book()
    assert tell(desk, Field.ISSUANCE, 20240925, asset=BOND, digest=TEXT) == [Status.DONE]
    assert owed(desk, Field.ISSUANCE, BOND) is None
    assert tell(desk, Field.ISSUANCE, 20240925, asset=BOND, digest=b"u" * 32) == [Status.DONE]
    assert [one.version for one in versions(disclosure(desk), ISSUER, Field.ISSUANCE, BOND, 20240925)] == [
        1,
        2,
    ]


def test_more_time_is_given_by_a_regulator() -> None:
    desk = book()
    late = c.ExtendDue(ISSUER, Field.PREPARATION, BOND, 20260401)
    assert (ISSUER, Field.PREPARATION, BOND) in disclosure(desk).overdue
    assert why_refused(desk.ledger, CCDC, late) == [Status.NOT_PERMITTED]
    assert desk.do(PBC, late) == [Status.DONE]
    assert (ISSUER, Field.PREPARATION, BOND) not in disclosure(desk).overdue
    assert why_refused(desk.ledger, PBC, late) == [Status.NOT_EXTENDABLE]
    on(desk, 20260402)
    assert (ISSUER, Field.PREPARATION, BOND) in disclosure(desk).overdue


# What is told.


def test_every_version_stays_with_who_signed_it_and_when() -> None:
    desk = book()
    on(desk, 20260501)
    assert tell(desk, Field.DEBT_BALANCE, QUARTER, ALL_FEN) == [Status.DONE]
    assert tell(desk, Field.DEBT_BALANCE, QUARTER, ALL_FEN, digest=TEXT) == [Status.DONE]
    first, second = versions(disclosure(desk), ISSUER, Field.DEBT_BALANCE, 0, QUARTER)
    assert (first.value, first.digest, first.version, first.signed_by) == (ALL_FEN, b"", 1, FUND)
    assert (second.digest, second.version, second.date) == (TEXT, 2, 20260501)
    assert first.is_late and first.due == 20260430
    assert (first.origin.institution, second.origin.sequence) == (FUND, first.origin.sequence + 1)
    assert newest(disclosure(desk), ISSUER, Field.DEBT_BALANCE) == second


def test_an_amount_that_the_ledger_knows_is_checked_against_it() -> None:
    """The ledger says ¥150m of the bond is out; a balance may hold other debt, and is no less than all bonds."""
    desk = book()
    on(desk, QUARTER)
    assert tell(desk, Field.OUTSTANDING, QUARTER, BOND_FEN - 15_000_000, asset=BOND) == [Status.DONE]
    entry = newest(disclosure(desk), ISSUER, Field.OUTSTANDING, BOND)
    assert entry is not None and (entry.ledger_fen, entry.agrees) == (BOND_FEN, False)
    (one,) = warnings(desk, Watched.DISCLOSURE_DIFFERS)
    assert (one.level, one.value, one.name, one.asset, one.other) == (
        Level.YELLOW,
        10,
        "issuer",
        BOND,
        Field.OUTSTANDING,
    )
    assert tell(desk, Field.OUTSTANDING, QUARTER, BOND_FEN, asset=BOND) == [Status.DONE]
    assert warnings(desk, Watched.DISCLOSURE_DIFFERS)[0].cleared_ms == desk.ledger.time_ms
    assert tell(desk, Field.DEBT_BALANCE, QUARTER, ALL_FEN + 1) == [Status.DONE]
    balance = newest(disclosure(desk), ISSUER, Field.DEBT_BALANCE)
    assert balance is not None and balance.agrees


def test_a_strict_platform_refuses_what_does_not_agree() -> None:
    desk = book()
    extend(desk, Setting("disclosure.strict", 1))
    on(desk, QUARTER)
    assert tell(desk, Field.OUTSTANDING, QUARTER, BOND_FEN - 1, asset=BOND) == [Status.LEDGER_DIFFERS]
    assert tell(desk, Field.DEBT_BALANCE, QUARTER, ALL_FEN - 1) == [Status.LEDGER_DIFFERS]
    assert tell(desk, Field.OUTSTANDING, QUARTER, BOND_FEN, asset=BOND) == [Status.DONE]


def test_the_ledgers_own_amount_follows_what_is_issued() -> None:
    desk = book()
    on(desk, QUARTER)
    desk.send(CCDC, records.issue(SELLER, BOND, 10))
    tell(desk, Field.OUTSTANDING, QUARTER, BOND_FEN + 100_000, asset=BOND)
    entry = newest(disclosure(desk), ISSUER, Field.OUTSTANDING, BOND)
    assert entry is not None and entry.agrees
    assert sound(desk)


# What is warned of.


def test_what_is_overdue_is_warned_of_by_its_days_until_it_is_told() -> None:
    desk = book(bond_fields=0)
    assert warnings(desk, Watched.DISCLOSURE_OVERDUE) == []
    levels = []
    for date in (20260401, 20260402, 20260501, 20260701):
        on(desk, date)
        found = [one for one in warnings(desk, Watched.DISCLOSURE_OVERDUE) if one.other == Field.BUDGET]
        levels.append([(one.level, one.value) for one in found])
    assert levels == [[], [(Level.YELLOW, 1)], [(Level.ORANGE, 30)], [(Level.RED, 91)]]
    assert tell(desk, Field.BUDGET, YEAR, digest=TEXT) == [Status.DONE]
    (one,) = [one for one in warnings(desk, Watched.DISCLOSURE_OVERDUE) if one.other == Field.BUDGET]
    assert one.cleared_ms == desk.ledger.time_ms
    assert (ISSUER, Field.BUDGET, 0) not in disclosure(desk).overdue


def test_debt_over_its_limit_and_high_ratios_are_warned_of() -> None:
    desk = book()
    on(desk, 20261231)
    assert tell(desk, Field.DEBT_LIMIT, YEAR, ALL_FEN) == [Status.DONE]
    assert tell(desk, Field.DEBT_BALANCE, QUARTER, ALL_FEN * 11 // 10) == [Status.DONE]
    (over,) = warnings(desk, Watched.DISCLOSURE_DIFFERS)
    assert (over.other, over.value, over.level) == (Field.DEBT_LIMIT, 1_000, Level.RED)
    assert tell(desk, Field.DEBT_RATIO, YEAR, 20_000) == [Status.DONE]
    assert tell(desk, Field.DEBT_SERVICE_RATIO, YEAR, 999) == [Status.DONE]
    (ratio,) = warnings(desk, Watched.DEBT_RATIO)
    assert (ratio.level, ratio.name) == (Level.ORANGE, "issuer")
    assert warnings(desk, Watched.DEBT_SERVICE_RATIO) == []


def test_an_issuer_that_is_long_overdue_may_be_bought_no_more() -> None:
    desk = book(bond_fields=0, disclosure_overdue_measures=STOP_BUYING, disclosure_overdue_red=2)
    on(desk, 20260403)
    assert deal(desk, 1, day=20260403) == [Status.BUYING_STOPPED]
    for field in (Field.BUDGET, Field.DEBT_LIMIT):
        spec = FIELDS[field]
        value, digest = (1, b"") if spec.form == Form.AMOUNT else (None, TEXT)
        assert tell(desk, field, YEAR, value, digest=digest) == [Status.DONE]
    assert deal(desk, 2, day=20260403) == [Status.QUEUED]


# Refusals: all faults at once.


@pytest.mark.parametrize(
    ("by", "command", "faults"),
    [
        (
            FUND,
            c.RegisterIssuer(HERE, 0, "", 99, 1 << 9),
            "NOT_ADMITTED NUMBER_INVALID TEXT_INVALID COUNTERPARTY_UNKNOWN FIELDS_INVALID",
        ),
        (CCDC, c.RegisterIssuer(HERE, ISSUER, "issuer", FUND, 1), "NUMBER_USED ISSUER_NAME_TAKEN"),
        (CFETS, c.BeginBond(9, BOND, 1), "ISSUER_UNKNOWN"),
        (CFETS, c.BeginBond(ISSUER, BOND, 1), "NOT_THE_DISCLOSER BOND_DISCLOSED_ALREADY FIELDS_INVALID"),
        (FUND, c.BeginBond(ISSUER, 999, OF_BOND), "ASSET_UNKNOWN TERMS_UNKNOWN"),
        (CFETS, c.Disclose(9, 1, 0, YEAR), "ISSUER_UNKNOWN"),
        (CFETS, c.Disclose(ISSUER, 99, 0, YEAR), "NOT_THE_DISCLOSER FIELD_NOT_OWED"),
        (FUND, c.Disclose(ISSUER, Field.BUDGET, BOND, YEAR), "FIELD_NOT_OWED"),
        (FUND, c.Disclose(ISSUER, Field.LIFE, NOTE, YEAR), "FIELD_NOT_OWED"),
        (
            CFETS,
            c.Disclose(ISSUER, Field.BUDGET, 0, 20251231, 1, b"x"),
            "NOT_THE_DISCLOSER PERIOD_INVALID VALUE_NOT_WANTED DIGEST_INVALID",
        ),
        (FUND, c.Disclose(ISSUER, Field.ECONOMY, 0, YEAR), "PERIOD_NOT_OVER DOCUMENT_MISSING"),
        (FUND, c.Disclose(ISSUER, Field.DEBT_RATIO, 0, YEAR, -1), "PERIOD_NOT_OVER VALUE_MISSING"),
        (FUND, c.ExtendDue(ISSUER, Field.BUDGET, 0, 20261332), "NOT_PERMITTED DATE_INVALID"),
        (FUND, c.ExtendDue(9, Field.BUDGET, 0, 20261231), "NOT_PERMITTED ISSUER_UNKNOWN"),
        (FUND, c.ChangeDiscloser(ISSUER, 99), "NOT_PERMITTED COUNTERPARTY_UNKNOWN"),
        (CCDC, c.ChangeDiscloser(9, FUND), "ISSUER_UNKNOWN"),
    ],
)
def test_what_makes_no_sense_is_refused(by: int, command: Canonical, faults: str) -> None:
    assert [one.name for one in why_refused(book().ledger, by, command)] == faults.split()


def test_a_bond_is_disclosed_by_its_own_issuer() -> None:
    desk = book()
    desk.do(CCDC, c.RegisterIssuer(HERE, 6, "another", FUND, OF_ISSUER))
    assert why_refused(desk.ledger, FUND, c.BeginBond(6, NOTE, OF_BOND)) == [Status.BOND_OF_ANOTHER]


def test_the_same_is_not_told_twice_and_another_signs_when_that_was_changed() -> None:
    desk = book()
    assert tell(desk, Field.BUDGET, YEAR, digest=TEXT) == [Status.DONE]
    assert tell(desk, Field.BUDGET, YEAR, digest=TEXT) == [Status.DISCLOSED_SAME]
    assert desk.do(CCDC, c.ChangeDiscloser(ISSUER, CFETS)) == [Status.DONE]
    assert tell(desk, Field.BUDGET, YEAR, digest=b"u" * 32) == [Status.NOT_THE_DISCLOSER]
    assert tell(desk, Field.BUDGET, YEAR, digest=b"u" * 32, by=CFETS) == [Status.DONE]


# The whole.


def test_everything_survives_in_an_image_and_goes_on_alike() -> None:
    desk = book()
    tell(desk, Field.BUDGET, YEAR, digest=TEXT)
    on(desk, 20260501)
    again = ledger_from_image(desk.ledger.image(), roster())
    assert again.image() == desk.ledger.image()
    other = Desk(again)
    other.now_ms, other.sequences = desk.now_ms, dict(desk.sequences)
    for one in (desk, other):
        tell(one, Field.DEBT_BALANCE, QUARTER, 1)
        on(one, 20260601)
    assert again.image() == desk.ledger.image()
    assert again.business_date > TODAY and sound(desk)


def test_every_parameter_is_explained_in_both_languages_and_has_a_source() -> None:
    for one in PARAMETERS:
        assert one.low <= one.default <= one.high
        assert one.en.isascii() and one.unit and one.source
        assert not one.zh.isascii()
