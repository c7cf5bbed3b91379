"""What ``from lianjie import Market`` costs: no compiler, no pandas, and the kernel's cache is chosen in time."""

from __future__ import annotations

import subprocess
import sys


def test_market_is_imported_without_the_kernel_and_without_pandas() -> None:
    code = (
        "import sys\nfrom lianjie import Market\n"
        "print([name for name in ('numba', 'pandas', 'ray', 'actors.ledger.kernel') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
