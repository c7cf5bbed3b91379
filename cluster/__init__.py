"""Where actors run, how their data rests, and how people reach them."""
