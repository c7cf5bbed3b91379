"""A node's door: what peers and institutions say to it, read, judged by form, and passed on to the cores."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from actors.base.block import Block, Ref
from actors.base.canonical import MalformedBytes, encode
from actors.consensus import events as ev
from actors.consensus import finality as fin
from actors.consensus import intake as inn
from actors.parties import messages as msg
from actors.parties.labour import labour

if TYPE_CHECKING:
    from actors.parties.node.shell import Node

SubmitReply = msg.Accepted | msg.Refused | msg.Busy
#: Votes and certificates sent to one that asks, at a time.
VOTES_MAX = 256
#: Bytes of a batch beside its payload, at most.
HEADER_BYTES_MAX = 4096


class Door:
    """Takes one-way messages and requests for one node."""

    def __init__(self, node: Node) -> None:
        """The door of ``node``."""
        self.node = node
        self.malformed_count = 0
        self._tickets: dict[int, asyncio.Future[SubmitReply]] = {}
        self._known: dict[int, tuple[bytes, int]] = {}
        self._ticket = 0

    # one-way ------------------------------------------------------------------------------------------
    def deliver(self, sender: str, message: bytes) -> None:
        """Take a one-way message; bad bytes are counted and dropped."""
        node = self.node
        try:
            read = msg.read_one_way(message)
            validator = node.roster.validator_index(sender)
            if validator is not None and validator != node.validator:
                self._from_validator(validator, sender, read)
            elif isinstance(read, msg.Query):
                node.serving.subscribe(sender, read)
        except MalformedBytes:
            self.malformed_count += 1

    def _from_validator(self, validator: int, sender: str, message: msg.OneWay) -> None:
        node = self.node
        if node.repair.offered(message):
            return
        match message:
            case msg.BlockMessage(data):
                node.post(ev.BlockArrived(Block.decode(data), validator))
            case msg.BatchMessage(data):
                node.post(inn.BatchReceived(validator, data))
            case msg.WantBlocks(refs):
                self._send_blocks(sender, refs)
            case msg.WantBatches(digests):
                self._send_batches(sender, digests)
            case msg.VoteMessage(vote):
                if vote.validator == validator:
                    node.post(fin.VoteArrived(vote))
            case msg.WantVotes(first, last):
                self._send_votes(validator, sender, first, last)
            case msg.CertificateMessage(certificate):
                node.post(fin.CertificateArrived(certificate))
            case msg.CheckpointMessage(vote):
                node.checkpoints.vote_arrived(vote)
            case msg.TipMessage(tip):
                if msg.tip_is_valid(message, node.roster, validator):
                    node.catch_up.tip_arrived(sender, tip)
            case _:
                self.malformed_count += 1

    def _send_blocks(self, sender: str, refs: tuple[Ref, ...]) -> None:
        node, missing = self.node, False
        for ref in refs[: msg.REFS_MAX]:
            block = node.agreement.block(ref) if node.agreement is not None else None
            if block is not None:
                node.send(sender, msg.BlockMessage(block.encode()))
            else:
                missing = True
        if missing:
            node.heartbeat.send_tip(sender)

    def _send_batches(self, sender: str, digests: tuple[bytes, ...]) -> None:
        for digest in digests[: msg.REFS_MAX]:
            batch = self.node.batch(digest)
            if batch is not None:
                self.node.send(sender, msg.BatchMessage(batch.data))

    def _send_votes(self, validator: int, sender: str, first: int, last: int) -> None:
        node = self.node
        for number in range(first, min(last, first + VOTES_MAX - 1, node.finality.executed) + 1):
            certificate, vote = node.serving.certificate(number), node.checkpoints.vote_again(number)
            if certificate is not None:
                node.send(sender, msg.CertificateMessage(certificate))
            elif vote is not None:
                node.send(sender, msg.VoteMessage(vote))
        node.post(fin.VotesAsked(validator, first, last))

    # requests -----------------------------------------------------------------------------------------
    async def answer(self, sender: str, message: bytes) -> bytes:
        """Answer a request; a refusal is an answer."""
        node = self.node
        try:
            request = msg.read_request(message)
        except MalformedBytes as problem:
            self.malformed_count += 1
            return encode(msg.Refused((str(problem),)))
        if not node.ready:
            return encode(msg.Busy(1000) if node.problem is None else msg.Refused((node.problem,)))
        match request:
            case msg.Submit(data):
                return encode(await self._submit(data))
            case msg.Query():
                return encode(await node.serving.query(request))
            case msg.CommitsRequest(first):
                return encode(node.serving.commits(first))
            case msg.SnapshotRequest(number, part):
                return encode(node.checkpoints.snapshot_part(number, part))
            case msg.EntryRequest():
                return encode(node.repair.answer(sender, request))
            case msg.VolumeRequest(number):
                return encode(await node.gathering.answer(sender, number))

    async def _submit(self, data: memoryview) -> SubmitReply:
        most = self.node.roster.rules.batch_bytes_max
        if len(data) > most + HEADER_BYTES_MAX:
            return msg.Refused((f"{len(data)} bytes; a batch has at most {most}: split it",))
        self._ticket += 1
        future: asyncio.Future[SubmitReply] = asyncio.get_running_loop().create_future()
        self._tickets[self._ticket] = future
        self.node.post(inn.BatchSubmitted(self._ticket, data))
        return await future

    async def check(self, ticket: int, data: memoryview) -> None:
        """Check a batch off the loop; one that was ordered before is not taken in again (P9)."""
        node = self.node
        batch, faults = await labour(node.host, len(data), inn.check_batch, data, node.intake.roster)
        if batch is not None and not faults and not node.intake.batch(batch.digest):
            head = batch.header
            is_new = node.ledger.windows.is_beyond(head.institution, head.stream, head.sequence)
            number = 0 if is_new else node.serving.ordered_in(batch.digest)
            if number:
                self._known[ticket] = (batch.digest, number)
                faults = (f"the batch was ordered in commit {number}",)
        node.post(inn.BatchChecked(ticket, batch, faults))
        self._known.pop(ticket, None)

    def resolve(self, ticket: int, answer: inn.AnswerClient) -> None:
        """Give a waiting submission its answer."""
        future = self._tickets.pop(ticket, None)
        if future is None or future.done():
            return
        known = self._known.get(ticket)
        if known is not None:
            future.set_result(msg.Accepted(*known))
        elif answer.busy_ms:
            future.set_result(msg.Busy(answer.busy_ms))
        elif answer.faults:
            future.set_result(msg.Refused(answer.faults))
        else:
            future.set_result(msg.Accepted(answer.digest, 0))
