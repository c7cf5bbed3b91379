"""The line to a party: its key is opened when something is signed, and once."""

from __future__ import annotations

from actors.base.keys import SigningKey
from cluster.market.line import Line
from tests.parties.street import first_roster, key


class Nobody:
    """Carries nothing."""

    async def request(self, name: str, message: bytes, timeout_ms: int) -> bytes:
        raise AssertionError(f"{name} was asked")


async def test_a_key_is_opened_when_it_is_first_used_and_once() -> None:
    opened: list[str] = []

    def open_key() -> SigningKey:
        opened.append("CCDC")
        return key("CCDC")

    line = Line(Nobody(), first_roster().signed.roster, "CCDC", open_key)
    assert (line.index, line.roles, opened) == (1, ("custodian",), [])
    assert (await line.key()).public == (await line.key()).public
    assert opened == ["CCDC"]
