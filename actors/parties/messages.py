"""What parties say to one another: canonical, tagged, bounded. Never pickle.

Blocks, batches, votes and certificates carry their own signatures. Queries and subscriptions are signed by
the institution that asks (need to know, P11); a tip is signed by the validator.
"""

from __future__ import annotations

from typing import Final, cast

from actors.base import keys
from actors.base.block import Ref
from actors.base.canonical import Canonical, Natural, decode, encode, only_field
from actors.base.chain import RosterLink
from actors.base.commit import Certificate, CheckpointVote, Commit, Vote
from actors.base.keys import SigningKey
from actors.base.receipt import Receipt
from actors.base.roster import Roster

REFS_MAX: Final = 512
COMMITS_MAX: Final = 64
CATCH_UP_BYTES_MAX: Final = 24 * 1024 * 1024
QUERY_AGE_MS_MAX: Final = 120_000
_BATCH: Final = 2
_SUBMIT: Final = 40


# one-way, validator to validator ---------------------------------------------------------------------
class BlockMessage(Canonical, tag=1):
    """One block."""

    block: bytes


class BatchMessage(Canonical, tag=_BATCH):
    """One batch."""

    batch: memoryview


class WantBlocks(Canonical, tag=3):
    """Please send these blocks."""

    refs: tuple[Ref, ...]


class WantBatches(Canonical, tag=4):
    """Please send these batches."""

    digests: tuple[bytes, ...]


class VoteMessage(Canonical, tag=5):
    """A vote on a result."""

    vote: Vote


class WantVotes(Canonical, tag=6):
    """Please send votes or certificates of these commits."""

    first: Natural
    last: Natural


class CertificateMessage(Canonical, tag=7):
    """A certified result."""

    certificate: Certificate


class CheckpointMessage(Canonical, tag=8):
    """A vote on a checkpoint."""

    vote: CheckpointVote


class Tip(Canonical):
    """Where a validator stands: the one slow message of an idle market."""

    market: bytes
    epoch: Natural
    validator: Natural
    round: Natural
    committed: Natural
    final: Natural


class TipMessage(Canonical, tag=9):
    """A signed tip."""

    tip: Tip
    signature: bytes


# requests, validator to validator ---------------------------------------------------------------------
class CommitsRequest(Canonical, tag=20):
    """Please send final commits from this number on."""

    first: Natural


class CertifiedCommit(Canonical):
    """One final commit with the batches it brought, in order, and the roster link if it ended an epoch."""

    commit: Commit
    certificate: Certificate
    batches: tuple[memoryview, ...]
    link: RosterLink | None


class CommitsReply(Canonical, tag=21):
    """Final commits in order. Empty when there is nothing newer, or, with ``is_gone``, when the first one asked for is
    not kept here any more."""

    commits: tuple[CertifiedCommit, ...]
    is_gone: bool


class SnapshotRequest(Canonical, tag=22):
    """Please send part ``part`` (counted from 0) of your newest snapshot, or of that of ``number``."""

    number: Natural
    part: Natural


class SnapshotReply(Canonical, tag=23):
    """One piece of a snapshot; ``parts`` in all. Number 0: no snapshot."""

    number: Natural
    parts: Natural
    data: bytes


class EntryRequest(Canonical, tag=24):
    """Please send an entry of your log: the COMMIT of ``number``, or the BLOCK of ``digest``."""

    kind: Natural
    number: Natural
    digest: bytes


class EntryReply(Canonical, tag=25):
    """The bytes of one log entry; none when it is not here."""

    data: bytes


class VolumeRequest(Canonical, tag=26):
    """Please send this volume of the history."""

    number: Natural


class VolumeReply(Canonical, tag=27):
    """A volume of the history: its parts by name, canonical; none when it is not here."""

    data: bytes


# requests, institution to node ------------------------------------------------------------------------
class Submit(Canonical, tag=_SUBMIT):
    """Take this batch in."""

    batch: memoryview


class Accepted(Canonical, tag=41):
    """The batch is durable at this node and will be proposed. ``commit`` > 0: it was ordered there before."""

    digest: bytes
    commit: Natural


class Refused(Canonical, tag=42):
    """Not done, for all these reasons."""

    reasons: tuple[str, ...]


class Busy(Canonical, tag=43):
    """Over a limit: try again after so many milliseconds."""

    retry_ms: Natural


class Question(Canonical):
    """What an institution asks of a node. ``topic``: ``subscribe``, ``holdings``, ``receipt`` …

    ``numbers`` and ``about`` are the topic's arguments; ``asked_ms`` bounds the replay of a signed question.
    """

    market: bytes
    institution: Natural
    topic: str
    numbers: tuple[Natural, ...]
    about: bytes
    asked_ms: Natural


