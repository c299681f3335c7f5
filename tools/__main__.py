"""``python -m tools``: layers, sizes and lock in one go; exit code 1 if any of them is broken."""

from __future__ import annotations

import sys
from pathlib import Path

from tools import layers, lock, sizes


def main() -> int:
    """Print every fault of the house and count them."""
    root = Path(__file__).resolve().parent.parent
    faults = [
        *layers.problems(root / "src"),
        *sizes.problems(root),
        *lock.problems(root / "uv.lock"),
    ]
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"layers, sizes, lock: {len(faults) or 'no'} fault(s)\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
