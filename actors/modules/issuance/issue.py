"""What all rules of issuance ask first: which issue, how far it has come, which parameters hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

import msgspec

from actors.base.canonical import Canonical
from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.issuance.books import books_of
from actors.modules.issuance.commands import Part, Underwriter
from actors.modules.issuance.state import Allotment, Issue, Stage

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

C = TypeVar("C", bound=Canonical)


@runtime_checkable
class Crediting(Protocol):
    """A module that is asked before an account gets bonds at issue: risk, with its lists and limits."""

    def why_not_credited(
        self, ledger: Ledger, instance: int, account: int, asset: int, quantity: int, amount: int
    ) -> list[Status]:
        """Every reason against it; ``amount`` in fen."""


def changed(row: C, **fields: object) -> C:
    """The row with these fields changed."""
    return msgspec.structs.replace(row, **fields)


def find(ledger: Ledger, issue: int) -> Issue | None:
    """The issue of this number, or None."""
    return books_of(ledger).issues.get(issue)


def why_not_at(one: Issue | None, *stages: Stage) -> list[Status]:
    """Why there is no such issue, or why it is at none of these stages."""
    if one is None:
        return [Status.AUCTION_UNKNOWN]
    return [] if one.stage in stages else [Status.AUCTION_STAGE]


def why_not_there(ledger: Ledger, one: Issue | None, institution: int) -> list[Status]:
    """Every reason why the institution may not act on the platform of the issue now, about its bond."""
    if one is None:
        return []
    asset = one.terms.bond.asset if ledger.knows_asset(one.terms.bond.asset) else 0
    return admission.why_not_there(ledger, one.instance, "issuance", institution, asset=asset)


def value(ledger: Ledger, instance: int, name: str) -> int:
    """A parameter of issuance on the instance."""
    return admission.value(ledger, instance, f"issuance.{name}")


def lot(ledger: Ledger, instance: int, face_fen: int) -> int:
    """Units in one lot."""
    return max(1, value(ledger, instance, "lot_fen") // face_fen)


def underwriter(one: Issue, institution: int) -> Underwriter | None:
    """The institution as a member of the issue's syndicate, or None."""
    return next((member for member in one.terms.underwriters if member.institution == institution), None)


def allotments(ledger: Ledger, issue: int) -> list[Allotment]:
    """Allotments of the issue, by institution."""
    return books_of(ledger).allotments.among((issue, 0), (issue + 1, 0))


def why_wrong_day(ledger: Ledger, last: int, first: int = 0) -> list[Status]:
    """Why the open business date, if one is open, is not between ``first`` and ``last``."""
    if not ledger.date_open:
        return [Status.DATE_NOT_OPEN]
    return [] if first <= ledger.business_date <= last else [Status.WRONG_DAY]


def custody_faults(ledger: Ledger, account: int, depository: int) -> list[Status]:
    """Why bonds of this depository cannot be credited to the account."""
    known = ledger.account(account)
    if known is None:
        return [Status.ACCOUNT_UNKNOWN]
    keeper, faults = ledger.roster.institution(known.gateway), []
    if keeper is None or not keeper.may("custodian") or known.lower:
        faults.append(Status.NOT_A_CUSTODY_ACCOUNT)
    if known.gateway != depository and ledger.state.omnibus[known.gateway, depository] < 0:
        faults.append(Status.NO_OMNIBUS)
    return faults


def why_not_credited(ledger: Ledger, one: Issue, parts: Iterable[Part]) -> list[Status]:
    """What other modules have against these accounts' getting so many units, each owner's parts taken together."""
    faults: list[Status] = []
    bond, units = one.terms.bond, dict[int, int]()
    for part in parts:
        known = ledger.account(part.account)
        if known is None:
            continue
        total = units[known.owner] = units.get(known.owner, 0) + part.units
        for other in ledger.modules:
            if isinstance(other, Crediting):
                where = (one.instance, part.account, bond.asset)
                faults += other.why_not_credited(ledger, *where, total, total * bond.face_fen)
    return faults


def several(faults: Iterable[Status]) -> list[Status]:
    """The faults, each once, in order."""
    return list(dict.fromkeys(faults))
