"""Writes docs/spec/statuses.md from the code: ``python -m tests.ledger.statuses_page``."""

from __future__ import annotations

from pathlib import Path

from actors.ledger.status import Status

PAGE = Path(__file__).parents[2] / "docs" / "spec" / "statuses.md"
_YES_NO = {True: "yes", False: "no"}


def page() -> str:
    """The page: what stands before the table is kept, the table is made anew."""
    head = PAGE.read_text(encoding="utf-8").partition("| 1 |")[0]
    rows = [
        f"| {int(one)} | `{one.name}` | {_YES_NO[one.good]} | {_YES_NO[one.final]} | {one.en} | {one.zh} |"
        for one in Status
    ]
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
