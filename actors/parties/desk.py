"""The desk of an institution: obeys its own signed orders, takes letters of other parties, follows its batches."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import ClassVar, Final

import numpy as np

from actors.base.batch import Batch, Lane
from actors.base.canonical import Canonical, MalformedBytes, decode, encode
from actors.base.entries import EntryKind
from actors.base.outcome import outcomes_of, read_leaf
from actors.host import Host, HostProblem
from actors.ledger import commands as typed
from actors.ledger.records import RECORD, Records
from actors.ledger.status import status_of
from actors.modules.commands import KINDS
from actors.parties import letters
from actors.parties import messages as msg
from actors.parties import requests as req
from actors.parties.book import Book, BookEntry, OrderTaken, secret_of
from actors.parties.institution import Institution, InstitutionConfig
from actors.parties.refusal import Fault, RequestRefused, Unread, judged, refuse
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

    async def command(self, *commands: Canonical) -> Submission:
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

    async def order(self, *commands: Canonical) -> req.Ticket:
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
        """Do what an order says.

        Raises:
            RequestRefused: it does not, for every reason that :meth:`why_refused` finds.
        """
        refuse(await self.why_refused(body))
        return await self.act(body)

    async def why_refused(self, body: req.Body, unread: Unread = ()) -> list[Fault]:
        """Every reason why an order is not obeyed, which changes nothing; subclasses add what their role may do.

        Values of the fields ``unread`` are none: a fault that names one of them may be there or not.
        """
        match body:
            case req.WaitFor() | req.GetReceipt() | req.GetReasons():
                return []
            case req.Check(data):
                return self._why_not_checked(data)
            case req.SubmitRecords(records):
                return self._why_not_submitted(records)
            case req.GiveCommands(commands):
                return await self._why_not_given(commands)
            case _:
                what = type(body).__name__
                return [Fault(f"{self.name}, a {self.role}, does not do {what}; ask a party that does")]

    async def act(self, body: req.Body) -> req.Answer:
        """Do what an order says of which :meth:`why_refused` found nothing; subclasses add what their role may do.

        Raises:
            RequestRefused: it turns out that it cannot.
        """
        match body:
            case req.WaitFor(sequence, wait_ms, completed):
                return await self._wait(sequence, wait_ms, completed)
            case req.GetReceipt(sequence, record):
                return self._receipt(sequence, record)
            case req.GetReasons(sequence):
                return await self._reasons(sequence)
            case req.Check(data, unread):
                return req.Checked(judged(await self.why_refused(req.read_body(data), unread), unread))
            case req.SubmitRecords(records):
                return await self.do(np.frombuffer(records, RECORD))
            case req.GiveCommands(commands):
                return await self.order(*typed.read(commands, KINDS))
            case _:
                raise AssertionError(f"{body} was refused by nobody and is done by nobody")

    async def take(self, sender: int, content: letters.Content) -> req.Answer:
        """Take a letter, or say why not.

        Raises:
            RequestRefused: for every reason that :meth:`why_not_taken` finds.
        """
        if isinstance(content, letters.CheckLetter):
            inner = letters.read_content(content.body)
            return req.Checked(judged(await self.why_not_taken(sender, inner), content.unread))
        refuse(await self.why_not_taken(sender, content))
        return await self.accept(sender, content)

    async def why_not_taken(self, sender: int, content: letters.Content) -> list[Fault]:
        """Every reason why a letter is not taken; subclasses say which are."""
        what = type(content).__name__
        return [Fault(f"{self.name}, a {self.role}, takes no {what} from institution {sender}")]

    async def accept(self, sender: int, content: letters.Content) -> req.Answer:
        """Do what a letter says of which :meth:`why_not_taken` found nothing."""
        raise AssertionError(f"{content} was refused by nobody and is taken by nobody")

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

    def _why_not_checked(self, data: bytes) -> list[Fault]:
        body = req.read_body(data)
        if isinstance(body, req.QUESTIONS):
            return [Fault(f"{type(body).__name__} changes nothing; ask it, there is nothing to check before")]
        return []

    def _why_not_submitted(self, data: bytes) -> list[Fault]:
        size, most = RECORD.itemsize, self.roster.rules.batch_records_max
        if not data or len(data) % size:
            return [Fault(f"{len(data)} bytes are no whole number of records of {size} bytes")]
        if len(data) // size > most:
            return [Fault(f"{len(data) // size} records in one batch; 1 to {most} are allowed: split them")]
        return []

    async def _reasons(self, sequence: int) -> req.Reasons:
        """What a node says now against the commands of an own batch."""
        submission = self.recent.get(sequence)
        if submission is None or submission.batch.header.lane != Lane.BUSINESS:
            return req.Reasons(())
        return req.Reasons(await self._reasons_against(bytes(submission.batch.payload)))

    async def _reasons_against(self, commands: bytes) -> tuple[req.Reason, ...]:
        reply = await self.ask("reasons", about=commands)
        return decode(reply.data, tuple[req.Reason, ...]) if isinstance(reply, msg.Facts) else ()

    async def _why_not_given(self, data: bytes) -> list[Fault]:
        """Everything that a node has now against these commands."""
        count, most = len(typed.read(data, KINDS)), self.roster.rules.batch_records_max
        if not 1 <= count <= most:
            return [Fault(f"{count} commands in one batch; 1 to {most} are allowed: split them")]
        found = await self._reasons_against(data)
        return [
            Fault(f"command {one.record + 1}: {text}" if count > 1 else text)
            for one in found
            for text in (*(status_of(code).en for code in one.statuses), *one.texts)
        ]

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
                raise RequestRefused(f"{to.name} says: {reason}" for reason in answer.reasons)
            return answer
        raise RequestRefused([f"{to.name} could not be reached: {problem}"])

    async def ask_whether(self, recipient: int, content: letters.Content, unread: Unread = ()) -> list[Fault]:
        """Every reason why the recipient would not take a letter with this content."""
        try:
            answer = await self.write_to(recipient, letters.CheckLetter(encode(content), unread))
        except RequestRefused as problem:
            return [Fault(reason) for reason in problem.reasons]
        to = self.roster.institution(recipient)
        assert isinstance(answer, req.Checked) and to is not None, "a question is answered or refused"
        return [Fault(f"{to.name} says: {reason}") for reason in answer.reasons]
