def tag(name, tags=[]):
    tags += [name]
    return tags


red = tag("red")
blue = tag("blue", ["sky"])
green = tag("green")
print(red, blue, red is green)

frame = (red, "fixed")
try:
    frame[0] += ["late"]
except TypeError as error:
    print(type(error).__name__, len(frame[0]))

rows = [green] * 2
rows[0] = rows[0] + ["own"]
rows[1] += ["shared"]
print(rows[0] is rows[1], red)

backup = list(red)
red[:] = ["reset"]
print(tag("new"), backup[-1])
print(tag.__defaults__)
