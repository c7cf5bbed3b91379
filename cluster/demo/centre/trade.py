"""Monday 23 March 2026: a quote asked for, the book, a negotiated deal, an order routed from one market to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.modules.trading.commands import Side
from cluster.demo.centre.chapter import Chapter, yuan
from cluster.market import RequestRefused

if TYPE_CHECKING:
    from cluster.demo.centre.story import Story

DAY: Final = "2026-03-23"
#: ¥100m of the thirty-year at 98.50, interbank: the worked example of accrued interest.
WORKED_FEN: Final = 9_958_290_055


async def play(story: Story, chapter: Chapter) -> None:
    """One deal of each kind, and what is refused."""
    venue = story.market.venue("CFETS")
    await venue.close_date("2026-01-28")
    await venue.open_date(DAY)
    await _quote(story, chapter)
    await _click(story, chapter)
    await _route(story, chapter)
    await _refused(story, chapter)


async def _deal_fen(story: Story, number: int) -> int:
    deals = await story.market.regulator.trading.on(story.instance).deals()
    return sum(one.amount_fen for one in deals if one.number == number)


async def _quote(story: Story, chapter: Chapter) -> None:
    desk, member = story.market.venue("CFETS").trading.on(story.instance), story.members
    dealers = [member["CFETS", "eastern"], member["CFETS", "southern"]]
    asked = await desk.rfq(member["CFETS", "lotus"], Side.BUY, "T6-IB", 100_000_000, DAY, dealers)
    best = await desk.quote(asked, dealers[0], 100_000_000, "98.50")
    await desk.quote(asked, dealers[1], 100_000_000, "98.53")
    statuses = await (await desk.accept(best)).statuses(completed=True)
    fen = await _deal_fen(story, asked)
    chapter.tell("request for quote, best of two dealers", statuses[0].name, statuses[0].good)
    chapter.tell("¥100m at clean 98.50 settles for", yuan(fen), fen == WORKED_FEN)


async def _click(story: Story, chapter: Chapter) -> None:
    desk, member = story.market.venue("CFETS").trading.on(story.instance), story.members
    for dealer, ask in (("eastern", "100.15"), ("southern", "100.12")):
        await desk.post(member["CFETS", dealer], "X-PB-IB", DAY, ask=(ask, 50_000_000))
    number = await desk.take(
        member["CFETS", "lotus"], Side.BUY, "X-PB-IB", 80_000_000, "100.15", DAY, partly=True
    )
    deals = [one for one in await desk.deals() if one.number == number]
    prices = ", ".join(f"{one.ticket.price / 10_000:.2f}" for one in deals)
    chapter.tell("click-to-deal walks the book at", prices, prices == "100.12, 100.15")


async def _route(story: Story, chapter: Chapter) -> None:
    """A fund of the exchange buys a medium-term note of the interbank market; it stays with the note's depository."""
    market, members = story.market, story.members
    home, host = (market.venue(name).trading.on(story.instance) for name in ("SSE", "CFETS"))
    fund, dealer = members["SSE", "harbour"], members["CFETS", "eastern"]
    number = await home.declare(fund, Side.BUY, dealer, "X-MTN", 10_000_000, "100.20", DAY, host="CFETS")
    note_account = story.people.investors["eastern"].accounts["SHCH"]
    try:
        await host.confirm(number, note_account)
        early = ""
    except RequestRefused as refused:
        early = refused.reasons[0]
    chapter.tell("routed before the bond is on the regulators' list", early, bool(early))
    for name in ("PBoC-supervision", "CSRC"):
        await market.as_party(name).trading.on(story.instance).admit("X-MTN")
    statuses = await (await host.confirm(number, note_account)).statuses(completed=True)
    chapter.tell("order routed from the exchange to CFETS", statuses[0].name, statuses[0].good)


async def _refused(story: Story, chapter: Chapter) -> None:
    """Everything wrong with one order is told at once."""
    desk = story.market.venue("CFETS").trading.on(story.instance)
    lotus = story.members["CFETS", "lotus"]
    try:
        await desk.declare(lotus, Side.BUY, lotus, "T6-IB", 150_100, "98.50", DAY)
        reasons: tuple[str, ...] = ()
    except RequestRefused as refused:
        reasons = refused.reasons
    chapter.tell("faults of one bad order, told at once", len(reasons), len(reasons) >= 2)
