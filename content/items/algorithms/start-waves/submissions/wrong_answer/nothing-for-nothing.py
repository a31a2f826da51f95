# Answers None when there are no services, as if there were a circle.
from graphlib import CycleError, TopologicalSorter


def start_waves(needs):
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
    return waves or None
