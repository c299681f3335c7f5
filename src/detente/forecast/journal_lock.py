"""One writer at a time, and files that are replaced whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT = 60.0
"""Seconds to wait for another writer before giving up."""

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)


class BusyError(OSError):
    """Another program has held the lock for too long."""


@contextmanager
def held(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock of a file: nobody else who asks for it changes the file meanwhile.

    The lock is the operating system's, on an empty file ``.NAME.lock`` beside it. It is given back
    whenever the program ends, however it ends. The empty file stays: taking it away would let two
    writers lock two different files of the same name.

    Parameters
    ----------
    path : Path
        The file to be changed; it need not be there yet.
    wait : float
        Seconds to wait for another writer.

    Raises
    ------
    BusyError
        Where another program holds it all that time.
    OSError
        Where the lock file cannot be made (it may be a link, which is not followed).

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, held(Path(folder) / "a.txt"):
    ...     replace(Path(folder) / "a.txt", b"whole")
    """
    beside = path.with_name(f".{path.name}.lock")
    handle = os.open(beside, os.O_RDWR | os.O_CREAT | _NO_LINKS | _BINARY, 0o644)
    try:
        until = time.monotonic() + wait
        while not _lock(handle):
            if time.monotonic() > until:
                raise BusyError(0, "another program is writing; try again when it is done", path)
            time.sleep(0.005)
        yield
    finally:
        os.close(handle)  # gives the lock back


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def replace(path: Path, data: bytes) -> None:
    """Put these bytes in place of a file: whoever reads it sees the old or the new whole.

    Call it with the lock held: the new bytes stand in ``.NAME.new`` until they are on the disk, and
    one left behind by a killed program is overwritten.

    Raises
    ------
    OSError
        Where the folder cannot be written; the file is then as it was.
    """
    new = path.with_name(f".{path.name}.new")
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
    new.unlink(missing_ok=True)
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINKS | _BINARY, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)  # noqa: PTH105 - named as what it is: the step that cannot be halved
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Make the renaming itself last through a power cut, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def whole(path: Path, largest: int) -> bytes | None:
    """The bytes of an ordinary file, one more than ``largest`` at most; None where there is none.

    Raises
    ------
    OSError
        Where it is a link, a folder, a pipe or the like, or cannot be read.
    """
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(found.st_mode):
        raise OSError(0, "this is a link, which is not followed; put the file itself here", path)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(0, "this is not an ordinary file", path)
    handle = os.open(path, os.O_RDONLY | _NO_LINKS | _BINARY)
    with os.fdopen(handle, "rb") as file:
        return file.read(largest + 1)
