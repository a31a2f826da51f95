"""What the learner remembers, has shown and does next: functions of attempts, items, roadmap, settings and a moment. Pure."""
