"""One day's reconciliation of one bond with one back end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from actors.modules.registration.commands import Register, StateRegister
from cluster.legacy.names import Names
from cluster.legacy.protocol import Backend, NotReady
from cluster.legacy.reconcile import Booking, Cause, Line, Repair, compare, statement_command


class Day(NamedTuple):
    """What one day showed. ``command``: for the depository to give; None while the back end's file is late."""

    lines: list[Line]
    command: StateRegister | None

    @property
    def agrees(self) -> bool:
        """Whether the back end stated its register and it is the ledger's."""
        return self.command is not None and not self.lines


async def reconcile_day(
    backend: Backend,
    names: Names,
    asset: int,
    date: int,
    ledger: Mapping[int, int],
    booked: Iterable[Booking],
    register: Register,
) -> Day:
    """Ask the back end for its register and its bookings of ``date``, and compare.

    ``ledger``: quantity by account as the ledger has it at the end of the date; ``booked``: what the ledger booked on
    it. A file that is late gives one line a holder, all to be asked again.

    Raises:
        LegacyProblem: the back end names accounts or codes that the map does not know.
    """
    code = names.code_of(asset)
    try:
        legacy = names.rows(await backend.statement(date, code))
    except NotReady:
        late = [
            Line(account, held, 0, 0, Cause.LATE, Repair.WAIT, ()) for account, held in sorted(ledger.items())
        ]
        return Day(late, None)
    theirs = [
        Booking(one.reference, names.accounts[one.account], one.quantity)
        for one in await backend.entries(date)
        if one.code == code
    ]
    lines = compare(ledger, legacy, booked, theirs, register)
    return Day(lines, statement_command(asset, date, ledger, legacy))
