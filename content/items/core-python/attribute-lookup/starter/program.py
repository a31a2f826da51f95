class Lazy:
    """Computes an attribute once, and keeps it in the instance."""

    def __init__(self, function):
        self.function = function

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        print("compute", self.name)
        value = instance.__dict__[self.name] = self.function(instance)
        return value


class Order:
    def __init__(self, prices):
        self.prices = prices

    def __len__(self):
        return len(self.prices)

    @Lazy
    def total(self):
        return sum(self.prices)

    @property
    def tax(self):
        return self.total // 5

    @property
    def label(self):
        return self.prices.first

    def __getattr__(self, name):
        print("missing", name)
        return f"no {name}"


class Export(Order):
    tax = 0


class Traced(Order):
    def __getattribute__(self, name):
        print("ask", name)
        return super().__getattribute__(name)


order = Order([50, 30, 20])
print(order.total)
order.prices.append(100)
print(order.total)
order.total = 10
print(order.total, order.tax)
del order.__dict__["total"]
order.__dict__["tax"] = 99
print(order.tax)
print(order.label)

export = Export([50])
print(export.tax)
export.tax = 3
print(export.tax, Export.tax)

traced = Traced([10, 5])
print(len(traced))
print(traced.tax)
print(traced.discount)
