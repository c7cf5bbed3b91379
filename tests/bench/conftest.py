"""Compiled kernels of the tests are kept by the hash of all kernel source."""

from __future__ import annotations

from cluster.kernel_cache import use_kernel_cache

use_kernel_cache()
