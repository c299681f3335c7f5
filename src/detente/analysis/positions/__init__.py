"""Positions on a line: where they pull, by several models, each with its record beside it."""
