"""The map: ten areas, every leaf, and what the judgement of each rests on."""
