"""A bond under service for the tests: 1,000,000 units at CCDC, clients of CCDC, CSDC and SHCH, and the State Treasury."""

from __future__ import annotations

from functools import cache

from actors.base.canonical import Canonical
from actors.ledger import commands as typed
from actors.ledger import records as r
from actors.ledger.business import why_refused
from actors.ledger.ledger import Ledger
from actors.ledger.reads import Asset
from actors.ledger.records import Class
from actors.ledger.status import Status
from actors.modules.corporate import commands as com
from actors.modules.corporate.books import books_of
from actors.modules.corporate.commands import Market
from actors.modules.corporate.state import Claim, Event, Pays
from actors.modules.instruments.commands import BondClass, CouponType, RegisterTerms
from actors.modules.instruments.isin import check_digit
from actors.modules.middle_platform import new_ledger
from cluster.pricing.calendars import EXCHANGE, INTERBANK, business_days
from tests.ledger.market import (
    BOND,
    BUYER,
    CCB,
    CCDC,
    CFETS,
    CNY,
    ICBC,
    PBC,
    SELLER,
    SELLER_AT_CSDC,
    TREASURY,
    Desk,
    acc,
    make_roster,
    opened,
)

REDEEMED = acc(CCDC, 950)
ISIN = "CN000000019" + check_digit("CN000000019")
NAMES = {Market.INTERBANK: INTERBANK, Market.EXCHANGE: EXCHANGE}
GOOD = {Status.DONE, Status.SETTLED, Status.PENDING, Status.QUEUED}


@cache
def calendar(market: Market, year: int) -> com.SetCalendar:
    """The business days that QuantLib knows."""
    days = business_days(NAMES[market], year)
    return com.SetCalendar(market, year, days.days, days.provisional)


class Town:
    """The market of ``tests.ledger.market``, with business dates, calendars and a redemption account."""

    def __init__(self, today: int, years: tuple[int, ...] = (2026,)) -> None:
        """On this business date (0: none opened yet); calendars of both markets for these years."""
        self.desk: Desk = opened(ledger=new_ledger(make_roster()))
        self.send(CCDC, r.open_account(REDEEMED, 1, Class.ISSUANCE))
        for year in years:
            for market in Market:
                self.ok(CFETS, calendar(market, year))
        if today:
            self.day(today)

    @property
    def ledger(self) -> Ledger:
        """The ledger."""
        return self.desk.ledger

    @property
    def asset(self) -> Asset:
        """The bond as the ledger knows it."""
        found = self.ledger.asset(BOND)
        assert found is not None
        return found

    def ok(self, institution: int, *commands: Canonical) -> None:
        """Commands that must do what they ask; nothing is out of balance afterwards."""
        found = self.desk.do(institution, *commands)
        assert set(found) <= GOOD, found
        assert self.ledger.reconcile() == []

    def send(self, institution: int, *found: r.Records) -> None:
        """Records that must do what they ask."""
        statuses = self.desk.send(institution, *found)
        assert all(one.good for one in statuses), statuses

    def why(self, institution: int, command: Canonical) -> list[Status]:
        """Every reason against a command."""
        return why_refused(self.ledger, institution, command)

    def day(self, date: int) -> None:
        """Close the open date, if one is, and open this one."""
        self.close()
        self.ok(CFETS, typed.OpenDate(date))

    def close(self) -> None:
        """Close the open date, if one is."""
        if self.ledger.date_open:
            self.ok(CFETS, typed.CloseDate(self.ledger.business_date))

    def free(self, account: int, asset: int = BOND) -> int:
        """What is available."""
        return self.desk.free(account, asset)

    def terms(self, dated: int, maturity: int, coupon: int, frequency: int, **changes: object) -> None:
        """Register the terms of the bond."""
        fields: dict[str, object] = {
            "coupon_type": CouponType.FIXED,
            "issue_price": 0,
            "bond_class": BondClass.TREASURY,
        }
        fields |= changes
        command = RegisterTerms(
            BOND,
            ISIN,
            "国债",
            "MOF",
            coupon_micro=coupon,
            frequency=frequency,
            dated=dated,
            maturity=maturity,
            **fields,  # type: ignore[arg-type]
        )
        self.ok(CCDC, command)

    def arrange(self, **changes: object) -> None:
        """Arrange the service: the State Treasury pays, by interbank days, rolled to the following one."""
        self.ok(CCDC, service(**changes))

    def events(self, *kinds: Pays) -> list[Event]:
        """Events of the bond, of these kinds if any are given."""
        found = books_of(self.ledger).events.among((BOND, 0), (BOND + 1, 0))
        return [one for one in found if not kinds or one.pays in kinds]

    def event(self, pays: Pays, due: int) -> Event:
        """The one event of this kind and day."""
        (found,) = (one for one in self.events(pays) if one.due == due)
        return found

    def claim(self, event: Event, gateway: int) -> Claim:
        """What a gateway owes."""
        return books_of(self.ledger).claims[event.asset, event.number, gateway]

    def parts(self, event: Event, gateway: int) -> dict[int, tuple[int, int]]:
        """Account → (quantity, fen), as the gateway tells its clients."""
        rows = self.claim(event, gateway).rows().tolist()
        return {account: (quantity, amount) for account, quantity, amount in rows}

    def fund_issuer(self, fen: int) -> None:
        """Cash for the State Treasury."""
        self.send(PBC, r.issue(TREASURY, CNY, fen))

    def pay(self, event: Event, *gateways: int) -> None:
        """Every gateway pays its part, in this order."""
        for one in gateways:
            self.ok(one, com.PayEvent(event.asset, event.number))


def service(**changes: object) -> com.ArrangeService:
    """The usual service of the bond, with changes."""
    fields: dict[str, object] = {
        "instance": 0,
        "asset": BOND,
        "issuer": PBC,
        "cash": CNY,
        "paying_account": TREASURY,
        "redemption_account": REDEEMED,
        "market": Market.INTERBANK,
    }
    return com.ArrangeService(**(fields | changes))  # type: ignore[arg-type]


def spread_out(town: Town, buyer: int, seller_at_csdc: int) -> None:
    """Give some of the seller's units to the buyer at CSDC and to the seller's own account there."""
    town.send(
        CCDC,
        r.transfer(SELLER, BUYER, BOND, buyer),
        r.custody_transfer(SELLER, SELLER_AT_CSDC, BOND, seller_at_csdc),
    )


def more_clients(town: Town) -> tuple[int, int]:
    """Two more clients of CCDC, one of whom banks with CCB."""
    first, second = acc(CCDC, 11), acc(CCDC, 12)
    town.send(CCB, r.open_account(acc(CCB, 12), 8012))
    town.send(ICBC, r.open_account(acc(ICBC, 11), 8011))
    town.send(
        CCDC,
        r.open_account(first, 8011, cash_account=acc(ICBC, 11)),
        r.open_account(second, 8012, cash_account=acc(CCB, 12)),
    )
    return first, second
