"""The kernel is compiled once for all runs of the tests, and again when any of its source changes."""

from __future__ import annotations

from cluster.kernel_cache import use_kernel_cache

use_kernel_cache()
