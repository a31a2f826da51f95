# Adds one in place of doubling.
def double(number: int) -> int:
    return number + 1
