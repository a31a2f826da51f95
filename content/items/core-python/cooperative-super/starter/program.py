class Root:
    def __init__(self, **rest):
        print("Root", sorted(rest))


class Logged(Root):
    def __init__(self, *, level="info", **rest):
        print("Logged", level)
        super().__init__(**rest)


class Timed(Root):
    def __init__(self, *, timeout=5, **rest):
        super().__init__(**rest)
        print("Timed", timeout)


class Client(Logged, Timed):
    def __init__(self, name, **rest):
        print("Client", name)
        super().__init__(timeout=10, **rest)


class Quiet(Client):
    def __init__(self, name):
        Timed.__init__(self, timeout=1)


Client("a", level="debug", retries=3)
Logged(level="warn")
Quiet("b")
print([each.__name__ for each in Quiet.__mro__])
