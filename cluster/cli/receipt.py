"""``lianjie receipt FILE``: check one receipt with no network and no node, and say every step of its proof.

Nothing here imports numba or pandas: a phone's worth of computer is enough to check a receipt.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import click

from actors.base.batch import Lane
from actors.base.canonical import MESSAGE_BYTES_MAX, MalformedBytes, decode
from actors.base.receipt import Receipt, ReceiptFile, Verdict, check_file
from actors.base.roster import Roster
from actors.ledger.status import Status
from cluster.cli.command_words import command_lines
from cluster.cli.language import Command, language_option
from cluster.language import Say

#: The receipt of the last command of the largest batch shows all of it.
FILE_BYTES_MAX: Final = MESSAGE_BYTES_MAX


#: What a person calls each kind of record.
KINDS: Final = {
    "OPEN": "open an account",
    "GRANT": "grant a mandate",
    "REVOKE": "revoke a mandate",
    "FREEZE": "freeze an account",
    "UNFREEZE": "lift a freeze",
    "LIMIT": "set a limit",
    "ISSUE": "issue",
    "REDEEM": "redeem",
    "DELIVER": "deliver securities against payment",
    "RECEIVE": "receive securities against payment",
    "CANCEL": "cancel a half",
    "TRANSFER": "transfer securities free of payment",
    "PAYMENT": "pay",
    "CUSTODY_TRANSFER": "transfer custody",
    "EARMARK": "earmark",
    "SETTLE": "settle an earmark",
    "RELEASE": "release an earmark",
}


class Line(NamedTuple):
    """One label with its value, for a person."""

    label: str
    value: str


@click.command("receipt", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--market", "market", metavar="HEX", help="The market id you trust (64 hex digits).")
@language_option
def receipt(file: Path, market: str | None, lang: str) -> None:
    """Check the receipt in FILE offline and print every step of its proof.

    Exit status 0 when it holds, 1 when it does not, 2 when FILE cannot be read.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    data = read_receipt_file(file)
    trusted = market_of(market)
    verdict = check_file(data, trusted)
    console, say = Console(highlight=False), Say(lang)
    table = Table.grid(padding=(0, 2))
    for step in verdict.steps:
        mark = Text("✓", "green") if step.holds else Text("✗", "bold red")
        table.add_row(mark, say(step.name), Text(say(step.detail)))
    console.print(Text(say("Proof"), "bold"))
    console.print(table)
    _print_record(console, data, say)
    _print_outcome(console, verdict, say)
    if not verdict.holds:
        raise click.exceptions.Exit(1)


def read_receipt_file(file: Path) -> bytes:
    """The bytes of a receipt file.

    Raises:
        UsageError: there is none, it may not be read, or it is too large for one.
    """
    try:
        if file.is_dir():
            raise click.UsageError(f"{file} is a directory; name a receipt's file")
        with file.open("rb") as handle:
            data = handle.read(FILE_BYTES_MAX + 1)
    except FileNotFoundError:
        raise click.UsageError(f"{file} does not exist; name a receipt's file") from None
    except PermissionError:
        raise click.UsageError(f"{file}: no permission to read it; ask its owner") from None
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror or error}") from None
    if len(data) > FILE_BYTES_MAX:
        raise click.UsageError(f"{file} has more than {FILE_BYTES_MAX:,} bytes; it is no receipt")
    return data


def market_of(text: str | None) -> bytes | None:
    """The market id written as hex, None for none.

    Raises:
        UsageError: not 64 hex digits.
    """
    if text is None:
        return None
    try:
        market = bytes.fromhex(text)
    except ValueError:
        market = b""
    if len(market) != 32:
        raise click.UsageError(f"--market {text}: a market id is 64 hex digits")
    return market


