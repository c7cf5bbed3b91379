"""An institution: holds a key, signs batches, follows its outcomes, keeps its receipts.

Custodians, banks, venues and regulators are institutions. Specification: docs/spec/receipts.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from actors.base import batch as batches
from actors.base import merkle
from actors.base.batch import Batch, Lane
from actors.base.canonical import Canonical, MalformedBytes, decode, encode
from actors.base.chain import RosterChain, RosterLink
from actors.base.commit import why_uncertain
from actors.base.entries import EntryKind, ReceiptEntry
from actors.base.keys import SigningKey
from actors.base.outcome import Leaf, read_leaf
from actors.base.receipt import ReceiptFile, place_of_outcome, receipt_of
from actors.base.roster import Roster, RosterProblem
from actors.host import Figure, Host, StorageProblem, Timer, Unreachable
from actors.ledger import commands as typed
from actors.ledger.records import RECORD, Records
from actors.parties import messages as msg
from actors.parties.after_sync import AfterSync
from actors.parties.labour import labour
from actors.parties.submission import Submission

REQUEST_TIMEOUT_MS = 5_000
#: So many times longer a node is given when nothing but the counterpart is waited for.
PATIENCE_PENDING = 5


@dataclass(frozen=True, slots=True)
class InstitutionOptions:
    """Timings of one institution's own choice."""

    #: Period of looking whether outcomes are overdue.
    tick_ms: int = 500
    #: Without news for so long while something is open, turn to the next node.
    patience_ms: int = 3_000
    #: Without news for so long while something is open, ask again for what was missed.
    stall_ms: int = 1_000
    #: Subscriptions are renewed this often.
    renew_ms: int = 20_000
    #: A batch is valid for so long after it is signed.
    batch_life_ms: int = 600_000


@dataclass(frozen=True, slots=True)
class InstitutionConfig:
    """An institution's name in the roster, its signing key, and the market's first roster."""

    name: str
    key: SigningKey
    first: RosterLink
    #: The node to turn to first; others follow in roster order.
    node: str = ""
    options: InstitutionOptions = InstitutionOptions()


class UnknownInstitution(ValueError):
    """A name or key that the roster does not know."""


