"""Random numbers that depend on a seed and a name, and on nothing else.

Every part of the sample shop draws from a stream of its own, so that leaving out one system,
or adding one, does not move a single draw of the others.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def open_stream(seed: int, *names: object) -> np.random.Generator:
    """A PCG64 generator for `names` under `seed`. The same arguments give the same numbers."""
    text = "/".join([str(seed), *map(str, names)])
    digest = hashlib.sha256(text.encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def draw_from(cumulated: Floats, uniforms: Floats) -> Ints:
    """Positions drawn with the weights whose running sum is `cumulated`."""
    found = np.searchsorted(cumulated, uniforms * cumulated[-1], side="right")
    return np.asarray(np.minimum(found, len(cumulated) - 1), dtype=np.int64)