def yuan(fen: int) -> str:
    """An amount in CNY with thousands separators: 9958290055 is ``¥99,582,900.55``."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}¥{fen // 100:,}.{fen % 100:02d}"


def account_text(account: int, roster: Roster | None) -> str:
    """An account as ``gateway/number``, the gateway by name where the roster knows it."""
    gateway, number = account >> 48, account & ((1 << 48) - 1)
    return f"{institution_text(gateway, roster)}/{number}"


def institution_text(index: int, roster: Roster | None) -> str:
    """An institution by its name, where the roster knows it."""
    found = roster.institution(index) if roster is not None else None
    return str(index) if found is None else found.name


def _print_record(console: object, data: bytes, say: Say) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    assert isinstance(console, Console)
    try:
        file = decode(data, ReceiptFile)
    except MalformedBytes:
        return
    table = Table.grid(padding=(0, 2))
    roster = file.rosters[-1].signed.roster if file.rosters else None
    for line in record_lines(file.receipt, roster, say):
        table.add_row("", line.label, Text(line.value))
    console.print(Text(say("Record"), "bold"))
    console.print(table)


def record_lines(receipt: Receipt, roster: Roster | None, say: Say) -> list[Line]:
    """The instruction of a receipt in words. Amounts and money are in CNY."""
    head = receipt.header
    place = f"{head.stream}/{head.sequence} #{receipt.record}"
    lines = [
        Line(say("signed by"), institution_text(head.institution, roster)),
        Line(say("place"), place),
    ]
    if head.lane != Lane.BULK:
        return [*lines, *(Line(*one) for one in command_lines(receipt.text, roster, say))]
    return [*lines, *_bulk_lines(receipt, roster, say)]


def _bulk_lines(receipt: Receipt, roster: Roster | None, say: Say) -> list[Line]:
    import numpy as np

    from actors.ledger.records import LINKED, RECORD, Kind

    raw = receipt.text
    if not raw:
        return []
    fields = {name: int(np.frombuffer(raw, RECORD)[0][name]) for name in RECORD.names or ()}
    kind = fields["kind"]
    known = kind in Kind._value2member_map_
    name = f"{Kind(kind).name}: {say(KINDS[Kind(kind).name])}" if known else str(kind)
    lines = [Line(say("kind"), name)]

    def show(name: str, value: str) -> None:
        lines.append(Line(say(name), value))

    if fields["flags"] & LINKED:
        lines.append(Line("", say("linked with the next record")))
    for name, label in (("account", "account"), ("contra", "contra account")):
        if fields[name]:
            show(label, account_text(fields[name], roster))
    if fields["counterparty"]:
        show("counterparty", institution_text(fields["counterparty"], roster))
    if fields["reference"]:
        show("reference", str(fields["reference"]))
    if fields["asset"]:
        show("asset", str(fields["asset"]))
    if fields["quantity"]:
        money = kind == Kind.PAYMENT
        show(
            "amount" if money else "quantity",
            yuan(fields["quantity"]) if money else f"{fields['quantity']:,}",
        )
    if fields["amount"]:
        show("amount", yuan(fields["amount"]))
    if fields["expiry_s"]:
        show("expires", _moment(fields["expiry_s"]))
    return lines


def _moment(second: int) -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.fromtimestamp(second, UTC) + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S +08:00")


def _print_outcome(console: object, verdict: Verdict, say: Say) -> None:
    from rich.console import Console
    from rich.text import Text

    assert isinstance(console, Console)
    console.print(Text(say("Outcome"), "bold"))
    for line in outcome_lines(verdict, say):
        console.print(Text("   " + line))
    console.print(
        Text(say("The receipt holds."), "bold green")
        if verdict.holds
        else Text(say("The receipt does NOT hold: it proves nothing."), "bold red")
    )


def outcome_lines(verdict: Verdict, say: Say) -> list[str]:
    """The proven status in words: its name and code, its sentence."""
    if verdict.outcome is None:
        return [say("none is proven")]
    code = verdict.outcome.status
    status = Status.of(code)
    if status is None:
        return [str(code)]
    final = say("final") if status.final else say("not final yet")
    return [f"{status.name} ({code}), {final}", status.zh if say.language == "zh" else status.en]
