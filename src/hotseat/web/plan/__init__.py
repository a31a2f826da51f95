"""The plan: the roadmap's weeks on a calendar."""
