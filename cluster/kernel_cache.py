"""Where compiled kernels are kept, so that a second start does not compile them again."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import numba
import platformdirs

_SOURCES = Path(__file__).resolve().parents[1] / "actors" / "ledger"


def use_kernel_cache(directory: Path | None = None) -> Path:
    """Let numba keep compiled kernels in ``directory``, or the user's cache, by the hash of all kernel source.

    Call it before ``actors.ledger.kernel`` is imported; afterwards it is harmless and changes nothing for
    kernels that exist. Processes started later inherit the choice. A directory that cannot be written is replaced by a private temporary one. Returns the
    directory in use.
    """
    base = Path(platformdirs.user_cache_dir("lianjie")) if directory is None else directory
    chosen = _writable(base / f"kernel-{kernel_hash()}")
    os.environ["NUMBA_CACHE_DIR"] = str(chosen)
    numba.config.CACHE_DIR = str(chosen)  # type: ignore[attr-defined]
    return chosen


def kernel_hash(sources: Path = _SOURCES) -> str:
    """SHA-256, as hex, of the names and text of every file below ``sources`` that can be part of a kernel.

    numba invalidates a cached function by its own file alone, so a change in a file that it calls would go
    unnoticed; every file of the ledger therefore counts.
    """
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(sources.rglob("*.py")):
        name, text = str(path.relative_to(sources)).encode(), path.read_bytes()
        digest.update(len(name).to_bytes(8, "big") + name + len(text).to_bytes(8, "big") + text)
    return digest.hexdigest()


def _writable(wanted: Path) -> Path:
    try:
        wanted.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(wanted, os.W_OK | os.X_OK):
            return wanted
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="lianjie-kernel-"))
