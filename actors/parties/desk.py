"""The desk of an institution: obeys its own signed orders, takes letters of other parties, follows its batches."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from typing import ClassVar, Final

import numpy as np

from actors.base.batch import Batch
from actors.base.canonical import Canonical, MalformedBytes, decode, encode
from actors.base.entries import EntryKind
from actors.base.outcome import outcomes_of, read_leaf
from actors.host import Host, HostProblem
from actors.ledger import commands as typed
from actors.ledger.records import RECORD, Records
from actors.parties import letters
from actors.parties import requests as req
from actors.parties.book import Book, BookEntry, OrderTaken, secret_of
from actors.parties.institution import Institution, InstitutionConfig
from actors.parties.submission import Submission, SubmissionRefused

ANSWERS_KEPT: Final = 4_096
BATCHES_KEPT: Final = 4_096
RECORDS_KEPT: Final = 1_000_000
#: Old batches that are looked at when a new one comes, to forget those that are over.
LOOKS_MAX: Final = 8
WAIT_MS_MAX: Final = 60_000
LETTER_TIMEOUT_MS: Final = 20_000
LETTER_TRIES: Final = 3

Inbound = req.Control | letters.Post


class RequestRefused(Exception):
    """A party does not do what it was asked; ``reasons`` lists every fault, nothing changed."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(self.reasons))


