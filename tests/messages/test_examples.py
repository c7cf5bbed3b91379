"""The example files are what the project's own code makes, and nothing else is among them."""

from __future__ import annotations

import pytest

from tests.messages.examples import FOLDER, examples

MADE = examples()


def test_there_is_one_file_for_each_example() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(MADE)


@pytest.mark.parametrize("name", MADE)
def test_a_file_is_what_is_made(name: str) -> None:
    assert (FOLDER / name).read_bytes() == MADE[name], "make them anew: python -m tests.messages.examples"
