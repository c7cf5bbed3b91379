"""Settlement (结算): instructed settlement with a queue, gridlock resolution and the three models of DvP."""