class Desk(Institution):
    """An institution under the control of whoever holds its key. Subclasses are the parties of the market."""

    #: What the party is called in refusals.
    role: ClassVar[str] = "institution"

    def __init__(self, config: InstitutionConfig) -> None:
        """A desk that has not started."""
        super().__init__(config)
        self.book = Book(self.index, secret_of(self.key, self.chain.market_id))
        self.recent: OrderedDict[int, Submission] = OrderedDict()
        self._recent_records = 0
        #: Entries written into the book, and how many of them are known to be durable.
        self._entered = 0
        self._durable = 0
        self._answers: OrderedDict[bytes, asyncio.Future[bytes]] = OrderedDict()

    # life ---------------------------------------------------------------------------------------------
    async def start(self, host: Host) -> None:
        """Recover the book, then own batches and receipts."""
        for entry in host.store.scan():
            if entry.kind == EntryKind.BOOK:
                self.book.enter(decode(entry.data, BookEntry))  # type: ignore[arg-type]
        await super().start(host)
        for submission in self.recent.values():
            submission.resolve()

    def _recover_own(self, batch: Batch, position: int) -> None:
        super()._recover_own(batch, position)
        self._keep(self.open[batch.header.stream, batch.header.sequence])

    def enter(self, *entries: BookEntry) -> None:
        """Write entries into the book; durable before anything is answered or written to another party."""
        for entry in entries:
            self.host.store.append(EntryKind.BOOK, encode(entry))
            self.book.enter(entry)
            self._entered += 1

    async def _keep_book(self) -> None:
        """Return when everything entered so far is durable: nobody is told what a crash could undo."""
        entered = self._entered
        if self._durable < entered:
            await self.host.store.sync()
            self._durable = max(self._durable, entered)

    # submitting ---------------------------------------------------------------------------------------
    async def submit(self, records: Records) -> Submission:
        """As :meth:`Institution.submit`, and keep its outcomes at hand."""
        entered = self._entered
        submission = self._keep(await super().submit(records))
        self._durable = max(self._durable, entered)
        return submission

    async def command(self, *commands: typed.Command) -> Submission:
        """As :meth:`Institution.command`, and keep its outcomes at hand."""
        entered = self._entered
        submission = self._keep(await super().command(*commands))
        self._durable = max(self._durable, entered)
        return submission

    def _keep(self, submission: Submission) -> Submission:
        self.recent[submission.key[1]] = submission
        self._recent_records += len(submission.statuses)
        for _ in range(LOOKS_MAX):
            if len(self.recent) <= BATCHES_KEPT and self._recent_records <= RECORDS_KEPT:
                break
            sequence, oldest = next(iter(self.recent.items()))
            if oldest.is_completed:
                del self.recent[sequence]
                self._recent_records -= len(oldest.statuses)
            else:
                self.recent.move_to_end(sequence)
        return submission

    async def do(self, records: Records) -> req.Ticket:
        """Submit records; the ticket to follow them by."""
        submission = await self.submit(records)
        return req.Ticket(submission.key[1], len(records))

    async def order(self, *commands: typed.Command) -> req.Ticket:
        """Submit typed commands; the ticket to follow them by."""
        submission = await self.command(*commands)
        return req.Ticket(submission.key[1], len(commands))

    # answering ----------------------------------------------------------------------------------------
    async def answer(self, sender: str, message: bytes) -> bytes:
        """Obey an order or take a letter. A repeat gets the answer of the first; a refusal is an answer."""
        if not self.ready:
            return encode(req.Refusal((self.problem or f"{self.name} is not ready; ask again",)))
        try:
            inbound: Inbound = decode(message, Inbound)  # type: ignore[arg-type]
            number = self._checked(inbound)
        except MalformedBytes as problem:
            self.malformed_count += 1
            return encode(req.Refusal((f"the message cannot be read: {problem}",)))
        except RequestRefused as problem:
            return encode(req.Refusal(problem.reasons))
        return await self._once(number, inbound)

    def _checked(self, inbound: Inbound) -> bytes:
        """The number under which ``inbound`` is answered once, its signature checked."""
        if isinstance(inbound, req.Control):
            own = self.roster.institution(self.index)
            assert own is not None, "it was in the first roster, and institutions are never removed"
            faults = req.why_refused(inbound, self.chain.market_id, own, self.host.now_ms())
            number = b"o" + inbound.order.number
        else:
            faults = letters.why_refused(inbound, self.roster, self.index)
            number = b"l" + inbound.letter.sender.to_bytes(2, "big") + inbound.letter.number
        if faults:
            raise RequestRefused(faults)
        return number

    async def _once(self, number: bytes, inbound: Inbound) -> bytes:
        known = self._answers.get(number)
        if known is not None:
            return await asyncio.shield(known)
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._answers[number] = future
        while len(self._answers) > ANSWERS_KEPT and next(iter(self._answers.values())).done():
            self._answers.popitem(last=False)
        try:
            answer = encode(await self._handle(inbound))
            await self._keep_book()
            future.set_result(answer)
        finally:
            if not future.done():
                future.cancel()
        return future.result()

    async def _handle(self, inbound: Inbound) -> Canonical:
        try:
            if isinstance(inbound, req.Control):
                body = req.read_body(inbound.order.body)
                self._begin(inbound.order, body)
                return await self.obey(body)
            letter = inbound.letter
            return await self.take(letter.sender, letters.read_content(letter.body))
        except MalformedBytes as problem:
            self.malformed_count += 1
            return req.Refusal((f"the order cannot be read: {problem}",))
        except RequestRefused as problem:
            return req.Refusal(problem.reasons)
        except SubmissionRefused as problem:
            return req.Refusal(problem.reasons)
        except (ValueError, HostProblem) as problem:
            return req.Refusal((str(problem),))

    def _begin(self, order: req.Order, body: req.Body) -> None:
        """Note that an order is begun, unless it only asks.

        Raises:
            RequestRefused: it was begun before this desk restarted.
        """
        if isinstance(body, req.QUESTIONS):
            return
        if order.number in self.book.orders:
            raise RequestRefused(
                [
                    f"{self.name} took this order before it restarted; look at what came of it, and sign a new one if need be"
                ]
            )
        self.enter(OrderTaken(order.number, order.asked_ms))

    async def obey(self, body: req.Body) -> req.Answer:
        """Do what an order says; subclasses add what their role may do.

        Raises:
            RequestRefused: it does not.
        """
        match body:
            case req.WaitFor(sequence, wait_ms, completed):
                return await self._wait(sequence, wait_ms, completed)
            case req.GetReceipt(sequence, record):
                return self._receipt(sequence, record)
            case req.SubmitRecords(records):
                return await self._submit_raw(records)
            case _:
                raise RequestRefused(
                    [f"{self.name}, a {self.role}, does not do {type(body).__name__}; ask a party that does"]
                )

    async def take(self, sender: int, content: letters.Content) -> req.Answer:
        """Take a letter; subclasses say which.

        Raises:
            RequestRefused: it is nothing to this party.
        """
        raise RequestRefused(
            [f"{self.name}, a {self.role}, takes no {type(content).__name__} from institution {sender}"]
        )

    # the common orders --------------------------------------------------------------------------------
    async def _wait(self, sequence: int, wait_ms: int, completed: bool) -> req.Outcomes:
        submission = self.recent.get(sequence)
        if submission is None:
            raise RequestRefused(
                [f"{self.name} keeps no outcomes of a batch {sequence} at hand; its receipts have them"]
            )
        future = submission.completed if completed else submission.executed
        if not future.done() and wait_ms > 0:
            await self._within(future, min(wait_ms, WAIT_MS_MAX))
        if future.done() and future.exception() is not None:
            future.result()
        return req.Outcomes(
            submission.statuses.astype("<u2").tobytes(),
            submission.commits.astype("<u8").tobytes(),
            submission.is_executed,
            submission.is_completed,
        )

    async def _within(self, future: asyncio.Future[None], wait_ms: int) -> None:
        """Return when ``future`` is done or ``wait_ms`` passed."""
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def end(_: object = None) -> None:
            if not over.done():
                over.set_result(None)

        timer = self.host.timer(wait_ms, end)
        future.add_done_callback(end)
        try:
            await over
        finally:
            timer.cancel()
            future.remove_done_callback(end)

    def _receipt(self, sequence: int, record: int) -> req.ReceiptBytes:
        try:
            return req.ReceiptBytes(encode(self.receipt(sequence, record)))
        except KeyError as problem:
            raise RequestRefused([str(problem.args[0])]) from None

    def status_of(self, sequence: int, record: int) -> tuple[int, int]:
        """Newest certified status of one own record and its commit; (0, 0) while there is none."""
        submission = self.recent.get(sequence)
        if submission is not None:
            return int(submission.statuses[record]), int(submission.commits[record])
        try:
            kept = self.receipt(sequence, record).receipt
        except KeyError:
            return 0, 0
        for outcome in outcomes_of(read_leaf(kept.leaf)):
            if outcome[1:4] == (kept.header.stream, sequence, record):
                return outcome.status, kept.certificate.result.number
        return 0, 0

    async def _submit_raw(self, data: bytes) -> req.Ticket:
        if not data or len(data) % RECORD.itemsize:
            raise RequestRefused(
                [f"{len(data)} bytes are no whole number of records of {RECORD.itemsize} bytes"]
            )
        return await self.do(np.frombuffer(data, RECORD))

    # letters ------------------------------------------------------------------------------------------
    async def write_to(self, recipient: int, content: letters.Content) -> req.Answer:
        """Send a signed letter and return the answer; sent again when it does not arrive.

        Raises:
            RequestRefused: the recipient refuses it, is unknown, or is out of reach.
        """
        to = self.roster.institution(recipient)
        if to is None:
            raise RequestRefused([f"institution {recipient} is not in the roster; check the number"])
        letter = letters.Letter(
            self.chain.market_id, self.index, recipient, self.host.random_bytes(16), encode(content)
        )
        message = letters.sign(self.key, letter)
        await self._keep_book()
        problem: Exception | None = None
        for _ in range(LETTER_TRIES):
            try:
                answer = req.read_answer(await self.host.request(to.name, message, LETTER_TIMEOUT_MS))
            except (HostProblem, MalformedBytes) as trouble:
                problem = trouble
                continue
            if isinstance(answer, req.Refusal):
                raise RequestRefused(f"{to.name}: {reason}" for reason in answer.reasons)
            return answer
        raise RequestRefused([f"{to.name} could not be reached: {problem}"])
