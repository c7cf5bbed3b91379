"""P4 of corporate actions: who held at the close of the record date is paid, what it earned, once, and not before the day.

Source: docs/spec/corporate.md. Holdings are noted and shares reckoned here apart from the module; its events say when
they are fixed and at which rate.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Final, NamedTuple

from actors.base.canonical import Canonical
from actors.ledger.commands import CloseDate, OpenDate
from actors.ledger.records import Class
from actors.ledger.status import Status
from actors.modules.corporate.commands import ArrangeService, ElectPut, PayEvent, WithdrawPut
from actors.modules.corporate.module import Corporate
from actors.modules.corporate.state import PAID, Event, Pays, Standing
from cluster.simulator.model.entitlement import shares
from cluster.simulator.model.plain import PlainLedger
from cluster.simulator.model.state import State
from cluster.simulator.model.watch import Watch

_WHOLE: Final = 1_000_000
#: Account → units, or fen.
_Parts = dict[int, int]
#: Asset and number of an event; the same with the gateway that pays.
_Event = tuple[int, int]
_Payer = tuple[int, int, int]


class _Moment(NamedTuple):
    """What was held, and the face of a unit, when a date closed or opened: by asset."""

    held: dict[int, _Parts]
    faces: dict[int, int]


class PaymentWatch(Watch):
    """What each gateway owes which account, and what it paid."""

    def __init__(self) -> None:
        """Nothing is under service."""
        super().__init__()
        self._services: dict[int, ArrangeService] = {}
        self._first_faces: dict[int, int] = {}
        self._elected: dict[_Event, _Parts] = defaultdict(dict)
        self._moment = _Moment({}, {})
        self._fixed: set[_Event] = set()
        #: What is owed, by payer: cash by account of who earned it; bonds that are given for it.
        self._owed: dict[_Payer, _Parts] = {}
        self._given: dict[_Payer, _Parts] = {}
        self._paid: dict[_Payer, _Parts] = defaultdict(lambda: defaultdict(int))
        self._taken: dict[_Payer, _Parts] = defaultdict(lambda: defaultdict(int))

    def done(self, plain: PlainLedger, by: int, command: Canonical, status: Status) -> None:
        """Dates close, holders elect, payers pay."""
        self._notice(plain)
        state = plain.tables
        match command:
            case ArrangeService(asset=asset):
                self._services[asset] = command
                self._first_faces[asset] = state.assets[asset].face_fen
            case CloseDate() | OpenDate():
                self._moment = _moment(state, self._services)
            case ElectPut() as c:
                parts = self._elected[c.asset, c.event]
                parts[c.put_account] = parts.get(c.put_account, 0) + c.units
            case WithdrawPut() as c:
                self._elected[c.asset, c.event][c.put_account] -= c.units
            case PayEvent(asset=asset, event=number):
                due = plain.module(Corporate).events[asset, number].due
                if plain.business_date < due:
                    self.faults.append(
                        f"P4: institution {by} paid event {number} of asset {asset} on {plain.business_date}, before {due}"
                    )

    def commit_ended(self, plain: PlainLedger) -> None:
        """What was paid in this commit, and to whom."""
        self._notice(plain)
        touched = set()
        for rows in plain.noted:
            for row in rows[rows["kind"] == PAID]:
                asset, number = divmod(int(row["reference"]), 1 << 32)
                payer, what = (asset, number, int(row["seller"])), int(row["asset"])
                quantity = int(row["quantity"])
                if what == self._services[asset].cash:
                    self._paid[payer][int(row["buyer_account"])] += quantity
                else:
                    self._taken[payer][int(row["seller_account"])] += quantity
                touched.add(payer)
        for payer in sorted(touched):
            self._compare(plain.tables, payer)

    def _compare(self, state: State, payer: _Payer) -> None:
        due: _Parts = defaultdict(int)
        for account, fen in self._owed.get(payer, {}).items():
            if fen:
                due[state.accounts[account].cash_account] += fen
        where = f"event {payer[1]} of asset {payer[0]} by institution {payer[2]}"
        paid = dict(self._paid[payer])
        if paid and paid != dict(due):
            self.faults.append(f"P4: {where} paid {paid}, it owed {dict(due)}")
        given, taken = self._given.get(payer, {}), self._taken[payer]
        wrong = [one for one, units in given.items() if taken.get(one, 0) != units]
        if wrong:
            self.faults.append(f"P4: {where} was paid, and {wrong} did not give the bonds for it")

    def _notice(self, plain: PlainLedger) -> None:
        """Events that were fixed since: at the last moment."""
        events = plain.module(Corporate).events
        fixed = [
            one
            for one in events
            if one.standing in (Standing.FIXED, Standing.PAID) and (one.asset, one.number) not in self._fixed
        ]
        for one in fixed:
            self._fixed.add((one.asset, one.number))
            self._owe(plain, one, [row for row in events if row.asset == one.asset])

    def _owe(self, plain: PlainLedger, one: Event, others: list[Event]) -> None:
        """Everybody's share: of the root's accounts first, then of each nominee's."""
        state, root = plain.tables, plain.tables.assets[one.asset].root
        held = self._entitled(state, one, others)
        face = self._face(one, others, root)
        unit = _fen_a_unit(one, face, self._first_faces[one.asset])
        total = sum(held.values()) * unit
        levels = {root: {account: units for account, units in held.items() if account >> 48 == root}}
        for (keeper, lower), omnibus in state.omnibus.items():
            below = {account: units for account, units in held.items() if account >> 48 == lower}
            if keeper == root and below:
                levels[root][omnibus], levels[lower] = sum(below.values()), below
        fen = {root: int(total + Fraction(1, 2))}
        first = shares(fen[root], levels[root]) if levels[root] else {}
        self._owed[one.asset, one.number, root] = first
        for lower, below in levels.items():
            if lower != root:
                share = first[state.omnibus[root, lower]]
                self._owed[one.asset, one.number, lower] = shares(share, below)
            if one.pays == Pays.PUT:
                mine = {account: units for account, units in held.items() if account >> 48 == lower}
                self._given[one.asset, one.number, lower] = mine

    def _entitled(self, state: State, one: Event, others: list[Event]) -> _Parts:
        """End owners' accounts and the units that earn."""
        held = self._moment.held[one.asset]
        if one.pays == Pays.PUT:
            elected = self._elected[one.asset, one.number]
            parts = {account: min(units, held.get(account, 0)) for account, units in elected.items()}
            parts = {account: units for account, units in parts.items() if units > 0}
            self._elected[one.asset, one.number] = dict(parts)
            return parts
        if one.pays == Pays.COUPON:
            return held
        given: _Parts = defaultdict(int)
        for other in others:
            if other.pays == Pays.PUT and self._is_fixed(other):
                for account, units in self._elected[other.asset, other.number].items():
                    given[account] += units
        left = {account: units - given[account] for account, units in held.items()}
        return {account: units for account, units in left.items() if units > 0}

    def _is_fixed(self, one: Event) -> bool:
        """Whether it was fixed before the one that is looked at, and waits to be paid."""
        return (one.asset, one.number) in self._fixed and one.standing == Standing.FIXED

    def _face(self, one: Event, others: list[Event], root: int) -> int:
        """The face of a unit: a part that has fallen due and is owed bears interest, and is not paid once more."""
        face = self._moment.faces[one.asset]
        for other in others if one.pays != Pays.COUPON else ():
            owed = other.pays == Pays.REPAYMENT and self._is_fixed(other)
            if owed and not self._paid[other.asset, other.number, root]:
                face -= int(_fen_a_unit(other, 0, self._first_faces[one.asset]))
        return face


def _fen_a_unit(one: Event, face_fen: int, first_face_fen: int) -> Fraction:
    if one.pays == Pays.COUPON:
        return Fraction(face_fen * one.rate_micro * one.years_over, _WHOLE * one.years_under)
    return Fraction((first_face_fen if one.pays == Pays.REPAYMENT else face_fen) * one.rate_micro, _WHOLE)


def _moment(state: State, services: dict[int, ArrangeService]) -> _Moment:
    held: dict[int, _Parts] = {asset: {} for asset in services}
    for (account, asset), one in state.positions.items():
        if asset in held and one.total and state.accounts[account].class_ != Class.OMNIBUS:
            held[asset][account] = one.total
    return _Moment(held, {asset: state.assets[asset].face_fen for asset in services})
