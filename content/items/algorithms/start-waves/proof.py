# %% Waves by counting
from collections import deque
from random import Random

from hotseat.proof import claim, show


def counted(needs):
    """(wave of each service that starts, needs read, needs met)"""
    wanted_by, open_needs, read, met = {}, {}, 0, 0
    for one, others in needs.items():
        open_needs[one] = len(set(others))
        for other in set(others):
            read += 1
            open_needs.setdefault(other, len(set(needs.get(other, ()))))
            wanted_by.setdefault(other, []).append(one)
    wave, number, wave_of = [one for one, count in open_needs.items() if not count], 0, {}
    while wave:
        following = []
        for one in wave:
            wave_of[one] = number
            for other in wanted_by.get(one, ()):
                met += 1
                if one in needs[other]:
                    open_needs[other] -= 1
                    if open_needs[other] == 0:
                        following.append(other)
        wave, number = following, number + 1
    return wave_of, read, met


def everybody(needs):
    return {*needs, *(one for others in needs.values() for one in others)}


EACH = 3


def drawn_without_circle(seed, size=12):
    """Each needs some of larger number."""
    chance = Random(seed)
    return {one: chance.choices(range(one + 1, size), k=EACH) if one < size - 1 else [] for one in range(size)}


def by_nearest(needs):
    """The wave of each service as its distance, by fewest steps, from those that need nothing."""
    wave_of = {one: 0 for one in everybody(needs) if not needs.get(one)}
    queue = deque(wave_of)
    while queue:
        one = queue.popleft()
        for other, its_needs in needs.items():
            if one in its_needs and other not in wave_of:
                wave_of[other] = wave_of[one] + 1
                queue.append(other)
    return wave_of


def starts_too_early(needs, wave_of):
    return any(wave_of[other] >= wave_of[one] for one, others in needs.items() for other in others)


@claim("nearest-is-too-early")
def waves_by_both():
    systems = [drawn_without_circle(seed) for seed in range(200)]
    nearest = sum(starts_too_early(needs, by_nearest(needs)) for needs in systems)
    counting = sum(starts_too_early(needs, counted(needs)[0]) for needs in systems)
    show("systems of 200 in which a service starts too early: by the nearest need, by counting", [nearest, counting])
    return nearest > 100 and counting == 0


# %% Who is left
def drawn(seed, size=6):
    chance = Random(seed)
    return {one: chance.choices(range(size), k=chance.choice([0, 1, 1])) for one in range(size)}


def reached_from(needs, start):
    """All that can be reached from a service along its needs, in one step or more."""
    reached, waiting = set(), list(needs.get(start, ()))
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting.extend(needs.get(one, ()))
    return reached


@claim("left-means-circle")
def left_and_reached():
    systems = [drawn(seed) for seed in range(300)]
    left = [len(counted(needs)[0]) < len(everybody(needs)) for needs in systems]
    circle = [any(one in reached_from(needs, one) for one in everybody(needs)) for needs in systems]
    show("systems of 300 with a circle", sum(circle))
    return left == circle and 0 < sum(circle) < 300


# %% What it costs
@claim("each-need-twice")
def steps_of_counting():
    for size in (10, 100, 1000):
        needs = drawn_without_circle(size, size)
        different = sum(len(set(others)) for others in needs.values())
        _, read, met = counted(needs)
        if read + met != 2 * different:
            return False
    show("different needs of 1000 services, and steps", [different, read + met])
    return True


def asked_again(size):
    """How often a service is asked whether it can start, when all that are left are asked for each wave, on a chain."""
    chain = {number: [number + 1] for number in range(size - 1)}
    left, running, asked = everybody(chain), set(), 0
    while left:
        asked += len(left)
        wave = {one for one in left if running.issuperset(chain.get(one, ()))}
        running |= wave
        left -= wave
    return asked


@claim("looking-again-is-quadratic")
def asked_on_a_chain():
    sizes = [10, 50, 200]
    counts = [asked_again(size) for size in sizes]
    show("asked for chains of 10, 50 and 200", counts)
    return counts == [size * (size + 1) // 2 for size in sizes]
