"""What expires: requests, quotes, two-way quotes, declared deals, each at its own second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.trading.books import books_of
from actors.modules.trading.state import Due, Standing, What

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

_MS = 1000


def expiry(ledger: Ledger, instance: int, given_s: int) -> int:
    """The second at which something expires that was entered now; ``given_s`` 0: as late as the instance allows."""
    return given_s or ledger.time_ms // _MS + admission.value(ledger, instance, "trading.life_s_max")


def why_no_expiry(ledger: Ledger, instance: int, given_s: int) -> list[Status]:
    """Why this second is no expiry."""
    if given_s and given_s * _MS < ledger.time_ms:
        return [Status.EXPIRY_PAST]
    return [Status.EXPIRY_TOO_FAR] if given_s > expiry(ledger, instance, 0) else []


def begin(ledger: Ledger, at_s: int, what: What, number: int) -> None:
    """Note that something expires."""
    books_of(ledger).dues.put(Due(at_s, what, number))


def end(ledger: Ledger, at_s: int, what: What, number: int) -> None:
    """It ended otherwise."""
    dues = books_of(ledger).dues
    if (at_s, what, number) in dues:
        dues.drop((at_s, what, number))


def expire(ledger: Ledger) -> None:
    """End what has passed its second, in the order of seconds, kinds and numbers."""
    module = books_of(ledger)
    passed_s = (ledger.time_ms - 1) // _MS
    for one in list(module.dues.walk((0, 0, 0), (passed_s + 1, 0, 0))):
        module.dues.drop((one.at_s, one.what, one.number))
        match one.what:
            case What.REQUEST:
                row = module.requests[one.number]
                module.requests.put(msgspec.structs.replace(row, standing=Standing.EXPIRED))
            case What.QUOTE:
                quote = module.quotes[one.number]
                module.quotes.put(msgspec.structs.replace(quote, standing=Standing.EXPIRED))
                module.asked.drop((quote.request, quote.dealer))
            case What.TWO_WAY:
                from actors.modules.trading.book import take_out

                take_out(module, one.number)
            case What.DECLARED:
                declared = module.declared[one.number]
                module.declared.put(msgspec.structs.replace(declared, standing=Standing.EXPIRED))
