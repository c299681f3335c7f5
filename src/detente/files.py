"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_all(folder: Path, texts: Mapping[str, str | bytes]) -> None:
    """Write several files into a folder, each to a temporary file first and then renamed.

    Nothing is replaced before everything is on the disk.

    Raises
    ------
    OSError
        Where the folder cannot be made or written; no temporary file is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[str, Path]] = []
    try:
        for name, text in texts.items():
            handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
            written.append((temporary, folder / name))
            with os.fdopen(handle, "wb") as file:
                file.write(text if isinstance(text, bytes) else text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
        for temporary, final in written:
            Path(temporary).replace(final)
    finally:
        for temporary, _ in written:
            Path(temporary).unlink(missing_ok=True)
