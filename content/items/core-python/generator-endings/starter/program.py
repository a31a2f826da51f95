def rows(name):
    print("open", name)
    try:
        yield 1
        yield 2
        return "done"
    finally:
        print("close", name)


def both():
    first = yield from rows("a")
    print("got", first)
    yield from rows("b")


pair = both()
print(next(pair), next(pair))
print(next(pair))
pair.close()
print(list(pair))

late = rows("c")
late.close()
print(next(late, "nothing"))

held = rows("d")
for number in held:
    break
print("after d")

for number in held:
    print("again", number)
print("after again")
