"""How a program's cost grows with its input, judged against a bound that the item states."""
