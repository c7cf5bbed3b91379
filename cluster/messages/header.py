"""The business application header head.001: who sends which message to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cluster.messages.definitions import HEADER, document_class
from cluster.messages.directory import Directory
from cluster.messages.form import Part, empty
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Faults
from cluster.messages.values import time_ms_of, xml_time

#: A message's name has at most this many characters.
NAME_MAX = 35


@dataclass(frozen=True, slots=True)
class Header:
    """From institution ``sender`` to ``receiver``: the message ``message`` of the kind ``definition``."""

    sender: int
    receiver: int
    message: str
    definition: str
    time_ms: int

    def answered(self, definition: str, time_ms: int) -> Header:
        """The header of an answer of the kind ``definition``."""
        name = f"RE-{self.message}"[:NAME_MAX]
        return Header(self.receiver, self.sender, name, definition, time_ms)


def write(header: Header, directory: Directory) -> Any:
    """The header as the library's typed object."""
    part = Part(empty(document_class(HEADER)))
    to = Writer(part, directory)
    to.agent("Fr/FIId", header.sender)
    to.agent("To/FIId", header.receiver)
    to.put("BizMsgIdr", header.message)
    to.put("MsgDefIdr", header.definition)
    to.put("CreDt", xml_time(header.time_ms))
    return part.object


def read(part: Part, directory: Directory) -> Header:
    """The header in a message.

    Raises:
        BadMessage: a sender or receiver that the roster does not know, or a receiver that is somebody else.
    """
    faults = Faults()
    of = Reader(part, directory, faults, "AppHdr/")
    sender, receiver = of.agent("Fr/FIId"), of.agent("To/FIId")
    if directory.me and receiver and receiver != directory.me:
        me, other = directory.party(directory.me), directory.party(receiver)
        text = f"the header is addressed to {other.name if other else receiver}, and this is {me.name if me else directory.me}; send it there"
        of.fault("NOT_A_PARTY", text, "To")
    faults.done(HEADER, of.text("BizMsgIdr"))
    time_ms = time_ms_of(part.get("CreDt"))
    return Header(sender, receiver, of.text("BizMsgIdr"), of.text("MsgDefIdr"), time_ms)
