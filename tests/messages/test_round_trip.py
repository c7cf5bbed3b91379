"""Every message that goes out is as its schema says, and comes back as what it said."""

from __future__ import annotations

import pytest

from cluster.messages.definitions import DEFINITIONS
from cluster.messages.directory import Directory
from cluster.messages.header import Header
from cluster.messages.message import Noun, read, write
from tests.messages.world import CCDC, CSDC, EXAMPLES, NOON_MS


@pytest.mark.parametrize("noun", EXAMPLES.values(), ids=EXAMPLES)
def test_a_message_comes_back_as_what_it_said(noun: Noun, directory: Directory) -> None:
    message = read(write(noun, directory), directory)
    assert message.noun == noun
    assert message.header is None


@pytest.mark.parametrize("name", ["sese.023-sell", "pacs.008"])
def test_a_message_behind_its_header_comes_back(name: str, directory: Directory) -> None:
    plain = read(write(EXAMPLES[name], directory), directory)
    header = Header(CSDC, CCDC, "MESSAGE-1", plain.name, NOON_MS + 7)
    message = read(write(EXAMPLES[name], directory, header), directory)
    assert message == plain._replace(header=header)


def test_there_is_an_example_of_every_message(directory: Directory) -> None:
    assert {read(write(one, directory), directory).name[:8] for one in EXAMPLES.values()} == set(DEFINITIONS)
