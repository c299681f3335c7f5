"""The version of the program, as ``pyproject.toml`` says it (a test compares the two).

Written here as well because asking the package metadata costs more than drawing a case.
"""

VERSION = "0.1.0"
