# Puts a service one wave behind its nearest need, where the farthest decides.
from collections import deque
from graphlib import CycleError, TopologicalSorter


def start_waves(needs):
    try:
        list(TopologicalSorter(needs).static_order())
    except CycleError:
        return None
    everybody = {*needs, *(one for others in needs.values() for one in others)}
    wanted_by = {one: [] for one in everybody}
    for one, others in needs.items():
        for other in set(others):
            wanted_by[other].append(one)
    wave_of = {one: 0 for one in everybody if not list(needs.get(one, []))}
    queue = deque(wave_of)
    while queue:
        one = queue.popleft()
        for other in wanted_by[one]:
            if other not in wave_of:
                wave_of[other] = wave_of[one] + 1
                queue.append(other)
    waves = [[] for _ in range(max(wave_of.values(), default=-1) + 1)]
    for one in sorted(wave_of):
        waves[wave_of[one]].append(one)
    return waves
