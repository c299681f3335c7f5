"""Random streams: every uncertain number of a case has its own.

With one shared stream, deleting a rule that can never bind shifts every later draw and moves the
answer; with one stream a number, an edit that changes nothing relevant changes no figure at all.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def uniform(seed: int, path: str, start: int, stop: int) -> Floats:
    """Which numbers in [0, 1) does the stream of one uncertain input hold?

    The stream is Philox, keyed by the first 128 bits of SHA-256 over seed and path. Reading ``r``
    of a stream is the same however many readings are asked for, so work can be cut into pieces.

    Parameters
    ----------
    seed : int
        Seed of the whole study.
    path : str
        Place of the number in the case file, such as ``actors.Kim.no_deal``.
    start, stop : int
        First reading and the one after the last.

    Returns
    -------
    array of float, shape (stop - start,)

    Examples
    --------
    >>> whole = uniform(0, "actors.Kim.no_deal", 0, 10)
    >>> bool((whole[4:] == uniform(0, "actors.Kim.no_deal", 4, 10)).all())
    True
    """
    digest = hashlib.sha256(f"{seed}\n{path}".encode()).digest()
    key = np.frombuffer(digest[:16], dtype="<u8").astype(np.uint64)
    generator = np.random.Generator(np.random.Philox(key=key))
    return generator.random(stop)[start:]
