"""The typed client of corporate actions: calendars, services, events, payments, rights. Specification: docs/spec/corporate.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from actors.modules.corporate import commands as com
from actors.modules.corporate.commands import Market, Option, Right, Roll
from actors.modules.corporate.state import (
    Calendar,
    Claim,
    Election,
    Event,
    Fixing,
    Index,
    Pays,
    Service,
    Standing,
    Waiting,
)
from actors.modules.dates import number_of, read_date
from cluster.market.instruction import Instruction
from cluster.market.platform.values import read_institution, read_per_hundred, read_units

if TYPE_CHECKING:
    import pandas as pd

    from cluster.market.clients.party import PartyClient
    from cluster.messages.codes import Codes
    from cluster.pricing.calendars import HolidayNotice

Number = str | int | Decimal
Day = str | int | date


class CorporateClient:
    """What bonds pay, in the name of one party. Rates in percent, prices per 100, faces in yuan, as text, int or Decimal;
    days like ``2026-03-25``; bonds by code or number."""

    def __init__(self, party: PartyClient) -> None:
        """Acts as ``party``."""
        self._party = party

    # the operator

    async def load_calendars(
        self, years: Iterable[int], notices: Iterable[HolidayNotice] = ()
    ) -> Instruction:
        """Put the business days of both markets on the ledger for these years, as QuantLib and ``notices`` know them.

        Years whose holidays are not announced are marked provisional; load them again when they are.

        Raises:
            PricingProblem: a year that cannot be counted. RequestRefused: every reason of the ledger.
        """
        from cluster.pricing.calendars import EXCHANGE, INTERBANK, business_days

        names = {Market.INTERBANK: INTERBANK, Market.EXCHANGE: EXCHANGE}
        known, commands = tuple(notices), []
        for year in years:
            for market, name in names.items():
                days = business_days(name, year, known)
                commands.append(com.SetCalendar(market, year, days.days, days.provisional))
        return await self._party.give(*commands)

    async def register_index(self, index: int, name: str, administrator: str) -> Instruction:
        """Register a reference rate under a number, with the institution that administers it."""
        number = read_institution(self._party.line.roster, administrator)
        return await self._party.give(com.RegisterIndex(index, name, number))

    async def publish_fixing(self, index: int, day: Day, percent: Number) -> Instruction:
        """Publish the fixing of an own reference rate, in percent a year; it may be negative."""
        return await self._party.give(com.AddFixing(index, _day(day), _signed(percent)))

    # depositories and nominees

    async def set_home_market(self, market: Market) -> Instruction:
        """Pay the own clients on the business days of this market."""
        return await self._party.give(com.SetHomeMarket(market))

    async def arrange(
        self,
        bond: str | int,
        *,
        issuer: str,
        cash: str | int,
        paying_account: int,
        redemption_account: int,
        market: Market = Market.INTERBANK,
        roll: Roll = Roll.FOLLOWING,
        index: int = 0,
        spread: Number = 0,
        reset_days: int = 1,
        repayments: Mapping[Day, Number] | None = None,
        options: Iterable[Option] = (),
        instance: int = 0,
    ) -> Instruction:
        """Arrange the service of a bond whose terms are registered. ``repayments``: day → percent of the first face;
        ``options``: as :func:`put_right`, :func:`call_right` and :func:`reset_right` make them.

        Raises:
            RequestRefused: every reason of the ledger.
        """
        parts = [(_day(day), read_per_hundred(share)) for day, share in (repayments or {}).items()]
        command = com.ArrangeService(
            instance,
            await self._number(bond),
            read_institution(self._party.line.roster, issuer),
            await self._number(cash),
            paying_account,
            redemption_account,
            market,
            roll,
            index,
            _signed(spread),
            reset_days,
            tuple(com.Repayment(*one) for one in sorted(parts)),
            tuple(options),
        )
        return await self._party.give(command)

    async def pay(self, bond: str | int, event: int) -> Instruction:
        """Pay the own part of an event; short of cash it is queued, and ``statuses(completed=True)`` tells its end."""
        return await self._party.give(com.PayEvent(await self._number(bond), event))

    async def elect_put(
        self, bond: str | int, event: int, account: int, put_account: int, face: Number
    ) -> Instruction:
        """Give bonds of a client back at a put: so much face, onto another account of the same owner."""
        units = await self._units(bond, face)
        command = com.ElectPut(await self._number(bond), event, account, put_account, units)
        return await self._party.give(command)

    async def withdraw_put(self, bond: str | int, event: int, put_account: int, face: Number) -> Instruction:
        """Take elected bonds back."""
        units = await self._units(bond, face)
        return await self._party.give(com.WithdrawPut(await self._number(bond), event, put_account, units))

    # the issuer

    async def call(self, bond: str | int, due: Day) -> Instruction:
        """Announce that the whole issue is redeemed on the day of a call right."""
        return await self._party.give(com.AnnounceCall(await self._number(bond), _day(due)))

    async def reset(self, bond: str | int, due: Day, percent: Number) -> Instruction:
        """Set the coupon of the periods from the day of a reset right on."""
        command = com.ResetRate(await self._number(bond), _day(due), read_per_hundred(percent))
        return await self._party.give(command)

    # what everybody reads

    async def events(self, bond: str | int | None = None) -> tuple[Event, ...]:
        """Events of one bond, or of all, in the order in which they fall due."""
        found = await self._party.rows("corporate.events", Event)
        number = None if bond is None else await self._number(bond)
        kept = (one for one in found if number in (None, one.asset))
        return tuple(sorted(kept, key=lambda one: (one.due, one.asset, one.number)))

    async def schedule(self, bond: str | int | None = None) -> pd.DataFrame:
        """:meth:`events` as a table: days as dates, rates in percent, totals in yuan."""
        import pandas as pd

        rows = [
            {
                "asset": one.asset,
                "event": one.number,
                "pays": Pays(one.pays).name,
                "due": _date(one.due),
                "record_date": _date(one.record_date),
                "payment_date": _date(one.payment_date),
                "provisional": one.provisional,
                "rate": Decimal(one.rate_micro) / 10_000,
                "standing": Standing(one.standing).name,
                "defaulted": one.defaulted,
                "units": one.units,
                "total": Decimal(one.total_fen) / 100,
            }
            for one in await self.events(bond)
        ]
        return pd.DataFrame(rows)

    async def services(self) -> tuple[Service, ...]:
        """Bonds under service, by number."""
        return await self._party.rows("corporate.services", Service)

    async def calendars(self) -> tuple[Calendar, ...]:
        """Calendars on the ledger."""
        return await self._party.rows("corporate.calendars", Calendar)

    async def indices(self) -> tuple[Index, ...]:
        """Reference rates."""
        return await self._party.rows("corporate.indices", Index)

    async def fixings(self) -> tuple[Fixing, ...]:
        """Every fixing, by rate and day."""
        return await self._party.rows("corporate.fixings", Fixing)

    # what a custodian reads of its own clients (a regulator: of all)

    async def claims(self) -> tuple[Claim, ...]:
        """What this party owes its accounts, by bond and event."""
        return await self._party.rows("corporate.claims", Claim)

    async def waiting(self) -> tuple[Waiting, ...]:
        """Own payments that wait for cash."""
        return await self._party.rows("corporate.waiting", Waiting)

    async def elections(self) -> tuple[Election, ...]:
        """Bonds that own clients give back."""
        return await self._party.rows("corporate.elections", Election)

    async def statement(self, bond: str | int, event: int) -> pd.DataFrame:
        """What each account is entitled to, a row an account, ready to be told to its holder: units at the record date,
        yuan, the day on which it is paid, and whether it was. Empty where nothing is owed, or long after."""
        import pandas as pd

        number = await self._number(bond)
        found = [one for one in await self.claims() if (one.asset, one.event) == (number, event)]
        rows = [
            {
                "gateway": one.gateway,
                "account": account,
                "units": quantity,
                "amount": Decimal(fen) / 100,
                "payment_date": _date(one.payment_date),
                "paid": one.paid_ms > 0,
                "late": one.late,
            }
            for one in found
            for account, quantity, fen in one.rows().tolist()
        ]
        return pd.DataFrame(
            rows, columns=["gateway", "account", "units", "amount", "payment_date", "paid", "late"]
        )

    # what it tells who holds, as ISO 20022

    async def announcement_message(self, bond: str | int, event: int, codes: Codes | None = None) -> bytes:
        """The announcement of an event (seev.031). ``codes``: as for a custodian's messages.

        Raises:
            MarketProblem: the libraries of the extra ``messages`` are missing. RequestRefused: no such event, or it
            was cancelled.
        """
        from cluster.market.platform import event_messages

        return await event_messages.announcement(self._party, await self._number(bond), event, codes)

    async def entitlement_messages(
        self, bond: str | int, event: int, codes: Codes | None = None
    ) -> dict[int, bytes]:
        """What each of the own clients' accounts is owed (seev.035), from the close of the record date on.

        Raises:
            As :meth:`announcement_message`; RequestRefused also: not fixed yet, or long ago.
        """
        from cluster.market.platform import event_messages

        return await event_messages.entitlements(self._party, await self._number(bond), event, codes)

    async def payment_messages(
        self, bond: str | int, event: int, codes: Codes | None = None
    ) -> dict[int, bytes]:
        """What each of the own clients' accounts was paid (seev.036), once this party has paid its part.

        Raises:
            As :meth:`entitlement_messages`; RequestRefused also: the nodes keep no history of it any more.
        """
        from cluster.market.platform import event_messages

        return await event_messages.payments(self._party, await self._number(bond), event, codes)

    async def _number(self, asset: str | int) -> int:
        return (await self._party.assets.get(asset)).number

    async def _units(self, bond: str | int, face: Number) -> int:
        return read_units(face, (await self._party.assets.get(bond)).face_fen)


def put_right(due: Day, first: Day, last: Day, price: Number = 100) -> Option:
    """A right of holders to give bonds back on ``due`` at ``price`` per 100 of the face left, elected ``first`` to
    ``last``."""
    return Option(Right.PUT, _day(due), read_per_hundred(price), _day(first), _day(last))


def call_right(due: Day, notice_days: int, price: Number = 100) -> Option:
    """A right of the issuer to redeem all on ``due`` at ``price`` per 100, announced so many calendar days before."""
    return Option(Right.CALL, _day(due), read_per_hundred(price), notice_days=notice_days)


def reset_right(due: Day, notice_days: int) -> Option:
    """A right of the issuer to set another coupon from ``due`` on."""
    return Option(Right.RESET, _day(due), notice_days=notice_days)


def _day(value: Day) -> int:
    return number_of(read_date(value))


def _date(number: int) -> date | None:
    return read_date(number) if number else None


def _signed(percent: Number) -> int:
    text = str(percent) if isinstance(percent, int | Decimal) else percent
    return -read_per_hundred(text[1:]) if text.startswith("-") else read_per_hundred(text)
