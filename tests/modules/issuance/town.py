"""A market in which bonds are issued: the ministry, three depositories, twenty underwriters with money, two investors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from msgspec import structs

from actors.base.canonical import Canonical
from actors.base.roster import Institution, Roster
from actors.ledger import commands as typed
from actors.ledger import records as r
from actors.ledger.business import why_refused
from actors.ledger.ledger import Ledger
from actors.ledger.status import Status, status_of
from actors.modules.bond import BondTerms
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.issuance.module import Issuance
from actors.modules.issuance.sealing import SheetLine, binding, public_of
from actors.modules.issuance.state import Allotment, Issue
from actors.modules.middle_platform import new_ledger
from cluster.market.platform.sealing import SealedSheet, seal
from tests.ledger.market import (
    CCB,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    CSRC,
    FUND,
    ICBC,
    PBC,
    SHCH,
    Desk,
    acc,
    key,
    make_roster,
)

MOF = 10
UNDERWRITERS = tuple(range(11, 31))
CLASS_A, CLASS_B = UNDERWRITERS[:15], UNDERWRITERS[15:]
TREASURY, ISSUANCE = acc(PBC, 900), acc(CCDC, 900)
#: An exchange investor: custody at CSDC, money at CCB; an interbank one: custody at CCDC, money at ICBC.
EXCHANGE, EXCHANGE_CASH = acc(CSDC, 1), acc(CCB, 1)
INTERBANK, INTERBANK_CASH = acc(CCDC, 1), acc(ICBC, 1)
#: ¥100 a unit: a billion yuan is ten million units.
BILLION = 10_000_000
BILLION_FEN = 100_000_000_000
ISSUE = 1
#: Private auction keys of the issuer and the depository.
ISSUER_KEY, DEPOSITORY_KEY, OTHER_KEY = bytes([1] * 32), bytes([2] * 32), bytes([3] * 32)
_CHINA = timezone(timedelta(hours=8))

__all__ = ["CCB", "CCDC", "CFETS", "CNY", "CSDC", "CSRC", "FUND", "ICBC", "PBC", "SHCH", "Desk", "acc"]


def china_ms(date: int, hour: int = 0, minute: int = 0) -> int:
    """Ledger time of a moment in China."""
    at = datetime(date // 10_000, date // 100 % 100, date % 100, hour, minute, tzinfo=_CHINA)
    return int(at.astimezone(UTC).timestamp()) * 1000


def custody(underwriter: int) -> int:
    """The underwriter's own custody account at CCDC."""
    return acc(CCDC, underwriter)


def cash(underwriter: int) -> int:
    """The underwriter's settlement account at the central bank."""
    return acc(PBC, 1000 + underwriter)


def public(private: bytes) -> bytes:
    """The public key of a private one."""
    return public_of(private)


def roster() -> Roster:
    """The ledger tests' roster with the ministry and its underwriters."""
    more = [Institution(MOF, "MOF", key("MOF").public, ("treasury",))]
    more += [Institution(at, f"U{at}", key(f"U{at}").public, ()) for at in UNDERWRITERS]
    first = make_roster()
    return structs.replace(first, institutions=(*first.institutions, *more))


class Town(Desk):
    """Drives issues on one ledger, by calendar and clock."""

    def __init__(self, date: int, ledger: Ledger | None = None) -> None:
        """The market in the morning of this date, open for business."""
        super().__init__(ledger or new_ledger(roster()))
        self.now_ms = max(china_ms(date, 9), self.ledger.time_ms)

    @property
    def issuance(self) -> Issuance:
        """The module."""
        return self.ledger.module(Issuance)

    @property
    def issue(self) -> Issue:
        """The issue as it stands."""
        return self.issuance.issues[ISSUE]

    def allotment(self, underwriter: int) -> Allotment:
        """What the underwriter was allotted."""
        return self.issuance.allotments[ISSUE, underwriter]

    def at(self, date: int, hour: int = 0, minute: int = 0) -> None:
        """Let ledger time come to this moment."""
        self.commit(after_ms=china_ms(date, hour, minute) - self.now_ms)

    def day(self, date: int) -> None:
        """Open the business date, in its morning; close the one before."""
        if self.ledger.date_open:
            self.ok(CFETS, typed.CloseDate(self.ledger.business_date))
        self.at(date, 9)
        self.ok(CFETS, typed.OpenDate(date))

    def ok(self, institution: int, *found: Canonical) -> None:
        """Commands that are carried out."""
        statuses = self.do(institution, *found)
        assert all(status.good for status in statuses), statuses
        assert self.ledger.reconcile() == []

    def why(self, institution: int, command: Canonical) -> list[Status]:
        """Every reason against the command; given nevertheless, it is refused for the first and changes nothing."""
        reasons = why_refused(self.ledger, institution, command)
        before = self.issuance.image()
        if reasons:
            assert self.do(institution, command) == [reasons[0]]
            assert self.issuance.image() == before
        return reasons

    def sealed(
        self, underwriter: int, number: int, *lines: tuple[int, int], issue: int = ISSUE
    ) -> tuple[com.SealBid, SealedSheet]:
        """A sheet of (millionths, units), sealed to the issue's keys."""
        one = self.issuance.issues[issue]
        bound = binding(self.ledger.roster.market_id, issue, underwriter, number)
        sheet = seal(
            tuple(SheetLine(*line) for line in lines), one.issuer_public, one.depository_public, bound
        )
        return com.SealBid(issue, number, sheet.sealed, sheet.commitment), sheet

    def bid(self, underwriter: int, *lines: tuple[int, int], number: int = 1, issue: int = ISSUE) -> None:
        """Hand in a sealed sheet."""
        self.ok(underwriter, self.sealed(underwriter, number, *lines, issue=issue)[0])

    def open_bids(self, issue: int = ISSUE) -> None:
        """Both openers publish their keys."""
        self.ok(MOF, com.PublishKey(issue, ISSUER_KEY))
        self.ok(CCDC, com.PublishKey(issue, DEPOSITORY_KEY))

    def ends(self) -> list[Status]:
        """Late outcomes of the last commit."""
        return [status_of(one.status) for one in self.late()]

    def elect_and_pay(self, underwriters: Sequence[int], issue: int = ISSUE) -> None:
        """All of these take everything at CCDC and pay."""
        for one in underwriters:
            row = self.issuance.allotments[issue, one]
            self.ok(one, com.ElectCustody(issue, (com.Part(custody(one), row.units),)))
            self.ok(one, com.PayAllotment(issue, cash(one)))


