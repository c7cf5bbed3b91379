"""The page of one issuer: every field with its due date, value, versions and receipts, as HTML and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from actors.modules.disclosure.fields import FIELDS, Form, Spec
from actors.modules.disclosure.state import Entry, Issuer, Owed
from actors.modules.instruments.state import Instrument
from cluster.language import Say


@dataclass(frozen=True, slots=True)
class LifeOfBond:
    """A bond over its life: its terms, what the ledger says is outstanding (fen), whether it is listed."""

    terms: Instrument
    outstanding_fen: int
    listed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page, in words: a field for one period. ``mark``: ✓ in time and agreeing, ! late, ✗ not agreeing
    or overdue, … owed."""

    field: str
    period: str
    due: str
    value: str
    mark: str
    version: str
    document: str
    receipt: str


HEADINGS = ("Field", "Period", "Due", "Disclosed", "Check", "Version", "Document", "Receipt")


@dataclass(frozen=True, slots=True)
class IssuerPage:
    """What an issuer owed and told. ``held``: digests of documents that are at hand and whole."""

    issuer: Issuer
    entries: tuple[Entry, ...]
    owed: tuple[Owed, ...]
    overdue: frozenset[tuple[int, int]]
    bonds: tuple[LifeOfBond, ...]
    held: frozenset[bytes]

    def lines(self, asset: int, language: str = "en") -> list[Line]:
        """Lines of the issuer (``asset`` 0) or of one bond: what was told, its newest version, then what is owed."""
        say, found = Say(language), list[Line]()
        for spec in FIELDS.values():
            name = spec.zh if language == "zh" else spec.en
            found += [self._told(name, spec, one, say) for one in self._newest(spec, asset)]
            found += [
                self._owed(name, one, say)
                for one in self.owed
                if (one.field, one.asset) == (spec.field, asset)
            ]
        return found

    def _newest(self, spec: Spec, asset: int) -> list[Entry]:
        """The last version for each period."""
        rows = {one.period: one for one in self.entries if (one.field, one.asset) == (spec.field, asset)}
        return [rows[period] for period in sorted(rows)]

    def _told(self, name: str, spec: Spec, one: Entry, say: Say) -> Line:
        value = say("document") if one.value is None else _value(spec, one.value)
        if one.ledger_fen is not None:
            value += " " + say("(ledger {amount})", amount=_yuan(one.ledger_fen))
        late = self._is_late(one)
        mark = "✗" if not one.agrees else "!" if late else "✓"
        word = say("differs") if not one.agrees else say("late") if late else say("in time")
        origin = one.origin
        held = say("at hand") if one.digest in self.held else say("digest alone")
        return Line(
            name,
            _date(one.period),
            _date(one.due),
            value,
            f"{mark} {word}",
            str(one.version),
            f"{one.digest.hex()[:16]}… {held}" if one.digest else "",
            f"{origin.institution}/{origin.stream}/{origin.sequence}/{origin.record}",
        )

    def _is_late(self, one: Entry) -> bool:
        """Whether the first version came late; a correction of what was told in time is not late."""
        key = (one.field, one.asset, one.period)
        first = next(row for row in self.entries if (row.field, row.asset, row.period) == key)
        return first.is_late

    def _owed(self, name: str, one: Owed, say: Say) -> Line:
        late = (one.field, one.asset) in self.overdue
        mark = f"✗ {say('overdue')}" if late else f"… {say('owed')}"
        return Line(name, _date(one.end), _date(one.due), "", mark, "", "", "")

    def markdown(self, language: str = "en") -> str:
        """The page as Markdown."""
        say, parts = Say(language), list[str]()
        for title, facts, lines in self._sections(language):
            parts.append(f"{'##' if parts else '#'} {title}\n\n{facts}\n")
            heads = [say(one) for one in HEADINGS]
            table = [heads, ["---"] * len(heads), *(_cells(one) for one in lines)]
            parts.append(
                "\n".join("| " + " | ".join(_bare(one) for one in row) + " |" for row in table) + "\n"
            )
        return "\n".join(parts)

    def html(self, language: str = "en") -> str:
        """The page as HTML, a section each, without style of its own."""
        say, parts = Say(language), list[str]()
        heads = "".join(f"<th>{escape(say(one))}</th>" for one in HEADINGS)
        for title, facts, lines in self._sections(language):
            level = 3 if parts else 2
            rows = "".join(
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(one)) + "</tr>"
                for one in lines
            )
            table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
            parts.append(f"<h{level}>{escape(title)}</h{level}><p>{escape(facts)}</p>{table}")
        return f"<section>{''.join(parts)}</section>"

    def _sections(self, language: str) -> Iterator[tuple[str, str, list[Line]]]:
        say, one = Say(language), self.issuer
        facts = say(
            "signed by institution {institution} since {since}",
            institution=one.institution,
            since=_date(one.since),
        )
        yield f"{say('Sunshine debt')}: {one.name}", facts, self.lines(0, language)
        for bond in self.bonds:
            terms = bond.terms
            facts = say(
                "from {dated} to {maturity}, outstanding on the ledger {amount}",
                dated=_date(terms.dated),
                maturity=_date(terms.maturity),
                amount=_yuan(bond.outstanding_fen),
            )
            listed = say("listed") if bond.listed else say("not listed")
            yield f"{terms.name} ({terms.isin})", f"{facts}, {listed}", self.lines(terms.asset, language)

    def _repr_html_(self) -> str:
        return self.html()


def _cells(one: Line) -> list[str]:
    return [one.field, one.period, one.due, one.value, one.mark, one.version, one.document, one.receipt]


def _bare(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


def _value(spec: Spec, value: int) -> str:
    if spec.form == Form.RATIO:
        return f"{value // 100:,}.{value % 100:02d}%"
    return _yuan(value)


def _yuan(fen: int) -> str:
    return f"¥{fen // 100:,}.{fen % 100:02d}"


def _date(number: int) -> str:
    return f"{number // 10_000}-{number // 100 % 100:02d}-{number % 100:02d}"
