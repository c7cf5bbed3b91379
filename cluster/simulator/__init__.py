"""The simulator: real cores and parties in a world that fails on purpose, and checkers that stand apart."""