class Institution:
    """A client of the nodes that trusts only quorums of signatures."""

    def __init__(self, config: InstitutionConfig) -> None:
        """An institution that has not started.

        Raises:
            UnknownInstitution: the first roster has no institution of this name and key.
        """
        self.config = config
        self.name = config.name
        self.key = config.key
        self.options = config.options
        self.chain = RosterChain([config.first])
        known = self.roster.institution_named(self.name)
        if known is None:
            names = ", ".join(one.name for one in self.roster.institutions)
            raise UnknownInstitution(f"no institution {self.name!r} in the roster; it has {names}")
        if known.key != self.key.public:
            raise UnknownInstitution(
                f"the key is not that of {self.name!r} in the roster; use its own key file"
            )
        self.index = known.index
        self.host: Host
        self.ready = False
        self.sequence = 0
        self.seen = 0
        self.open: dict[tuple[int, int], Submission] = {}
        self.problem: str | None = None
        self.malformed_count = 0
        self.finals_count = 0
        self._node = config.node or self.roster.validators[0].name
        self._tick: Timer | None = None
        self._news_ms = 0
        self._renewed_ms = 0
        self._after_sync: AfterSync
        self._watchers: list[Callable[[Submission], None]] = []

    # who is who ---------------------------------------------------------------------------------------
    @property
    def roster(self) -> Roster:
        """The newest roster known here."""
        return self.chain.current

    @property
    def node(self) -> str:
        """The node that this institution talks to now."""
        return self._node

    def watch(self, callback: Callable[[Submission], None]) -> None:
        """Call ``callback`` whenever certified outcomes of a submission arrived."""
        self._watchers.append(callback)

    # life ---------------------------------------------------------------------------------------------
    async def start(self, host: Host) -> None:
        """Recover own batches and receipts, follow what is still open."""
        self.host = host
        self._after_sync = AfterSync(host, self._stop_at)
        for entry in host.store.scan():
            if entry.kind == EntryKind.OWN:
                self._recover_own(Batch.decode(entry.data), entry.position)
            elif entry.kind == EntryKind.RECEIPT:
                self._recover_outcomes(decode(entry.data, ReceiptEntry), entry.position)
            elif entry.kind == EntryKind.ROSTER:
                link = decode(entry.data, RosterLink)
                if link.signed.roster.epoch == self.roster.epoch + 1:
                    self.chain.extend(link)
        host.learn(self.roster)
        self.ready = True
        self._news_ms = host.now_ms()
        self._subscribe()
        for submission in list(self.open.values()):
            if not submission.is_executed:
                host.spawn(self._send(submission), "resubmit")
        self._on_tick()

    async def stop(self) -> None:
        """Make everything durable, then be silent."""
        self.ready = False
        if self._tick is not None:
            self._tick.cancel()
        await self.host.store.sync()

    def _recover_own(self, batch: Batch, position: int) -> None:
        self.sequence = max(self.sequence, batch.header.sequence)
        self._index_own(batch, position)
        self.open[batch.header.stream, batch.header.sequence] = Submission(batch)

    def _recover_outcomes(self, entry: ReceiptEntry, position: int) -> None:
        number, leaves = entry.certificate.result.number, [read_leaf(data) for _, data, _ in entry.leaves]
        self._index_outcomes(number, leaves, position)
        self._take_outcomes(number, leaves)

    # submitting ---------------------------------------------------------------------------------------
    async def submit(self, records: Records) -> Submission:
        """Sign ``records`` (dtype RECORD) as one batch of the bulk lane and hand it to a node.

        Returns once the batch is durable here; await ``executed`` or ``completed`` of the submission.

        Raises:
            ValueError: no records, too many for one batch, or another dtype.
        """
        if records.dtype != RECORD or records.ndim != 1:
            raise ValueError(f"records of dtype {records.dtype}; build them with actors.ledger.records")
        most = self.roster.rules.batch_records_max
        if not 1 <= len(records) <= most:
            raise ValueError(f"{len(records)} records in one batch; 1 to {most} are allowed: split them")
        return await self._sign(Lane.BULK, len(records), records.tobytes())

    async def command(self, *commands: Canonical) -> Submission:
        """Sign typed commands as one batch of the business lane and hand it to a node."""
        if not commands:
            raise ValueError("no command given")
        return await self._sign(Lane.BUSINESS, len(commands), typed.payload(*commands))

    async def _sign(self, lane: Lane, count: int, payload: bytes) -> Submission:
        self.sequence += 1
        # Half of what the rules allow: ledger time may lie behind this clock.
        life_ms = min(self.options.batch_life_ms, self.roster.rules.batch_life_ms_max // 2)
        until_ms = self.host.now_ms() + life_ms
        batch = await labour(
            self.host,
            len(payload),
            batches.make,
            self.key,
            self.chain.market_id,
            self.index,
            0,
            self.sequence,
            lane,
            count,
            payload,
            until_ms,
        )
        submission = Submission(batch)
        if not self.open:
            self._news_ms = self.host.now_ms()
        self.open[submission.key] = submission
        position = self.host.store.append(EntryKind.OWN, batch.data)
        self._index_own(batch, position)
        await self.host.store.sync()
        self.host.spawn(self._send(submission), "submit")
        return submission

    async def _send(self, submission: Submission) -> None:
        """Hand a batch to the present node; a node that is out of reach gives way to the next."""
        node = submission.node = self._node
        message = encode(msg.Submit(submission.batch.data))
        try:
            reply = msg.read_reply(await self.host.request(node, message, REQUEST_TIMEOUT_MS))
        except (Unreachable, MalformedBytes):
            self._turn_from(node)
            return
        match reply:
            case msg.Busy(retry_ms):
                self._later(max(20, min(retry_ms, 10_000)), submission)
            case msg.Refused(reasons):
                if self._own_fault(submission):
                    self.open.pop(submission.key, None)
                    submission.refuse(reasons)
                else:
                    self._turn_from(node)
            case _:
                pass

    def _later(self, delay_ms: int, submission: Submission) -> None:
        def resend() -> None:
            if self.ready and not submission.is_executed:
                self.host.spawn(self._send(submission), "submit again")

        self.host.timer(delay_ms, resend)

    def _own_fault(self, submission: Submission) -> bool:
        """Whether a refusal is justified; a node that refuses without reason is left for another."""
        batch = submission.batch
        expired = batch.header.valid_until_ms < self.host.now_ms()
        return expired or bool(batches.why_refused(batch, self.roster))

    def _turn_from(self, node: str) -> None:
        """Turn to the next node, if ``node`` is still the present one, and send everything open again."""
        if node != self._node or not self.ready:
            return
        names = [one.name for one in self.roster.validators]
        at = names.index(node) if node in names else -1
        self._node = names[(at + 1) % len(names)]
        self._news_ms = self.host.now_ms()
        self._subscribe()
        for submission in list(self.open.values()):
            if not submission.is_executed:
                self.host.spawn(self._send(submission), "submit elsewhere")

    # asking -------------------------------------------------------------------------------------------
    def _question(self, topic: str, numbers: tuple[int, ...], about: bytes) -> bytes:
        question = msg.Question(self.chain.market_id, self.index, topic, numbers, about, self.host.now_ms())
        return msg.ask(self.key, question)

    def _subscribe(self) -> None:
        self._renewed_ms = self.host.now_ms()
        self.host.send(self._node, self._question("subscribe", (self.seen, self.roster.epoch), b""))

    async def ask(self, topic: str, numbers: tuple[int, ...] = (), about: bytes = b"") -> msg.Reply:
        """Ask the present node a signed question; another one if it does not answer.

        Raises:
            Unreachable: no node answers.
        """
        for _ in self.roster.validators:
            try:
                question = self._question(topic, numbers, about)
                return msg.read_reply(await self.host.request(self._node, question, REQUEST_TIMEOUT_MS))
            except (Unreachable, MalformedBytes):
                self._turn_from(self._node)
        raise Unreachable(f"{self.name}: no node answers {topic!r}; look at the nodes' status")

    # following ----------------------------------------------------------------------------------------
    def _on_tick(self) -> None:
        if not self.ready:
            return
        self._tick = self.host.timer(self.options.tick_ms, self._on_tick)
        now_ms = self.host.now_ms()
        waiting = any(not one.is_executed for one in self.open.values())
        # A half that waits for its counterpart may wait long: no news is no fault of the node's, for a while.
        patience_ms = self.options.patience_ms * (1 if waiting else PATIENCE_PENDING)
        if self.open and now_ms - self._news_ms > patience_ms:
            self._turn_from(self._node)
        elif now_ms - self._renewed_ms > self.options.renew_ms or (self.open and self._stalls(now_ms)):
            self._subscribe()

    def _stalls(self, now_ms: int) -> bool:
        """Whether nothing came for so long that what the node sent may be lost. To ask for it sooner would have
        sent again what is under way."""
        return now_ms - max(self._news_ms, self._renewed_ms) > self.options.stall_ms

    def deliver(self, sender: str, message: bytes) -> None:
        """Take finals and rosters from nodes; anything else is counted and dropped."""
        if not self.ready:
            return
        try:
            match msg.read_one_way(message):
                case msg.FinalNotice() as final:
                    self._final(final)
                case msg.Rosters(links):
                    self._learn(links)
                case _:
                    self.malformed_count += 1
        except (MalformedBytes, RosterProblem):
            self.malformed_count += 1

    def _learn(self, links: tuple[RosterLink, ...]) -> None:
        for link in links:
            if link.signed.roster.epoch == self.roster.epoch + 1:
                self.chain.extend(link)
                self.host.learn(self.roster)
                self.host.store.append(EntryKind.ROSTER, encode(link))
        if self.roster.validator_index(self._node) is None:
            self._turn_from(self._node)

    def _final(self, final: msg.FinalNotice) -> None:
        result = final.certificate.result
        if result.number <= self.seen:
            return
        if final.previous > self.seen:
            if self.host.now_ms() - self._renewed_ms > self.options.tick_ms // 4:
                self._subscribe()
            return
        roster = self.chain.may_sign(result.epoch, result.number)
        if roster is None or why_uncertain(final.certificate, roster):
            self.malformed_count += 1
            return
        leaves = [read_leaf(one.leaf) for one in final.leaves]
        for leaf, one in zip(leaves, final.leaves, strict=True):
            root = merkle.root_from_path(merkle.leaf_hash(one.leaf), one.index, result.leaves, one.path)
            if root != result.statuses or leaf.institution != self.index:
                self.malformed_count += 1
                return
        self.finals_count += 1
        self._news_ms = self.host.now_ms()
        entry = ReceiptEntry(
            final.certificate, tuple((one.index, one.leaf, one.path) for one in final.leaves)
        )
        position = self.host.store.append(EntryKind.RECEIPT, encode(entry))
        self._index_outcomes(result.number, leaves, position)
        self._after_sync(partial(self._announce, result.number, leaves))

    def _index_outcomes(self, number: int, leaves: list[Leaf], position: int) -> None:
        """Note which own batches the outcomes of commit ``number`` concern, and where they are kept."""
        self.seen = max(self.seen, number)
        where = position.to_bytes(8, "big")
        batches = dict.fromkeys((leaf.stream, leaf.sequence) for leaf in leaves)
        self.host.store.index.put((receipt_key(*batch, number), where) for batch in batches)

    def _announce(self, number: int, leaves: list[Leaf]) -> None:
        """Outcomes are durable here: tell those who wait for them."""
        for submission in self._take_outcomes(number, leaves):
            submission.resolve()
            for watcher in self._watchers:
                watcher(submission)

    def _take_outcomes(self, number: int, leaves: list[Leaf]) -> list[Submission]:
        """Write certified outcomes into the open submissions. Returns those touched."""
        touched: dict[tuple[int, int], Submission] = {}
        for leaf in leaves:
            submission = self.open.get((leaf.stream, leaf.sequence))
            if submission is not None and submission.batch.digest == leaf.batch:
                submission.take(leaf, number)
                touched[submission.key] = submission
        for submission in touched.values():
            if submission.is_completed:
                del self.open[submission.key]
        return list(touched.values())

    def _stop_at(self, problem: StorageProblem) -> None:
        self.problem, self.ready = str(problem), False

    # receipts -----------------------------------------------------------------------------------------
    def _index_own(self, batch: Batch, position: int) -> None:
        key = own_key(batch.header.stream, batch.header.sequence)
        self.host.store.index.put([(key, position.to_bytes(8, "big"))])

    def receipt(self, sequence: int, record: int, stream: int = 0) -> ReceiptFile:
        """The receipt of one record, from what is kept here: its newest certified outcome.

        Raises:
            KeyError: no such batch, or no certified outcome of the record yet.
        """
        store = self.host.store
        where = store.index.get(own_key(stream, sequence))
        if where is None:
            raise KeyError(f"{self.name} signed no batch {stream}/{sequence}")
        batch = Batch.decode(store.read(int.from_bytes(where, "big")).data)
        found = store.index.scan(receipt_key(stream, sequence, None), 4096)
        for _, position in reversed(found):
            entry = decode(store.read(int.from_bytes(position, "big")).data, ReceiptEntry)
            at = place_of_outcome(batch, record, [leaf for _, leaf, _ in entry.leaves])
            if at is not None:
                receipt = receipt_of(batch, record, entry.leaves[at], entry.certificate)
                return ReceiptFile(receipt, tuple(self.chain.links))
        raise KeyError(f"record {record} of batch {stream}/{sequence} has no certified outcome yet")

    def figures(self) -> tuple[Figure, ...]:
        """How far its own batches are."""
        return (
            Figure("signed_batches", "Batches that the institution signed", self.sequence),
            Figure("open_batches", "Own batches of which an outcome may still change", len(self.open)),
            Figure(
                "certified_commits", "Commits with own outcomes since the process began", self.finals_count
            ),
        )

    async def answer(self, sender: str, message: bytes) -> bytes:
        """An institution answers those who run it (see the parties); nodes ask it nothing."""
        return encode(msg.Refused((f"{self.name} takes no such request from {sender}",)))


def own_key(stream: int, sequence: int) -> bytes:
    """Index key of an own batch's log position."""
    return b"o" + stream.to_bytes(2, "big") + sequence.to_bytes(8, "big")


def receipt_key(stream: int, sequence: int, commit: int | None) -> bytes:
    """Index key of the log position of outcomes that concern a batch; without commit, the prefix of all."""
    prefix = b"r" + stream.to_bytes(2, "big") + sequence.to_bytes(8, "big")
    return prefix if commit is None else prefix + commit.to_bytes(8, "big")
