"""Places of the tables' salts as plain integers, which the compiler folds into the machine code."""

from __future__ import annotations

from typing import Final

from actors.ledger.layout import Word

WORD_ACCOUNTS: Final = int(Word.ACCOUNTS)
WORD_POSITIONS: Final = int(Word.POSITIONS)
WORD_MANDATES: Final = int(Word.MANDATES)
WORD_PENDING: Final = int(Word.PENDING)
WORD_USED: Final = int(Word.USED)
WORD_EARMARKS: Final = int(Word.EARMARKS)
