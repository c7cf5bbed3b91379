"""Settings for all tests: property tests repeat themselves exactly and take the time they need."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "lianjie",
    deadline=None,
    derandomize=True,
    max_examples=50,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("lianjie")
