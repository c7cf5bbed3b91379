"""Where compiled kernels are kept, so that a second start does not compile them again."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import platformdirs

_SOURCES = Path(__file__).resolve().parents[1] / "actors" / "ledger"
#: Files beside the kernel's own that its functions read constants of.
_BESIDE = ("_faults.py", "layout.py", "records.py")
_STATUS = re.compile(r"^    ([A-Z_]+) = (\d+),", re.MULTILINE)


def use_kernel_cache(directory: Path | None = None) -> Path:
    """Let numba keep compiled kernels in ``directory``, or the user's cache, by the hash of all kernel source.

    Call it before ``actors.ledger.kernel`` is imported; afterwards it is harmless and changes nothing for
    kernels that exist. Processes started later inherit the choice. A directory that cannot be written is replaced by a private temporary one. Returns the
    directory in use.
    """
    base = Path(platformdirs.user_cache_dir("lianjie")) if directory is None else directory
    chosen = _writable(base / f"kernel-{kernel_hash()}")
    os.environ["NUMBA_CACHE_DIR"] = str(chosen)
    # Not imported here: a command that runs no kernel need not wait for the compiler.
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(chosen)
    return chosen


def kernel_hash(sources: Path = _SOURCES) -> str:
    """SHA-256, as hex, of the names and text of every file below ``sources`` that can be part of a kernel.

    numba invalidates a cached function by its own file alone, so a change in a file that it calls would go
    unnoticed. Of the statuses only those count that a kernel names, by their numbers.
    """
    digest = hashlib.sha256(version("numba").encode())
    for path in sorted((sources / "kernel").glob("*.py")) + [sources / name for name in _BESIDE]:
        _add(digest, str(path.relative_to(sources)).encode(), path.read_bytes())
    named = set(re.findall(r"Status\.([A-Z_]+)", (sources / "kernel" / "codes.py").read_text()))
    for name, code in _STATUS.findall((sources / "status.py").read_text()):
        if name in named:
            _add(digest, name.encode(), code.encode())
    return digest.hexdigest()


def _add(digest: hashlib._Hash, name: bytes, text: bytes) -> None:
    digest.update(len(name).to_bytes(8, "big") + name + len(text).to_bytes(8, "big") + text)


def _writable(wanted: Path) -> Path:
    try:
        wanted.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(wanted, os.W_OK | os.X_OK):
            return wanted
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="lianjie-kernel-"))
