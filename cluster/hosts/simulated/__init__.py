"""One thread, a seeded clock, and a network and disk that fail on purpose."""
