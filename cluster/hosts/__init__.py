"""Ways to run the same actor: simulated, local, and (later) on Ray."""
