"""The example messages in the folder xml, made by the project's own code: ``python -m tests.messages.examples``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cluster.messages.header import Header
from cluster.messages.message import name_of, write
from tests.messages.world import CCDC, CSDC, EXAMPLES, NOON_MS, make_directory

FOLDER: Final = Path(__file__).with_name("xml")


def examples() -> dict[str, bytes]:
    """Name of each file → what is in it."""
    directory = make_directory()
    found = {f"{name}.xml": write(noun, directory) for name, noun in EXAMPLES.items()}
    noun = EXAMPLES["sese.023-buy-ecny"]
    header = Header(CSDC, CCDC, "MESSAGE-1", name_of(noun), NOON_MS)
    return {**found, "sese.023-with-header.xml": write(noun, directory, header)}


def main() -> None:
    """Write all files anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, data in examples().items():
        (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
