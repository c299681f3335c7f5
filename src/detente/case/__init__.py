"""The case language: from text to a checked case, and from a case to its table."""
