"""Looks at the ledger while somebody listens, and tells of commits, trades and platforms."""

from __future__ import annotations

import asyncio

from actors.host import Unreachable
from actors.ledger.records import Kind
from actors.ledger.status import Status, status_of
from cluster.market.clients.party import PartyClient
from cluster.market.events import LOOK_MS, Events
from cluster.market.platform.happenings import Happenings, sentence
from cluster.market.problems import RequestRefused

TRADES_TOLD_MAX = 200


async def watch(client: PartyClient, events: Events) -> None:
    """Tell ``events`` of what ``client`` (a regulator sees all) may see, until cancelled.

    What happened while nobody listened is not told: the first look after that only sees how things are.
    """
    after, platforms, listened = 0, Happenings(), False
    while True:
        if not events.wanted:
            listened, platforms = False, Happenings()
        else:
            try:
                rows, seen = await client.trade_rows(after)
                await _tell_of_platforms(client, events, platforms)
            except (Unreachable, RequestRefused):
                pass
            else:
                if listened and len(rows):
                    _tell(events, rows)
                listened, after = True, max(after, seen)
        await asyncio.sleep(LOOK_MS / 1_000)


async def _tell_of_platforms(client: PartyClient, events: Events, platforms: Happenings) -> None:
    changed = platforms.changed(await client.platform.proposals())
    if not changed:
        return
    plans = {one.number: one.plan for one in await client.platform.all()}
    for one, was_known in changed:
        events.tell("platform", "", sentence(one, plans, client.line.roster, was_known), one.number)


def _tell(events: Events, rows: object) -> None:
    trades = rows[rows["kind"] == Kind.DELIVER]  # type: ignore[index]
    settled = trades["status"] == Status.SETTLED
    commit = int(rows["commit"][-1])  # type: ignore[index]
    events.tell(
        "commit",
        "",
        f"commit {commit}: {int(settled.sum())} trades settled, {int((~settled).sum())} failed",
        commit,
    )
    for one in trades[:TRADES_TOLD_MAX]:
        found = status_of(int(one["status"]))
        kind = "trade" if found is Status.SETTLED else "failed_trade"
        events.tell(kind, "", f"{found.name}: {found.en}", int(one["reference"]), found)
