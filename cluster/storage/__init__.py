"""A node's disk: one append-only log, snapshots, an index, a lock."""
