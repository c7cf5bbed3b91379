"""Risk (风控): who may buy what, how much before a trade, what is watched over the whole market and what follows."""
