"""Sentences about connections: what was wrong at which end, and what to do."""

from __future__ import annotations

import ssl
from typing import Final

from cluster.wire.frame import Hello

#: Characters of a reason that travels or is kept.
TEXT_LENGTH_MAX: Final = 300
#: Alerts by which a peer says that it does not trust our certificate, as OpenSSL names them.
_DISTRUST: Final = ("UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN", "CERTIFICATE_REQUIRED")
_DISTRUST_MORE: Final = ("UNSUPPORTED_CERTIFICATE", "CERTIFICATE_EXPIRED", "ACCESS_DENIED")


def address(peername: object) -> str:
    """``host:port`` of a socket's other end."""
    if isinstance(peername, tuple) and len(peername) >= 2:
        return f"{peername[0]}:{peername[1]}"
    return "an unknown address"


def shortened(text: str) -> str:
    """``text``, printable, and short enough to travel."""
    clean = "".join(one if one.isprintable() else "?" for one in text)
    return clean if len(clean) <= TEXT_LENGTH_MAX else clean[: TEXT_LENGTH_MAX - 1] + "…"


def closed(peer: str | None, where: str) -> str:
    """The other end closed the connection."""
    return f"{_who(peer, where)} closed the connection; it stopped or restarts, and will be dialled again"


def lost(peer: str | None, where: str, error: Exception | None) -> str:
    """The connection broke."""
    return f"the connection with {_who(peer, where)} broke ({error or 'closed'}); it will be dialled again"


def no_connection(peer: str, ms: int) -> str:
    """No connection came about in time."""
    return f"{peer!r} was not reached within {ms} ms; look whether it runs, and at the network"


def not_reached(peer: str, error: OSError) -> str:
    """The system refused to connect."""
    return f"{peer!r} was not reached ({error.strerror or error}); look whether it runs, and at its address"


def silent(peer: str | None, ms: int) -> str:
    """The peer gives no sign of life."""
    return f"{peer!r} gave no sign of life for {ms} ms; look whether its machine and the network are up"


def late(peer: str | None, where: str, ms: int) -> str:
    """The greeting took too long."""
    return f"{_who(peer, where)} did not greet within {ms} ms; it is overloaded, or no party of a market"


def another(name: str | None, peer: str | None, where: str) -> str:
    """A certificate that is trusted no more, or that of another party than was dialled."""
    if name is None:
        return f"the certificate that {where} shows is not in the roster in force any more"
    return f"{name!r} answers at {where}, where {peer!r} was expected; correct the address of {peer!r}"


def why_not_greeted(hello: Hello, market: bytes, peer: str) -> str | None:
    """Why a greeting by the holder of the certificate of ``peer`` is refused, or None if it is not."""
    if hello.market != market:
        return (
            f"it belongs to market {hello.market.hex()[:16]}…, this is {market.hex()[:16]}…; "
            "check the address and the market's directory"
        )
    if hello.name != peer:
        return f"it calls itself {hello.name!r} and shows the certificate of {peer!r}; give it its own key"
    return None


def is_refusal(error: ssl.SSLError) -> bool:
    """Whether one end does not trust the other, so that trying again soon is of no use."""
    return isinstance(error, ssl.SSLCertVerificationError) or _is_distrust(error)


def tls(peer: str | None, where: str, error: ssl.SSLError) -> str:
    """TLS failed."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"{_who(peer, where)} shows a certificate that the roster does not name ({error.verify_message}); "
            "it is of another market, or its key was replaced: check the address, and the roster in force"
        )
    if _is_distrust(error):
        return (
            f"{_who(peer, where)} does not trust our certificate ({_word(error)}): the roster that it holds does "
            "not name it; it is of another market, or must catch up first"
        )
    return (
        f"{_who(peer, where)} does not speak TLS as this program does ({_word(error)}); "
        "check that no other program uses the address"
    )


def _who(peer: str | None, where: str) -> str:
    return f"whoever calls from {where}" if peer is None else f"{peer!r} at {where}"


def _word(error: ssl.SSLError) -> str:
    return (error.reason or str(error)).replace("_", " ").lower()


def _is_distrust(error: ssl.SSLError) -> bool:
    return (error.reason or "").endswith((*_DISTRUST, *_DISTRUST_MORE))
