from concurrent.futures import ThreadPoolExecutor
from threading import Event

done = []


def work(n):
    if n == 0:
        raise ValueError("zero")
    done.append(n)
    return n * 10


pool = ThreadPoolExecutor(max_workers=1)
forgotten = pool.submit(work, 0)
print(pool.submit(work, 1).result(), forgotten.done())

numbers = pool.map(work, [2, 0, 3])
pool.submit(work, 4).result()
print(done)
try:
    for number in numbers:
        print(number)
except ValueError as error:
    print("stopped by", error)
print(list(numbers))

gate = Event()
pool.submit(gate.wait)
queued = pool.submit(work, 5)
print(queued.cancel(), forgotten.cancel())
gate.set()

try:
    with pool:
        pool.submit(work, 6)
        raise KeyError("six")
except KeyError:
    print(done)
print(type(forgotten.exception()).__name__)
