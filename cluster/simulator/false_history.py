"""A liar's history: volumes that nobody made, with heads that fit them."""

from __future__ import annotations

import msgspec

from actors.base.canonical import MalformedBytes, decode, encode
from actors.ledger.chronicle import VolumeHead, content_of
from actors.parties import messages as msg
from actors.parties.node.archive import HEAD_PART, Parts, packed, unpacked
from cluster.hosts.simulated.seat import Filter
from cluster.simulator.byzantine import Liar

_VOLUME_REPLY = b"\x1b"


def false_history(liar: Liar, honestly: Filter) -> Filter:
    """What ``honestly`` leaves, with every volume of history that goes out in it rewritten."""

    def filter(peer: str, message: bytes) -> list[tuple[str, bytes]]:
        return [(target, _rewritten(liar, data)) for target, data in honestly(peer, message)]

    return filter


def _rewritten(liar: Liar, message: bytes) -> bytes:
    if message[1:2] != _VOLUME_REPLY:
        return message
    try:
        reply = msg.read_reply(message)
    except MalformedBytes:
        return message
    if not isinstance(reply, msg.VolumeReply) or not reply.data:
        return message
    parts: Parts = dict(decode(reply.data, tuple[tuple[str, bytes], ...]))
    forge = liar.chance.choice((_other_rows, _other_head, _torn, _nothing))
    return encode(msg.VolumeReply(forge(liar, parts)))


def _other_rows(liar: Liar, parts: Parts) -> bytes:
    """One trade more was made, and the head says so."""
    head, rows = unpacked(decode(parts[HEAD_PART], VolumeHead).digest, parts)
    rows = rows.copy()
    rows["quantity"][liar.chance.randrange(rows.size)] += 1
    return _told(packed(msgspec.structs.replace(head, content=content_of(rows)), rows))


def _other_head(liar: Liar, parts: Parts) -> bytes:
    """The true rows under the head of another volume."""
    head = decode(parts[HEAD_PART], VolumeHead)
    return _told({**parts, HEAD_PART: encode(msgspec.structs.replace(head, number=head.number + 1))})


def _torn(liar: Liar, parts: Parts) -> bytes:
    """A column is a byte short."""
    return _told({**parts, "reference": parts["reference"][:-1]})


def _nothing(liar: Liar, parts: Parts) -> bytes:
    """Bytes that are no volume."""
    return liar.chance.randbytes(40)


def _told(parts: Parts) -> bytes:
    return encode(tuple(sorted(parts.items())))
