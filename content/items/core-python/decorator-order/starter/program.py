from functools import wraps


def tag(name):
    print("make", name)

    def decorate(function):
        print("wrap", function.__name__, "in", name)

        def wrapper(*args):
            print("enter", name)
            return f"{name}({function(*args)})"

        return wrapper

    return decorate


def once(function):
    kept = []

    @wraps(function)
    def wrapper(*args):
        if not kept:
            kept.append(function(*args))
        return kept[0]

    return wrapper


@tag("a")
@tag("b")
def work(x=print("default")):
    return x


print("defined")
print(work(1))

shared = tag("s")


class Box:
    @shared
    def one(self):
        return 1

    @shared
    def two(self):
        return self.one()


print(Box().two())


@once
def double(n):
    print("doubling", n)
    return 2 * n


@once
def square(n):
    return n * n


print(double(2), double(5), double.__wrapped__(5), square(3))
print(work.__name__, double.__name__)
