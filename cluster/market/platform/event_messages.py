"""What bonds pay, as ISO 20022 messages to who holds them: seev.031, seev.035, seev.036.

Needs ``pip install 'lianjie[messages]'``; the libraries are loaded with the first message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from actors.modules.corporate.state import Claim, Event, Service, Standing
from cluster.market.clients.messages import directory_of
from cluster.market.problems import RequestRefused

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient
    from cluster.messages import event as told
    from cluster.messages.codes import Codes
    from cluster.messages.directory import Directory


class _Found(NamedTuple):
    """One event of a bond with all that its messages name."""

    event: Event
    told: told.Event
    directory: Directory


async def announcement(client: PartyClient, asset: int, number: int, codes: Codes | None) -> bytes:
    """The seev.031 of an event; see :meth:`CorporateClient.announcement_message`."""
    from cluster.messages.message import write

    found = await _find(client, asset, number, codes)
    return write(found.told, found.directory)


async def entitlements(client: PartyClient, asset: int, number: int, codes: Codes | None) -> dict[int, bytes]:
    """The seev.035 of each account; see :meth:`CorporateClient.entitlement_messages`."""
    from cluster.messages import corporate
    from cluster.messages.message import write

    found = await _find(client, asset, number, codes)
    told = {
        account: one
        for claim in await _claims(client, found.event)
        for account, one in corporate.entitlements(found.told, claim, found.event.face_fen).items()
    }
    return {account: write(one, found.directory) for account, one in told.items()}


async def payments(client: PartyClient, asset: int, number: int, codes: Codes | None) -> dict[int, bytes]:
    """The seev.036 of each account; see :meth:`CorporateClient.payment_messages`."""
    from cluster.messages import corporate
    from cluster.messages.message import write

    found = await _find(client, asset, number, codes)
    history, _ = await client.trade_rows()
    made: dict[int, bytes] = {}
    for claim in [one for one in await _claims(client, found.event) if one.paid_ms]:
        paid_to = corporate.cash_accounts(claim, found.told.cash, history)
        if paid_to is None:
            name = found.told.event
            raise RequestRefused(
                [f"the payment of {name} is older than the history that the nodes keep; look into an export"]
            )
        for account, one in corporate.payments(found.told, claim, found.event.face_fen, paid_to).items():
            made[account] = write(one, found.directory)
    return made


async def _find(client: PartyClient, asset: int, number: int, codes: Codes | None) -> _Found:
    """The event, its message and who and what is who.

    Raises:
        RequestRefused: there is no such event, or it was cancelled.
    """
    directory = await directory_of(client, codes)
    from cluster.messages import corporate

    events = [one for one in await client.rows("corporate.events", Event) if one.asset == asset]
    services = await client.rows("corporate.services", Service)
    service = next((one for one in services if one.asset == asset), None)
    event = next((one for one in events if one.number == number), None)
    code = (await client.assets.get(asset)).code
    if event is None or service is None:
        raise RequestRefused([f"{code} has no event {number}; its schedule lists those it has"])
    if event.standing == Standing.CANCELLED:
        raise RequestRefused([f"event {number} of {code} was cancelled; there is nothing to tell of it"])
    told = corporate.announced(event, events, service, code)
    return _Found(event, told, directory)


async def _claims(client: PartyClient, event: Event) -> list[Claim]:
    """The statements of an event that the party may see, none of them emptied.

    Raises:
        RequestRefused: there is none, or they were emptied.
    """
    found = [
        one
        for one in await client.rows("corporate.claims", Claim)
        if (one.asset, one.event) == (event.asset, event.number)
    ]
    if not found and event.standing == Standing.SCHEDULED:
        text = f"event {event.number} is fixed when its record date closes; nothing is owed before"
        raise RequestRefused([text])
    if any(not one.parts for one in found):
        text = f"the statements of event {event.number} were emptied long after it was paid; look into the history"
        raise RequestRefused([text])
    return found
