"""The module of registration and custody."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from actors.ledger.module import Module, Rule, Rules, Shelf
from actors.ledger.records import gateway_of
from actors.modules.registration import accounts, registers, requests
from actors.modules.registration.books import books_of
from actors.modules.registration.commands import (
    Accept,
    CloseAccount,
    IssueCertificate,
    Refuse,
    Register,
    Request,
    SetRegister,
    StateRegister,
)
from actors.modules.registration.signatures import needs
from actors.modules.registration.state import (
    Anchored,
    Break,
    Due,
    Kept,
    Link,
    Pledged,
    Statement,
    Waiting,
)

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def _signs(ledger: Ledger, institution: int, row: Waiting) -> bool:
    wanted = needs(ledger, books_of(ledger), row.act)
    return institution == row.institution or any(one.met_by(ledger, institution) for one in wanted)


def _pledges(_ledger: Ledger, institution: int, row: Pledged) -> bool:
    return institution in (row.institution, gateway_of(row.source), gateway_of(row.collateral))


def _issued(_ledger: Ledger, institution: int, row: Anchored) -> bool:
    return row.gateway == institution


def _keeps(_ledger: Ledger, institution: int, row: Statement | Break) -> bool:
    return row.depository == institution


class Registration(Module):
    """Requests that several sign, pledges, bonds held across, certificates, and statements of legacy registers."""

    name: ClassVar[str] = "registration"
    rules: ClassVar[Rules] = {
        Request: Rule(requests.why_not_requested, requests.request),
        Accept: Rule(requests.why_not_accepted, requests.accept),
        Refuse: Rule(requests.why_not_refused, requests.refuse),
        CloseAccount: Rule(accounts.why_not_closed, accounts.close),
        IssueCertificate: Rule(accounts.why_not_certified, accounts.certify),
        SetRegister: Rule(registers.why_not_set, registers.set_),
        StateRegister: Rule(registers.why_not_stated, registers.state),
    }

    def __init__(self) -> None:
        """Nothing requested, nothing registered."""
        self.requests = Shelf(Waiting, lambda one: (one.institution, one.number), _signs)
        self.due = Shelf(Due, lambda one: (one.expiry_s, one.institution, one.number))
        self.links = Shelf(Link, lambda one: (one.asset, one.home))
        self.pledges = Shelf(Pledged, lambda one: (one.institution, one.number), _pledges)
        self.certificates = Shelf(Anchored, lambda one: (one.gateway, one.number), _issued)
        self.registers = Shelf(Kept, lambda one: one.asset)
        self.statements = Shelf(Statement, lambda one: (one.depository, one.asset), _keeps)
        self.breaks = Shelf(Break, lambda one: (one.depository, one.asset, one.account), _keeps)

    def is_native(self, asset: int) -> bool:
        """Whether the ledger is the bond's authoritative register (instances.admission.Registering)."""
        row = self.registers.get(asset)
        return row is None or row.register == Register.NATIVE

    def time_passed(self, ledger: Ledger) -> None:
        """Requests whose time is over end."""
        requests.expire(ledger)

    def due_s(self) -> int:
        """When the next request ends."""
        first = self.due.first
        return first.expiry_s if first else 0
