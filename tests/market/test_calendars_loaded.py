"""Calendars on a running market: loaded by a venue, read by anyone, refused to others with every reason."""

from __future__ import annotations

import pytest

from actors.ledger.status import Status
from actors.modules.corporate.commands import Market, SetCalendar
from cluster.market import RequestRefused
from tests.market.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_venue_loads_calendars_that_everybody_reads(town: Town) -> None:
    loaded = await town.market.venue("CFETS").corporate.load_calendars((2026, 2027))
    assert set(await loaded.statuses()) == {Status.DONE}
    found = await town.market.custodian("CSDC").corporate.calendars()
    assert [(one.market, one.year, one.provisional) for one in found] == [
        (Market.INTERBANK, 2026, False),
        (Market.INTERBANK, 2027, True),
        (Market.EXCHANGE, 2026, False),
        (Market.EXCHANGE, 2027, True),
    ]
    assert [20260228 in one.days for one in found if one.year == 2026] == [True, False]


async def test_a_calendar_of_somebody_else_is_refused_with_every_reason(town: Town) -> None:
    with pytest.raises(RequestRefused) as refused:
        await town.market.custodian("CSDC").give(SetCalendar(9, 2026, (20260101, 20250101), False))
    text = str(refused.value)
    for status in (Status.NOT_PERMITTED, Status.MARKET_UNKNOWN, Status.CALENDAR_INVALID):
        assert status.en in text
