"""Tables too large to enumerate: the same questions by integer programs."""
