"""Labs: a service that a learner built is run under load and faults, and judged by the one history that this leaves.

`history`, `checking`, `planning` and each system's `rules` are pure: what happened, what must hold of it, what is to be done.
`edge` starts the processes, speaks to them and records. Nothing here knows what a service is built with.
"""
