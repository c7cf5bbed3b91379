"""Accounts are opened, bonds of every class registered, opening positions issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cluster.demo.centre.bonds import LINES, THIRTY
from cluster.demo.centre.chapter import Chapter
from cluster.demo.centre.people import settle_in

if TYPE_CHECKING:
    from cluster.demo.centre.story import Story

#: Opening holdings in yuan of face, by bond and investor.
HOLDINGS = {
    "2024-T6": {
        "eastern": "8000000000",
        "southern": "6000000000",
        "lotus": "2000000000",
        "pacific": "1000000000",
    },
    "X-POLICY": {"eastern": "3000000000", "southern": "1000000000"},
    "X-LOCAL": {"southern": "2000000000", "harbour": "500000000"},
    "X-MTN": {"lotus": "1500000000", "eastern": "700000000"},
    "X-CORP": {"pacific": "900000000", "harbour": "400000000"},
}
#: Savers hold odd units of ¥100, so that coupons must be rounded.
ODD_UNITS = {"saver": 7, "saver2": 13}


async def play(story: Story, chapter: Chapter) -> None:
    """Let everybody move in, once every party runs."""
    market = story.market
    await market.ready()
    story.people = await settle_in(market)
    people = story.people
    await market.venue("CFETS").open_date("2026-01-16")
    for line in LINES:
        depository = market.custodian(line.depository)
        await depository.register_bond(line.terms, listed=True)
        await depository.instruments.register(
            line.terms, line.isin, line.issuer, line.bond_class, codes=line.codes
        )
        balances = [
            (_home(people.investors[key].accounts, line.depository), line.terms.code, face)
            for key, face in HOLDINGS[line.terms.code].items()
        ]
        if line.terms is THIRTY:
            balances += [
                (people.investors[key].account, line.terms.code, str(units * 100))
                for key, units in ODD_UNITS.items()
            ]
        await depository.issue(balances)
    chapter.tell("investors", len(people.investors))
    chapter.tell("bonds registered, by class", len(LINES))
    chapter.tell("breaks of conservation", len(await market.reconcile()), not await market.reconcile())


def _home(accounts: dict[str, int], depository: str) -> int:
    return accounts.get(depository, next(iter(accounts.values())))
