"""Who takes part in a Lianjie market, and by which rules."""