class Query(Canonical, tag=44):
    """A signed question."""

    question: Question
    signature: bytes


class Table(Canonical, tag=45):
    """Rows of a numpy structured array (little-endian bytes); ``dtype`` names a layout of the ledger."""

    dtype: str
    rows: bytes
    commit: Natural


class Facts(Canonical, tag=46):
    """A canonical value as bytes, as its topic says."""

    data: bytes
    commit: Natural


class ModuleRows(Canonical):
    """Rows of a module's shelf, canonical (a tuple of its kind); ``more``: the number to go on from, 0: no more."""

    rows: bytes
    more: Natural


class ReceiptReply(Canonical, tag=47):
    """A receipt and the chain of rosters behind it."""

    receipt: Receipt
    rosters: tuple[RosterLink, ...]


# one-way, node to institution -------------------------------------------------------------------------
class ProvenLeaf(Canonical):
    """An outcome leaf and its path to the certified root."""

    index: Natural
    leaf: bytes
    path: tuple[bytes, ...]


class FinalNotice(Canonical, tag=60):
    """A final commit as far as it concerns one institution. ``link`` when it ended an epoch.

    ``previous`` is the commit that the node told this institution of before, so that a gap is seen.
    """

    certificate: Certificate
    time_ms: Natural
    previous: Natural
    leaves: tuple[ProvenLeaf, ...]


class Rosters(Canonical, tag=61):
    """The chain of rosters, for a client that saw a certificate of an epoch it does not know."""

    links: tuple[RosterLink, ...]


OneWay = (
    BlockMessage
    | BatchMessage
    | WantBlocks
    | WantBatches
    | VoteMessage
    | WantVotes
    | CertificateMessage
    | CheckpointMessage
    | TipMessage
    | FinalNotice
    | Rosters
    | Query
)
Request = CommitsRequest | SnapshotRequest | EntryRequest | VolumeRequest | Submit | Query
Reply = (
    CommitsReply
    | SnapshotReply
    | EntryReply
    | VolumeReply
    | Accepted
    | Refused
    | Busy
    | Table
    | Facts
    | ReceiptReply
)


def read_one_way(data: bytes) -> OneWay:
    """Decode a one-way message.

    Raises:
        MalformedBytes: it is none.
    """
    batch = only_field(data, _BATCH)
    if batch is not None:
        return BatchMessage(batch)
    return cast(OneWay, decode(data, cast(type[Canonical], OneWay)))


def read_request(data: bytes) -> Request:
    """Decode a request.

    Raises:
        MalformedBytes: it is none.
    """
    batch = only_field(data, _SUBMIT)
    if batch is not None:
        return Submit(batch)
    return cast(Request, decode(data, cast(type[Canonical], Request)))


def read_reply(data: bytes) -> Reply:
    """Decode an answer.

    Raises:
        MalformedBytes: it is none.
    """
    return cast(Reply, decode(data, cast(type[Canonical], Reply)))


def sign_tip(key: SigningKey, tip: Tip) -> bytes:
    """A signed tip as message bytes."""
    return encode(TipMessage(tip, key.sign("tip", tip)))


def tip_is_valid(message: TipMessage, roster: Roster, sender: int) -> bool:
    """Whether the tip is that of validator ``sender`` of ``roster``, the receiver's.

    A tip of another epoch names its sender by a place in another roster: then the signature alone tells.
    """
    tip = message.tip
    if tip.epoch == roster.epoch and tip.validator != sender:
        return False
    return keys.verify(roster.validators[sender].key, "tip", tip, message.signature)


def ask(key: SigningKey, question: Question) -> bytes:
    """A signed question as message bytes."""
    return encode(Query(question, key.sign("query", question)))


def why_question_refused(query: Query, roster: Roster, now_ms: int) -> list[str]:
    """Every reason why a node will not answer this question."""
    question = query.question
    institution = roster.institution(question.institution)
    faults: list[str] = []
    if question.market != roster.market_id:
        faults.append("the question names another market")
    if institution is None:
        faults.append(f"institution {question.institution} is not in the roster")
    elif not keys.verify(institution.key, "query", question, query.signature):
        faults.append(f"the question is not signed by the key of {institution.name!r}")
    if abs(now_ms - question.asked_ms) > QUERY_AGE_MS_MAX:
        faults.append(f"the question was signed at {question.asked_ms} ms and it is {now_ms} ms; ask again")
    return faults
