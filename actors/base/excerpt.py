"""The pages of a payload that show one of its records, and the record's signed bytes in them.

A record of the bulk lane has a fixed place, so its page is enough. A command's place follows from the commands
before it, so every page from the first to the one in which it ends is shown. Specification: docs/spec/receipts.md.
"""

from __future__ import annotations

from typing import NamedTuple

from actors.base import merkle
from actors.base.batch import RECORD_BYTES, Batch, BatchHeader, Lane
from actors.base.digest import tagged
from actors.base.element import CutShort, NotAnArray, Span, locate
from actors.base.merkle import PAGE_BYTES


class Excerpt(NamedTuple):
    """Bytes of neighbouring 4 KiB pages, from page ``first`` on, and the hashes that lead them to the payload root."""

    first: int
    pages: bytes
    path: tuple[bytes, ...]


def excerpt(batch: Batch, record: int) -> Excerpt:
    """The pages that show ``record`` of ``batch``."""
    first, count = _pages_needed(batch.header, batch.payload, record)
    tree = merkle.Tree(merkle.page_hashes(batch.payload))
    begin = first * PAGE_BYTES
    pages = bytes(batch.payload[begin : begin + count * PAGE_BYTES])
    return Excerpt(first, pages, tree.run_path(first, count))


def why_not_shown(header: BatchHeader, record: int, shown: Excerpt) -> list[str]:
    """Every reason why ``shown`` does not show ``record`` of the signed batch; only the pages needed may be there."""
    if not 0 <= record < header.count:
        return [f"record {record} of a batch of {header.count}"]
    begin, size = shown.first * PAGE_BYTES, len(shown.pages)
    if not 0 <= begin < header.size or not 0 < size <= header.size - begin:
        return [f"{size} bytes from page {shown.first} on are not in a payload of {header.size}"]
    if size % PAGE_BYTES and begin + size != header.size:
        return [f"the pages have {size} bytes, and only the last page of a payload is short"]
    hashes = merkle.page_hashes(shown.pages)
    root = merkle.root_from_run(hashes, shown.first, -(-header.size // PAGE_BYTES), shown.path)
    if root is None or tagged("payload", header.size.to_bytes(8, "little") + root) != header.root:
        return ["the pages are not under the signed payload root"]
    needed = _pages_needed(header, b"" if shown.first else shown.pages, record)
    if (shown.first, len(hashes)) != needed:
        first, count = needed
        return [
            f"record {record} is shown by {count} pages from page {first} on, "
            f"not by {len(hashes)} from page {shown.first} on"
        ]
    return []


def text_of(header: BatchHeader, record: int, shown: Excerpt) -> bytes:
    """The signed bytes of ``record`` in pages that show it; none where the payload is no list of so many commands."""
    place = place_of(header, record, shown)
    begin = shown.first * PAGE_BYTES
    if place is None or not begin <= place.begin < place.end <= begin + len(shown.pages):
        return b""
    return shown.pages[place.begin - begin : place.end - begin]


def place_of(header: BatchHeader, record: int, shown: Excerpt) -> Span | None:
    """Where ``record`` stands in the payload, or None where the payload is no list of so many commands."""
    if header.lane == Lane.BULK:
        return Span(record * RECORD_BYTES, (record + 1) * RECORD_BYTES)
    try:
        return locate(shown.pages, record, header.count)
    except (CutShort, NotAnArray):
        return None


def _pages_needed(header: BatchHeader, beginning: bytes | memoryview, record: int) -> tuple[int, int]:
    """First page and number of pages that show ``record``; ``beginning``: the payload as far as it is at hand.

    Where no list of commands begins, those that show this.
    """
    if header.lane == Lane.BULK:
        return record * RECORD_BYTES // PAGE_BYTES, 1
    try:
        end = locate(beginning, record, header.count).end
    except NotAnArray as problem:
        end = problem.end
    except CutShort:
        end = header.size
    return 0, -(-end // PAGE_BYTES)
