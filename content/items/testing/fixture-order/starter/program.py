import inspect

FIXTURES = {}
SESSION = {"server"}


def fixture(function):
    FIXTURES[function.__name__] = function
    return function


@fixture
def server():
    print("+server")
    yield ["ready"]
    print("-server")


@fixture
def user(server):
    server.append("ann")
    print("+user", len(server))
    yield "ann"
    print("-user")


@fixture
def mails():
    print("+mails")
    yield []
    print("-mails")


def value(name, living, kept):
    store = kept if name in SESSION else living
    if name not in store:
        needs = inspect.signature(FIXTURES[name]).parameters
        generator = FIXTURES[name](*[value(need, living, kept) for need in needs])
        store[name] = generator, next(generator)
    return store[name][1]


def tear_down(store):
    for generator, _ in reversed(store.values()):
        next(generator, None)


def run(*tests):
    kept = {}
    for test in tests:
        living = {}
        try:
            test(*[value(name, living, kept) for name in inspect.signature(test).parameters])
            print("passed")
        except Exception as error:
            print("failed:", error)
        tear_down(living)
    tear_down(kept)


def test_mail(mails, user):
    mails.append(user)


def test_refusal(user, mails):
    raise ValueError(f"{len(mails)} mails")


def test_server(server):
    print(server)


run(test_mail, test_refusal, test_server)
