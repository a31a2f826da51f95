"""`predict`: the learner commits to what a program prints; the interpreter decides."""
