"""The shelves of risk, and what is kept beside them to find rows quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from actors.ledger.business.assets import may
from actors.ledger.module import Module, Shelf
from actors.ledger.records import gateway_of
from actors.modules.instances import admission
from actors.modules.risk.commands import Scope
from actors.modules.risk.state import (
    Coming,
    Counter,
    Halt,
    Investor,
    Limit,
    Outcomes,
    Reading,
    Restricted,
    Stop,
    Subject,
    Use,
    Warned,
    WarningStanding,
)

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

NAME: Final = "risk"
WARNINGS_MAX: Final = 100_000
READINGS_MAX: Final = 100_000
LIMITS_MAX: Final = 200_000


class RiskBook(Module):
    """Shelves, and two indexes that follow from them and from the accounts, and stand in no image."""

    name: ClassVar[str] = NAME

    def __init__(self) -> None:
        """Nothing is watched yet."""
        self.investors = Shelf(Investor, lambda one: one.owner, _knows_owner)
        self.restricted = Shelf(Restricted, lambda one: (one.instance, one.asset))
        self.limits = Shelf(Limit, key_of_limit, _reads_limit, rows_max=LIMITS_MAX)
        self.uses = Shelf(Use, lambda one: (one.instance, one.scope, one.subject, one.other), _nobody)
        self.coming = Shelf(Coming, lambda one: (one.owner, one.asset), _nobody)
        self.outcomes = Shelf(Outcomes, lambda one: one.instance)
        self.warnings = Shelf(Warned, lambda one: one.number, _watches, rows_max=WARNINGS_MAX)
        self.halts = Shelf(Halt, lambda one: (one.instance, one.asset))
        self.stops = Shelf(Stop, key_of_stop, _watches)
        self.readings = Shelf(Reading, lambda one: (one.date, one.instance), _watches, rows_max=READINGS_MAX)
        self.counters = Shelf(Counter, lambda one: one.name, _nobody)
        #: Number of every warning that is not closed, by what it is about.
        self.standing: dict[tuple[int, int, Subject], int] = {}
        #: Accounts by owner, the accounts looked at so far, and the last of them.
        self.accounts: dict[int, list[int]] = {}
        self.looked_at: tuple[int, int] = (0, 0)

    def restore(self, data: bytes) -> None:
        """Continue from an image."""
        super().restore(data)
        self.standing = {
            one.identity: one.number for one in self.warnings if one.standing != WarningStanding.CLOSED
        }
        self.accounts, self.looked_at = {}, (0, 0)

    def next(self, name: str) -> int:
        """Take the next number under this name."""
        known = self.counters.get(name)
        number = known.last + 1 if known else 1
        self.counters.put(Counter(name, number))
        return number


def books_of(ledger: Ledger) -> RiskBook:
    """The market's module of risk.

    Raises:
        KeyError: the market runs without it.
    """
    return ledger.module(RiskBook)


def watching(ledger: Ledger, instance: int) -> RiskBook | None:
    """The module if the instance uses it, else None."""
    return ledger.find_module(RiskBook) if admission.runs(ledger, instance, NAME) else None


def value(ledger: Ledger, instance: int, name: str) -> int:
    """A parameter of risk on the instance."""
    return admission.value(ledger, instance, f"{NAME}.{name}")


def key_of_limit(one: Limit) -> tuple[int, ...]:
    """Instance, scope, subject, other, measure, who set it."""
    return one.instance, one.scope, one.subject, one.other, one.measure, one.set_by


def key_of_stop(one: Stop) -> tuple[int, int, int, str]:
    """Instance, owner, bond, issuer."""
    return one.instance, one.owner, one.asset, one.issuer


def oversees(ledger: Ledger, instance: int, institution: int) -> bool:
    """Whether the institution watches over the instance: a regulator, an approver, its venue or clearing house."""
    if may(ledger, institution, "regulator"):
        return True
    known = admission.find(ledger, instance)
    if known is None:
        return may(ledger, institution, "venue", "clearing_house")
    roles = {role for one in known.plan.members if one.institution == institution for role in one.roles}
    return institution in known.plan.approvers or not roles.isdisjoint(("venue", "clearing_house"))


def _nobody(_ledger: Ledger, _institution: int, _row: Any) -> bool:
    return False


def _watches(ledger: Ledger, institution: int, row: Warned | Stop | Reading) -> bool:
    return oversees(ledger, row.instance, institution)


def _knows_owner(_ledger: Ledger, institution: int, row: Investor) -> bool:
    return institution == row.set_by


def _reads_limit(_ledger: Ledger, institution: int, row: Limit) -> bool:
    keeper = gateway_of(row.subject) if row.scope == Scope.ACCOUNT else 0
    return institution in (row.set_by, keeper)
