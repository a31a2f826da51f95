import gc
from functools import lru_cache

gc.disable()  # it runs where the program says so, and nowhere else


class Thing:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone:", self.name)


def two_names():
    a = Thing("a")
    b = a
    del a
    print("after del a")
    b = None
    print("after b = None")


def itself():
    c = Thing("c")
    c.me = c
    print("leaving")


def fails():
    e = Thing("e")
    raise ValueError


def caught():
    try:
        fails()
    except ValueError as error:
        kept = error
    return kept


@lru_cache
def name_of(thing):
    return thing.name


two_names()
itself()
print("returned")
gc.collect()
print("collected")
problem = caught()
print("caught")
del problem
print("forgotten")
gc.collect()
print("collected")
f = Thing("f")
name_of(f)
del f
print("after del f")
name_of.cache_clear()
print("cleared")
