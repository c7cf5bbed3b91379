"""The bond centre is proposed by one regulator and approved by the other; it is extended while the market runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from actors.modules.instances.commands import (
    Act,
    ApproveAct,
    CreateInstance,
    ExtendInstance,
    Member,
    Plan,
    ProposeAct,
    Setting,
)
from actors.modules.instances.state import Instance
from actors.modules.trading.commands import Market as Kind
from cluster.demo.centre.chapter import Chapter
from cluster.demo.centre.people import PLANS
from cluster.market import Market, RequestRefused

if TYPE_CHECKING:
    from cluster.demo.centre.story import Story

REGULATORS: Final = ("PBoC-supervision", "CSRC")
#: The story runs at any hour, so its venues and its settlement close at midnight; one bid line may be large.
SETTINGS: Final = (
    ("trading.interbank_cutoff_s", 86_400),
    ("trading.interbank_cutoff_today_s", 86_400),
    ("trading.exchange_cutoff_s", 86_400),
    ("trading.exchange_cutoff_today_s", 86_400),
    ("settlement.cutoff_s", 86_400),
    ("issuance.line_max_fen", 20_000_000_000_00),
    ("trading.gap_days_max", 31),
)


def plan(market: Market) -> Plan:
    """The plan at stage 1: unified listing, issue and custody transfer."""
    roles = {"treasury": "issuer", "bank": "underwriter"}
    members = tuple(
        Member(
            market.blueprint.index_of(one.name), (*one.roles, *(roles[r] for r in one.roles if r in roles))
        )
        for one in market.blueprint.institutions
    )
    approvers = tuple(market.blueprint.index_of(name) for name in REGULATORS)
    settings = tuple(Setting(name, value) for name, value in SETTINGS)
    modules = ("instances", "instruments", "issuance", "trading", "settlement")
    titles = ("Unified bond trading centre", "统一债券交易中心")
    return Plan("bond-centre", *titles, 1, modules, members, (), 0, 86_400, approvers, 2, settings)


async def act(market: Market, number: int, what: Act) -> str:
    """Propose as one regulator, approve as the other; what the first one was told when it tried alone."""
    first, second = (market.as_party(name) for name in REGULATORS)
    await first.give(ProposeAct(number, what))
    try:
        await first.give(ApproveAct(number))
        alone = ""
    except RequestRefused as refused:
        alone = refused.reasons[0]
    await second.give(ApproveAct(number))
    return alone


async def play(story: Story, chapter: Chapter) -> None:
    """Create it at stage 1, extend it to stage 3."""
    market, number = story.market, story.instance
    first = plan(market)
    alone = await act(market, 1, CreateInstance(number, first))
    chapter.tell("one regulator alone is refused", alone, bool(alone))
    await act(market, 2, ExtendInstance(number, msgspec.structs.replace(first, stage=3)))
    instances = await market.regulator.rows("instances.instances", Instance)
    chapter.tell("stage", instances[0].plan.stage, instances[0].plan.stage == 3)
    chapter.tell("members", len(instances[0].plan.members))
    await _members(story)
    chapter.tell("trading members of both markets", len(story.members))


async def _members(story: Story) -> None:
    """The venues name their markets and admit the investors."""
    kinds = {"CFETS": Kind.INTERBANK, "SSE": Kind.EXCHANGE}
    for venue, kind in kinds.items():
        desk = story.market.venue(venue).trading.on(story.instance)
        await desk.set_venue(kind)
        for one in PLANS:
            if venue not in one.venues or one.key.startswith("saver"):
                continue
            person = story.people.investors[one.key]
            purses = [(account, person.deposit) for account in person.accounts.values()]
            dealer = one.key in ("eastern", "southern", "pacific")
            story.members[venue, one.key] = await desk.register_member(person.owner, purses, dealer=dealer)
