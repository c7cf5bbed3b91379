"""The bond centre is proposed by one regulator and approved by the other; it is extended while the market runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from actors.modules.trading.commands import Market as Kind
from cluster.demo.centre.chapter import Chapter
from cluster.demo.centre.people import PLANS
from cluster.market import RequestRefused
from cluster.platform.plan import PlatformPlan, load

if TYPE_CHECKING:
    from cluster.demo.centre.story import Story

REGULATORS: Final = ("PBoC-supervision", "CSRC")
#: The story runs at any hour, so its venues and its settlement close at midnight; one bid line may be large.
SETTINGS: Final[dict[str, Any]] = {
    "trading.interbank_cutoff_s": "24:00",
    "trading.interbank_cutoff_today_s": "24:00",
    "trading.exchange_cutoff_s": "24:00",
    "trading.exchange_cutoff_today_s": "24:00",
    "settlement.cutoff_s": "24:00",
    "issuance.line_max_fen": 20_000_000_000_00,
    "trading.gap_days_max": 31,
}


def plan() -> PlatformPlan:
    """The built-in plan of the centre, with the story's settings; it begins at stage 1."""
    built_in = load("bond-centre").plan
    return msgspec.structs.replace(built_in, settings=built_in.settings | SETTINGS)


async def play(story: Story, chapter: Chapter) -> None:
    """Create it at stage 1, extend it to stage 3."""
    first, second = (story.market.as_party(name).platform for name in REGULATORS)
    number = await first.propose(plan(), story.instance)
    try:
        await first.approve(number)
        alone = ""
    except RequestRefused as refused:
        alone = refused.reasons[0]
    await second.approve(number)
    chapter.tell("one regulator alone is refused", alone, bool(alone))
    await second.approve(await first.extend(story.instance, stage=3))
    made = (await first.find(story.instance)).plan
    chapter.tell("stage", made.stage, made.stage == 3)
    chapter.tell("members", len(made.members))
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
