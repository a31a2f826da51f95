from time import sleep
from unittest.mock import Mock, create_autospec, patch


class Gateway:
    def charge(self, account, cents):
        """Take the money; returns the number of the payment."""

    def balance(self, account):
        """The balance in cents."""


def pay(gateway, account, cents):
    for _ in range(2):
        try:
            return gateway.charge(account, cents)
        except TimeoutError:
            sleep(0)


def step(name, work):
    """Print what `work()` returns, or the name of what it raises. Any mock is printed as "a mock"."""
    try:
        result = work()
    except Exception as error:
        result = type(error).__name__
    print(name, "a mock" if isinstance(result, Mock) else result)


loose = Mock()
step("1 unknown name", lambda: loose.refund("p-1"))
step("2 one argument", lambda: loose.charge("ann"))
step("3 was_called_twice", lambda: loose.charge.was_called_twice())
step("4 called_once_with", lambda: loose.charge.called_once_with("bob"))
step("5 add", lambda: loose.balance("ann") + 1)

strict = create_autospec(Gateway, instance=True)
step("6 unknown name", lambda: strict.refund("p-1"))
step("7 one argument", lambda: strict.charge("ann"))
step("8 calls so far", lambda: strict.charge.call_count)
step("9 no parentheses", lambda: bool(strict.charge.assert_called_once))
step("10 add", lambda: strict.balance("ann") + 1)
step("11 compare", lambda: strict.balance("ann") > 1)
step("12 convert", lambda: [bool(strict.balance("ann")), int(strict.balance("ann")), list(strict.balance("ann"))])

strict.charge.return_value = "p-0"
strict.charge.side_effect = [TimeoutError, "p-1", "p-2"]
for number in (13, 14, 15):
    step(f"{number} pay", lambda: pay(strict, "ann", 500))
step("16 calls", lambda: strict.charge.call_count)

for number, target in ((17, "time.sleep"), (18, f"{__name__}.sleep")):
    strict.charge.side_effect = TimeoutError
    with patch(target) as waited:
        step(f"{number} pay", lambda: pay(strict, "ann", 500))
    print("  waited", waited.call_count)
