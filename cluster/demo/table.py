"""The report as a table for a person, narrow enough for 80 columns."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from actors.ledger.status import Status
from actors.modules.bond import BondTerms
from cluster.demo.report import Report, yuan
from cluster.demo.words import Words

_PERCENT_SCALE = 10_000


def table(report: Report, words: Words) -> Table:
    """The report for a person."""
    found = Table(title=words("title"), caption=words("illustrative"), caption_justify="left")
    found.add_column(words("item"))
    found.add_column(words("value"), justify="right", no_wrap=True)
    _bonds(found, report, words)
    _trades(found, report, words)
    _events(found, report, words)
    _checks(found, report, words)
    return found


def _bonds(found: Table, report: Report, words: Words) -> None:
    terms = {one.terms.code: one.terms for one in report.positions}
    for code, fen in report.issued.items():
        found.add_row(words("bonds", bond=bond_name(code, terms.get(code), words)), grouped(fen))
    found.add_row(words("tap"), grouped_text(report.tap_cny))
    found.add_section()


def _trades(found: Table, report: Report, words: Words) -> None:
    tally = report.tally
    found.add_row(words("submitted"), f"{tally.submitted:,}")
    for name, count in sorted(tally.by_status.items(), key=lambda one: -one[1]):
        found.add_row(Text.assemble("  ", (name, "bold"), " ", (reason(name, words), "dim")), f"{count:,}")
    found.add_row(words("digital"), f"{tally.digital:,}")
    if report.example_fen:
        found.add_row(words("example"), grouped(report.example_fen))
    found.add_row(words("speed"), f"{tally.per_second:,.0f}")
    marks = (tally.percentile(percent) for percent in (50, 99, 100))
    found.add_row(words("finality"), " · ".join(f"{one:,.0f}" for one in marks) + " ms")
    found.add_section()


def _events(found: Table, report: Report, words: Words) -> None:
    death, move, coupon = report.death, report.custody, report.coupon
    found.add_row(words("death", node=death.node), f"{death.settled_while_dead:,}")
    found.add_row(f"  {words('back')}", f"{death.recovered_s:.2f} s")
    if move is not None:
        label = words("custody_row", source=move.source, target=move.target, status=move.status)
        found.add_row(label, grouped_text(move.face_cny))
    if coupon is not None:
        found.add_row(words("gross"), grouped(coupon.gross_fen))
        found.add_row(f"  {words('holders', count=f'{coupon.holders:,}')}", yes(coupon.exact, words))
    found.add_section()


def _checks(found: Table, report: Report, words: Words) -> None:
    found.add_row(words("receipts"), f"{report.receipts_verified:,}")
    found.add_row(words("equal"), yes(report.results_equal, words))
    found.add_row(words("conservation"), yes(report.conservation, words))
    found.add_row(words("wall"), f"{report.wall_s:.1f} s")


def bond_name(code: str, terms: BondTerms | None, words: Words) -> str:
    """What a desk calls a bond: tenor, coupon, code."""
    if terms is None:
        return code
    years = terms.maturity // 10_000 - terms.dated // 10_000
    whole, part = divmod(terms.coupon_micro, _PERCENT_SCALE)
    return words("bond", years=years, coupon=f"{whole}.{part // 100:02d}%", code=code)


def reason(name: str, words: Words) -> str:
    """What became of trades of this status, in a few words; its own sentence where the demo has none."""
    if name in words:
        return words(name)
    return Status[name].zh if words.language == "zh" else Status[name].en


def yes(holds: bool, words: Words) -> Text:
    """Yes or no, in words."""
    return Text(words("yes"), "green") if holds else Text(words("no"), "bold red")


def grouped(fen: int) -> str:
    """An amount in yuan for people."""
    return grouped_text(yuan(fen))


def grouped_text(text: str) -> str:
    """An amount in yuan, as written without separators, for people."""
    whole, _, decimals = text.partition(".")
    return f"¥{int(whole or 0):,}" + (f".{decimals}" if decimals else "")
