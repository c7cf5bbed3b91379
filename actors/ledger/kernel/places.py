"""Places in the kernel's arrays as plain integers, which the compiler folds into the machine code."""

from __future__ import annotations

from typing import Final

from actors.ledger.layout import Meta, Word

ACCOUNTS: Final = int(Meta.ACCOUNTS)
POSITIONS: Final = int(Meta.POSITIONS)
MANDATES: Final = int(Meta.MANDATES)
PENDING: Final = int(Meta.PENDING)
USED_NOW: Final = int(Meta.USED_NOW)
USED_BEFORE: Final = int(Meta.USED_BEFORE)
EARMARKS: Final = int(Meta.EARMARKS)
SERIAL: Final = int(Meta.SERIAL)
ACCOUNTS_MAX: Final = int(Meta.ACCOUNTS_MAX)
POSITIONS_MAX: Final = int(Meta.POSITIONS_MAX)
MANDATES_MAX: Final = int(Meta.MANDATES_MAX)
USED_MAX: Final = int(Meta.USED_MAX)
PENDING_EACH_MAX: Final = int(Meta.PENDING_EACH_MAX)
LIFE_S: Final = int(Meta.LIFE_S)
BATCH_LIFE_S: Final = int(Meta.BATCH_LIFE_S)
NOW_S: Final = int(Meta.NOW_S)
PASSED_S: Final = int(Meta.PASSED_S)
INSTITUTION: Final = int(Meta.INSTITUTION)
STREAM: Final = int(Meta.STREAM)
SEQUENCE: Final = int(Meta.SEQUENCE)
LATES: Final = int(Meta.LATES)
TRADES: Final = int(Meta.TRADES)
JOURNALLING: Final = int(Meta.JOURNALLING)
UNDOS: Final = int(Meta.UNDOS)
SAVED: Final = int(Meta.SAVED)
CROWDED: Final = int(Meta.CROWDED)
PROBES_MAX: Final = int(Meta.PROBES_MAX)
NEXT_EXPIRY_S: Final = int(Meta.NEXT_EXPIRY_S)
USED_NOW_UNTIL_S: Final = int(Meta.USED_NOW_UNTIL_S)
USED_BEFORE_UNTIL_S: Final = int(Meta.USED_BEFORE_UNTIL_S)
FAULTS: Final = int(Meta.FAULTS)
NEED: Final = int(Meta.NEED)

WORD_ACCOUNTS: Final = int(Word.ACCOUNTS)
WORD_POSITIONS: Final = int(Word.POSITIONS)
WORD_MANDATES: Final = int(Word.MANDATES)
WORD_PENDING: Final = int(Word.PENDING)
WORD_USED: Final = int(Word.USED)
WORD_EARMARKS: Final = int(Word.EARMARKS)
WORD_LANE_A: Final = int(Word.LANE_A)
WORD_LANE_B: Final = int(Word.LANE_B)
