"""Every text that the demo shows, by a key: stages, rows of the table, reasons by status."""

from __future__ import annotations

from typing import Final

from cluster.language import Say

WORDS: Final = {
    "start": "Starting four validators and the institutions",
    "population": "Opening accounts at three depositories, five banks",
    "opening": "Opening balances, signed by the issuer depository",
    "tap_result": "Wed 18 March: second tap of the 5-year, ¥155bn",
    "tap_payment": "Thu 19 March: underwriters pay the State Treasury",
    "listing": "Mon 23 March: the tranches merge and list",
    "trading": "Mon 23 March: trades, delivery versus payment",
    "custody": "Custody transfer of the 2-year, CCDC to CSDC",
    "record": "Tue 24 March: record date",
    "coupon": "Wed 25 March: coupon of the 30-year",
    "checks": "Reconciling, comparing results, verifying receipts",
    "title": "One week of the treasury market",
    "item": "What",
    "value": "Result",
    "bonds": "Issued: {bond}",
    "bond": "{years}-year {coupon}, {code}",
    "tap": "Paid to the State Treasury for ¥155bn of the 5-year",
    "submitted": "Trades submitted",
    "SETTLED": "bonds and money moved, both",
    "CASH_SHORT": "the buyer had too little money",
    "RESERVE_SHORT": "the buyer's bank was short of reserves",
    "SECURITIES_SHORT": "the seller had too few bonds",
    "CANCELLED": "half unmatched, withdrawn",
    "EXPIRED": "half unmatched, out of time",
    "digital": "Settled in DC/EP among them",
    "example": "¥100m of the 30-year at clean 98.50 cost",
    "speed": "Deliveries versus payment a second",
    "finality": "From deal to finality: median, p99, longest",
    "custody_row": "Custody transfer of the 2-year, {source} → {target}: {status}",
    "gross": "Coupon of the 30-year",
    "holders": "to {count} end owners, exact to the fen",
    "death": "Settled while validator {node} was dead",
    "back": "started again, it had caught up after",
    "receipts": "Receipts verified offline",
    "equal": "Results equal on all validators",
    "conservation": "Conservation of every instrument",
    "wall": "Time in all",
    "illustrative": "Terms, dates and totals are those of the notices. Illustrative are the amount of 180011, the split over depositories and clients, counterparties, and all prices but those of the worked example and the tap's accrued interest.",
    "yes": "yes",
    "no": "NO",
    "good": "Everything came out as it should.",
    "bad": "Something did NOT come out as it should; see above.",
    "written": "The numbers are in {path}.",
    "kept": "The market's data is in {path}.",
}


class Words:
    """The demo's texts in one language."""

    def __init__(self, language: str = "en") -> None:
        """``language``: en or zh.

        Raises:
            ValueError: another one.
        """
        self._say = Say(language)
        self.language = language

    def __contains__(self, key: str) -> bool:
        return key in WORDS

    def __call__(self, key: str, **values: object) -> str:
        """The text behind ``key``, its places filled with ``values``."""
        return self._say(WORDS[key], **values)

    def tell(self, sentence: str) -> str:
        """A sentence that was made elsewhere."""
        return self._say(sentence)
