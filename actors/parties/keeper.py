"""What every gateway does: keep accounts and their book, grant mandates, issue what it is the root of."""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.ledger import records as rec
from actors.ledger.records import Class, Records
from actors.parties import requests as req
from actors.parties.book import AccountEntered
from actors.parties.desk import Desk, RequestRefused

ACCOUNTS_A_TIME_MAX: Final = 10_000
_CLASSES = {int(Class.OWN), int(Class.ISSUANCE), int(Class.SETTLEMENT)}


class Keeper(Desk):
    """A gateway: custodian, bank or central bank."""

    role = "gateway"

    async def obey(self, body: req.Body) -> req.Answer:
        """Accounts, omnibus accounts, limits, issue; the rest as any desk."""
        match body:
            case req.OpenAccounts(accounts):
                return await self._open(accounts)
            case req.OpenOmnibus(lower, cash_account):
                return await self._open_omnibus(lower, cash_account)
            case req.GetBook():
                return req.Book(tuple(self.book.clients.values()))
            case req.SetLimit(account, asset, quantity):
                self.must_keep(account)
                return await self.do(rec.limit(account, asset, quantity))
            case req.Issue(balances):
                return await self._issue(balances)
            case _:
                return await super().obey(body)

    def must_keep(self, account: int) -> req.Client:
        """The line of the book for an own account.

        Raises:
            RequestRefused: it is not in the book.
        """
        client = self.book.clients.get(account)
        if client is None:
            raise RequestRefused(
                [f"account {rec_text(account)} is not in the book of {self.name}; check its number"]
            )
        return client

    async def _open(self, accounts: tuple[req.NewAccount, ...]) -> req.Opened:
        faults = self._why_not_opened(accounts)
        if faults:
            raise RequestRefused(faults)
        clients = [self._enter(one) for one in accounts]
        parts: list[Records] = []
        for one, client in zip(accounts, clients, strict=True):
            cash = client.cash[0][1] if client.cash else 0
            parts.append(rec.open_account(client.account, client.owner, Class(one.class_), cash))
            parts.extend(rec.grant(client.account, institution) for institution in one.mandates)
        submission = await self.submit(np.concatenate(parts))
        numbers = tuple(client.account for client in clients)
        return req.Opened(numbers, tuple(client.owner for client in clients), submission.key[1])

    def _why_not_opened(self, accounts: tuple[req.NewAccount, ...]) -> list[str]:
        faults: list[str] = []
        if not 1 <= len(accounts) <= ACCOUNTS_A_TIME_MAX:
            faults.append(f"{len(accounts)} accounts at a time; 1 to {ACCOUNTS_A_TIME_MAX} are opened")
        for one in accounts:
            faults.extend(self.book.why_no_client(one.client, len(accounts)))
            if one.class_ not in _CLASSES:
                faults.append(
                    f"{one.client}: account class {one.class_}; use OWN 1, ISSUANCE 3 or SETTLEMENT 4"
                )
            if not 0 <= one.owner < 1 << 64:
                faults.append(f"{one.client}: the owner id {one.owner} does not fit 64 bits")
            faults.extend(
                f"{one.client}: no institution {mandate} to give a mandate to; check the roster"
                for mandate in one.mandates
                if self.roster.institution(mandate) is None
            )
        return faults

    def _enter(self, one: req.NewAccount) -> req.Client:
        owner = one.owner or self.book.owner_of(one.client)
        client = req.Client(one.client, self.book.new_number(), owner, one.class_, one.cash)
        self.enter(AccountEntered(client))
        return client

    async def _open_omnibus(self, lower: int, cash_account: int) -> req.Opened:
        institution = self.roster.institution(lower)
        if institution is None or lower == self.index:
            raise RequestRefused(
                [f"no other institution {lower} to open an omnibus account for; check the roster"]
            )
        cash = ((0, cash_account),) if cash_account else ()
        client = req.Client(institution.name, self.book.new_number(), 0, int(Class.OMNIBUS), cash)
        self.enter(AccountEntered(client))
        submission = await self.submit(rec.open_omnibus(client.account, lower, 0, cash_account))
        return req.Opened((client.account,), (0,), submission.key[1])

    async def _issue(self, balances: tuple[req.Balance, ...]) -> req.Ticket:
        if not balances:
            raise RequestRefused(["no balances to issue; name at least one account"])
        return await self.do(
            np.concatenate([rec.issue(one.account, one.asset, one.quantity) for one in balances])
        )


def rec_text(account: int) -> str:
    """An account's number for people: gateway and number within it."""
    return f"{account >> rec.GATEWAY_SHIFT}/{account & (1 << rec.GATEWAY_SHIFT) - 1}"
