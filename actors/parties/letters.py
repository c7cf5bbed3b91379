"""Signed letters from party to party: a venue's confirmations, a depository's notices.

A letter may arrive twice: its number names it, and a repeat gets the answer of the first.
"""

from __future__ import annotations

from actors.base import keys
from actors.base.canonical import Canonical, decode, encode
from actors.base.keys import SigningKey
from actors.base.roster import Roster
from actors.modules.bond import BondTerms


class Confirmations(Canonical, tag=1):
    """Deals (rows of DEAL) of which the recipient keeps at least one side (成交确认)."""

    deals: bytes


class BondNotice(Canonical, tag=2):
    """Terms of a bond, from its issuer depository."""

    terms: BondTerms


class CouponNotice(Canonical, tag=3):
    """A coupon is due, from the issuer."""

    asset: int
    record_date: int
    payment_date: int
    cash: int


class CheckLetter(Canonical, tag=4):
    """Say every reason why a letter with this content would be refused, and do nothing; see ``requests.Check``."""

    body: bytes
    unread: tuple[str, ...] = ()


class Letter(Canonical):
    """What is signed: from whom to whom in which market, its number, and what it says."""

    market: bytes
    sender: int
    recipient: int
    number: bytes
    body: bytes


class Post(Canonical, tag=81):
    """A signed letter."""

    letter: Letter
    signature: bytes


Content = Confirmations | BondNotice | CouponNotice | CheckLetter


def sign(key: SigningKey, letter: Letter) -> bytes:
    """A signed letter as message bytes."""
    return encode(Post(letter, key.sign("letter", letter)))


def why_refused(post: Post, roster: Roster, recipient: int) -> list[str]:
    """Every reason why ``recipient`` does not take this letter."""
    letter = post.letter
    faults: list[str] = []
    if letter.market != roster.market_id:
        faults.append("the letter names another market")
    if letter.recipient != recipient:
        faults.append(f"the letter is for institution {letter.recipient}, this is {recipient}")
    sender = roster.institution(letter.sender)
    if sender is None:
        faults.append(f"institution {letter.sender} is not in the roster")
    elif not keys.verify(sender.key, "letter", letter, post.signature):
        faults.append(f"the letter is not signed by the key of {sender.name!r}")
    return faults


def read_content(data: bytes) -> Content:
    """What a letter says.

    Raises:
        MalformedBytes: nothing known.
    """
    return decode(data, Content)  # type: ignore[arg-type]
