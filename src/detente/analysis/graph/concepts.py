"""The stability concepts, from the one that looks least far ahead."""

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
