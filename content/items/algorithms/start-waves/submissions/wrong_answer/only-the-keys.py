# Takes the keys for all services, so that those which are only named never start.
def start_waves(needs):
    running, waves = set(), []
    left = dict(needs)
    while left:
        wave = sorted(one for one, others in left.items() if all(other in running or other not in needs for other in others))
        if not wave:
            return None
        waves.append(wave)
        running.update(wave)
        for one in wave:
            del left[one]
    return waves
