"""Can they get there? Moves from today to a target, and where they stop."""
