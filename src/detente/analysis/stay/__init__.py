"""Would they stay? Stability of the outcomes of a case, reading by reading."""