def built(date: int) -> Town:
    """A market with accounts, money and mandates on its first business date."""
    town = Town(date)
    town.ok(CFETS, typed.OpenDate(date))
    town.ok(PBC, typed.RegisterAsset(CNY, "CNY", 2, 1))
    settlement = r.Class.SETTLEMENT
    nominees = {one: acc(CCDC, one) for one in (CSDC, SHCH)}
    setup = (
        (PBC, [r.open_account(TREASURY, 1), r.grant(TREASURY, CCDC), r.grant(TREASURY, MOF)]),
        (PBC, [r.open_omnibus(acc(PBC, one), one) for one in (ICBC, CCB)]),
        (PBC, [r.open_account(acc(PBC, 500 + one), one, settlement) for one in nominees]),
        (PBC, [r.grant(acc(PBC, 500 + one), one) for one in nominees]),
        (PBC, [r.open_account(cash(one), one, settlement) for one in UNDERWRITERS]),
        (PBC, [r.grant(cash(one), one) for one in UNDERWRITERS]),
        (CCDC, [r.open_account(ISSUANCE, 1, r.Class.ISSUANCE)]),
        (CCDC, [r.open_account(custody(one), one, cash_account=cash(one)) for one in UNDERWRITERS]),
        (CCDC, [r.grant(custody(one), one) for one in UNDERWRITERS]),
        (
            CCDC,
            [
                r.open_omnibus(number, one, cash_account=acc(PBC, 500 + one))
                for one, number in nominees.items()
            ],
        ),
        (ICBC, [r.open_account(INTERBANK_CASH, 7001), r.grant(INTERBANK_CASH, CCDC)]),
        (CCB, [r.open_account(EXCHANGE_CASH, 7002), r.grant(EXCHANGE_CASH, CSDC)]),
        (CCDC, [r.open_account(INTERBANK, 7001, cash_account=INTERBANK_CASH)]),
        (CSDC, [r.open_account(EXCHANGE, 7002, cash_account=EXCHANGE_CASH)]),
        (PBC, [r.issue(cash(one), CNY, 40 * BILLION_FEN) for one in UNDERWRITERS]),
        (PBC, [r.issue(one, CNY, 40 * BILLION_FEN) for one in (INTERBANK_CASH, EXCHANGE_CASH)]),
    )
    for institution, found in setup:
        statuses = town.send(institution, *found)
        assert all(status.good for status in statuses), statuses
    return town


def terms(bond: BondTerms, method: Method, billions: int, table: com.Timetable, **more: Any) -> com.Terms:
    """Terms of an issue of so many billions by the ministry through CCDC; ``more``: other fields."""
    new = structs.replace(bond, coupon_micro=0) if method.by_yield else bond
    members = tuple(com.Underwriter(one, 1 if one in CLASS_A else 2) for one in UNDERWRITERS)
    fields: dict[str, Any] = {
        "bond": new,
        "method": int(method),
        "offered": billions * BILLION,
        "noncompetitive": 0,
        "limits": com.Limits(100),
        "timetable": table,
        "underwriters": members,
        "fee": 0,
        "cash": CNY,
        "issuer_cash": TREASURY,
        "depository": CCDC,
    }
    return com.Terms(**{**fields, **more})


def announced(town: Town, found: com.Terms, issue: int = ISSUE) -> None:
    """The ministry announces, the depository takes it."""
    is_book = found.method == Method.BOOK
    keys = [b"" if is_book else public(one) for one in (ISSUER_KEY, DEPOSITORY_KEY)]
    town.ok(MOF, com.AnnounceIssue(issue, 0, found, keys[0]))
    town.ok(CCDC, com.AcceptIssue(issue, ISSUANCE, keys[1]))


#: One Friday: bids from 10:35 to 11:35, additional ones until 12:05; payment on Monday.
FRIDAY, MONDAY, TUESDAY, WEDNESDAY = 20260123, 20260126, 20260127, 20260128


def table(additional: bool = False) -> com.Timetable:
    """Auction on that Friday, listing on Wednesday."""
    window = (china_ms(FRIDAY, 10, 35), china_ms(FRIDAY, 11, 35))
    return com.Timetable(*window, china_ms(FRIDAY, 12, 5) if additional else 0, MONDAY, MONDAY, WEDNESDAY)


def bidding(
    bond: BondTerms,
    method: Method = Method.UNIFORM_YIELD,
    billions: int = 60,
    additional: bool = False,
    **more: Any,
) -> Town:
    """A market on that Friday at 10:35, with an issue announced and taken, and its window open."""
    town = built(FRIDAY)
    announced(town, terms(bond, method, billions, table(additional), **more))
    town.at(FRIDAY, 10, 35)
    return town
