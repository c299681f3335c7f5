"""The stability concepts, from the one that looks least far ahead."""

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")

SIMULTANEOUS = "sim"
"""Asked only by name: it is stated exactly where everybody changes options of his own."""
