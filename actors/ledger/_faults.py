"""Switches that break the kernel on purpose. Zero in production; the simulator's broken variants set them.

A checker that cannot fail checks nothing: each bit here must be caught by a checker of the simulator.
"""

from __future__ import annotations

from typing import Final

#: The cash leg of a trade is checked but not posted.
HALF_DVP: Final = 1
#: The omnibus and reserve accounts on a path are not posted.
NO_OMNIBUS_POSTING: Final = 2
#: Anyone may debit any account.
SKIP_MANDATE_CHECK: Final = 4
#: A released or expired earmark does not come back.
EARMARK_NOT_RETURNED: Final = 8
#: A credit ignores the position's limit.
SKIP_LIMIT_CHECK: Final = 16
#: A used trade reference is forgotten at once.
FORGET_REFERENCES: Final = 32
#: A linked group that failed keeps what it did before the failure.
NO_GROUP_UNDO: Final = 64
#: A debit may exceed what is available.
SKIP_BALANCE_CHECK: Final = 128
#: A frozen account may be debited.
SKIP_FREEZE_CHECK: Final = 256
