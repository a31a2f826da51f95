"""`code`: the learner writes a function or class; hidden cases judge it."""
