"""What every gateway does: keep accounts and their book, grant mandates, issue what it is the root of."""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.ledger import records as rec
from actors.ledger.records import Class, Records
from actors.modules.registration.identifiers import is_identifier
from actors.parties import requests as req
from actors.parties.book import AccountEntered, why_no_name
from actors.parties.desk import Desk
from actors.parties.fitting import why_unfit
from actors.parties.refusal import Fault, Unread

ACCOUNTS_A_TIME_MAX: Final = 10_000
_CLASSES = {int(one) for one in Class} - {int(Class.OMNIBUS), int(Class.CLOSED)}


class Keeper(Desk):
    """A gateway: custodian, bank or central bank."""

    role = "gateway"

    async def why_refused(self, body: req.Body, unread: Unread = ()) -> list[Fault]:
        """Of accounts, omnibus accounts, limits, issue; the rest as any desk."""
        match body:
            case req.OpenAccounts(accounts):
                return self._why_not_opened(accounts)
            case req.OpenOmnibus(lower, cash_account):
                return self._why_no_omnibus(lower, cash_account)
            case req.GetBook():
                return []
            case req.SetLimit(account, asset, quantity):
                fit = why_unfit(account=account, asset=asset, quantity=quantity)
                return self.why_not_kept(account) + fit
            case req.Issue(balances):
                return self._why_not_issued(balances)
            case _:
                return await super().why_refused(body, unread)

    async def act(self, body: req.Body) -> req.Answer:
        """Accounts, omnibus accounts, limits, issue; the rest as any desk."""
        match body:
            case req.OpenAccounts(accounts):
                return await self._open(accounts)
            case req.OpenOmnibus(lower, cash_account):
                return await self._open_omnibus(lower, cash_account)
            case req.GetBook():
                return req.Book(tuple(self.book.clients.values()))
            case req.SetLimit(account, asset, quantity):
                return await self.do(rec.limit(account, asset, quantity))
            case req.Issue(balances):
                rows = [rec.issue(one.account, one.asset, one.quantity) for one in balances]
                return await self.do(np.concatenate(rows))
            case _:
                return await super().act(body)

    def why_not_kept(self, account: int) -> list[Fault]:
        """Why an account is none of this institution's."""
        if account in self.book.clients:
            return []
        text = f"account {rec_text(account)} is not in the book of {self.name}; check its number"
        return [Fault(text, ("account",))]

    async def _open(self, accounts: tuple[req.NewAccount, ...]) -> req.Opened:
        clients = [self._enter(one) for one in accounts]
        parts: list[Records] = []
        for one, client in zip(accounts, clients, strict=True):
            cash = client.cash[0][1] if client.cash else 0
            parts.append(rec.open_account(client.account, client.owner, Class(one.class_), cash))
            parts.extend(rec.grant(client.account, institution) for institution in one.mandates)
        submission = await self.submit(np.concatenate(parts))
        numbers = tuple(client.account for client in clients)
        return req.Opened(numbers, tuple(client.owner for client in clients), submission.key[1])

    def _why_not_opened(self, accounts: tuple[req.NewAccount, ...]) -> list[Fault]:
        faults = self.book.why_no_room(len(accounts))
        if not 1 <= len(accounts) <= ACCOUNTS_A_TIME_MAX:
            faults.append(f"{len(accounts)} accounts at a time; 1 to {ACCOUNTS_A_TIME_MAX} are opened")
        for at, one in enumerate(accounts, start=1):
            faults.extend(f"new account {at}: {reason}" for reason in self._why_not_new(one))
        return [Fault(text, ("accounts",)) for text in faults]

    def _why_not_new(self, one: req.NewAccount) -> list[str]:
        faults = why_no_name(one.client)
        if one.class_ not in _CLASSES:
            faults.append(
                f"account class {one.class_}; use OWN 1, ISSUANCE 3, SETTLEMENT 4, COLLATERAL 5 or NOMINEE 6"
            )
        faults.extend(self._why_no_identifier(one))
        if not 0 <= one.owner < 1 << 64:
            faults.append(f"the owner id {one.owner} does not fit 64 bits; give the one the client brings")
        faults.extend(
            f"no institution {mandate} to give a mandate to; check the roster"
            for mandate in one.mandates
            if self.roster.institution(mandate) is None
        )
        faults.extend(
            f"the cash account {account} is no account number; those the ledger gives go up to 2^64 - 1"
            for _, account in one.cash
            if not 0 < account < 1 << 64
        )
        return faults

    def _why_no_identifier(self, one: req.NewAccount) -> list[str]:
        """Check digits, and that nobody else is known by it here."""
        if not one.identifier:
            return []
        if not is_identifier(one.identifier):
            return [
                f"{one.identifier!r} is no LEI and no unified social credit code: its form or its check digits are "
                "wrong"
            ]
        known = self.book.owner_with(one.identifier)
        if known and one.owner and known != one.owner:
            return [
                f"{one.identifier} is another client's here; give the owner id that this one has, or none"
            ]
        return []

    def _enter(self, one: req.NewAccount) -> req.Client:
        owner = one.owner or self.book.owner_with(one.identifier) or self.book.owner_of(one.client)
        client = req.Client(one.client, self.book.new_number(), owner, one.class_, one.cash, one.identifier)
        self.enter(AccountEntered(client))
        return client

    def _why_no_omnibus(self, lower: int, cash_account: int) -> list[Fault]:
        faults: list[Fault] = []
        if self.roster.institution(lower) is None or lower == self.index:
            text = f"no other institution {lower} to open an omnibus account for; check the roster"
            faults.append(Fault(text, ("lower",)))
        if not 0 <= cash_account < 1 << 64:
            text = f"the cash account {cash_account} is no account number; those the ledger gives go up to 2^64 - 1"
            faults.append(Fault(text, ("cash_account",)))
        return faults

    async def _open_omnibus(self, lower: int, cash_account: int) -> req.Opened:
        institution = self.roster.institution(lower)
        assert institution is not None, "it was checked"
        cash = ((0, cash_account),) if cash_account else ()
        client = req.Client(institution.name, self.book.new_number(), 0, int(Class.OMNIBUS), cash)
        self.enter(AccountEntered(client))
        submission = await self.submit(rec.open_omnibus(client.account, lower, 0, cash_account))
        return req.Opened((client.account,), (0,), submission.key[1])

    def _why_not_issued(self, balances: tuple[req.Balance, ...]) -> list[Fault]:
        if not balances:
            return [Fault("no balances to issue; name at least one account")]
        return [
            Fault(f"balance {at}: {fault.text}", ("balances",))
            for at, one in enumerate(balances)
            for fault in why_unfit(account=one.account, asset=one.asset)
        ]


def rec_text(account: int) -> str:
    """An account's number for people: gateway and number within it."""
    return f"{account >> rec.GATEWAY_SHIFT}/{account & (1 << rec.GATEWAY_SHIFT) - 1}"
