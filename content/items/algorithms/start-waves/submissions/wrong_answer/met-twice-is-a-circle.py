# Takes a service that is met a second time for a circle.
from graphlib import CycleError, TopologicalSorter


def start_waves(needs):
    seen = set()
    for others in needs.values():
        for other in others:
            if other in seen and other not in needs:
                return None
            seen.add(other)
    order = TopologicalSorter(needs)
    try:
        order.prepare()
    except CycleError:
        return None
    waves = []
    while order.is_active():
        wave = sorted(order.get_ready())
        waves.append(wave)
        order.done(*wave)
    return waves
