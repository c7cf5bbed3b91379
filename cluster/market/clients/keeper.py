"""What one does as whoever keeps accounts: custodian, bank, central bank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from actors.parties import requests as req
from cluster.market.clients.party import PartyClient
from cluster.market.instruction import Instruction
from cluster.market.problems import UnknownParty
from cluster.market.reading import Reading

ACCOUNTS_A_TIME = 1_000


class KeeperClient(PartyClient):
    """Acts as a gateway. Account numbers are those of the ledger (gateway and number in one)."""

    async def open_account(
        self,
        client: str,
        *,
        cash: Iterable[tuple[int, int]] = (),
        owner: int = 0,
        mandates: Iterable[int] = (),
        class_: int = 1,
        identifier: str = "",
    ) -> req.Client:
        """Open one account and wait until it is on the ledger; see :meth:`open_accounts`."""
        one = req.NewAccount(client, class_, owner, tuple(cash), tuple(mandates), identifier)
        return (await self.open_accounts([one]))[0]

    async def open_accounts(self, accounts: Sequence[req.NewAccount]) -> list[req.Client]:
        """Open accounts (开户) and wait until they are on the ledger. Names stay with the party.

        ``cash`` of each: pairs (cash asset number, account that pays and is paid); the first takes coupons.
        ``owner``: the opaque id that the client brings from another institution, for custody transfers.
        ``identifier``: its LEI or unified social credit code (统一社会信用代码), which stays with the party too; accounts
        with the same one are one owner's.

        Raises:
            RequestRefused: every reason why not. InstructionFailed: the ledger refuses.
        """
        opened: list[req.Client] = []
        for begin in range(0, len(accounts), ACCOUNTS_A_TIME):
            part = tuple(accounts[begin : begin + ACCOUNTS_A_TIME])
            answer = await self.line.order(req.OpenAccounts(part))
            assert isinstance(answer, req.Opened)
            records = sum(1 + len(one.mandates) for one in part)
            await Instruction(self.line, req.Ticket(answer.sequence, records), "opening of accounts").done()
            opened.extend(
                req.Client(one.client, account, owner, one.class_, one.cash, one.identifier)
                for one, account, owner in zip(part, answer.accounts, answer.owners, strict=True)
            )
        return opened

    async def open_omnibus(self, lower: int, cash_account: int = 0) -> int:
        """Open the nominee or reserve account of institution ``lower``; its number."""
        answer = await self.line.order(req.OpenOmnibus(lower, cash_account))
        assert isinstance(answer, req.Opened)
        await Instruction(self.line, req.Ticket(answer.sequence, 1), "opening of an omnibus account").done()
        return answer.accounts[0]

    async def accounts(self) -> tuple[req.Client, ...]:
        """The party's own book, with names."""
        answer = await self.line.order(req.GetBook())
        assert isinstance(answer, req.Book)
        return answer.clients

    async def account_of(self, client: str) -> req.Client:
        """The first account of a client in the book, by its name, LEI or unified social credit code.

        Raises:
            UnknownParty: none.
        """
        for one in await self.accounts():
            if client in (one.name, one.identifier):
                return one
        raise UnknownParty(f"{self.name} keeps no account for {client!r}; open one")

    async def issue(self, balances: Iterable[tuple[int, str | int, str | int | Decimal]]) -> Instruction:
        """Issue (account, asset code or number, face or money in yuan), as the root of the assets."""
        read = Reading(self.assets)
        found = [
            req.Balance(
                account, await read.asset(asset, "balances"), await read.units(asset, face, "balances")
            )
            for account, asset, face in balances
        ]
        await read.done(self.line, req.Issue(tuple(found)))
        return await self.issue_units(found)

    async def issue_units(self, balances: Sequence[req.Balance]) -> Instruction:
        """Issue balances counted in units, as the root of the assets."""
        return await self._do(req.Issue(tuple(balances)), "issue")

    async def set_limit(self, account: int, asset: str | int, face: str | int | Decimal) -> Instruction:
        """Set the largest position that an own account takes (its trust line)."""
        read = Reading(self.assets)
        body = req.SetLimit(account, await read.asset(asset), await read.units(asset, face))
        await read.done(self.line, body)
        return await self._do(body, "limit")
