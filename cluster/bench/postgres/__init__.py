"""The same trades on PostgreSQL: what a well-known system does on this machine, in the same run."""
