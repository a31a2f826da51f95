"""Benchmarks: each measures a part of Hotseat beside a named peer or limit. `hotseat bench` runs them."""
