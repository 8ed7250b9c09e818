"""Files that can be made again: made once, by whoever asks first, and seen under their names only when whole."""

import ctypes
import fcntl
import logging
import os
import tempfile
from contextlib import contextmanager, suppress

logger = logging.getLogger(__name__)


def content(path, make, *, made=None):
    """The bytes at ``path``: kept from before, or made now by ``make`` and kept.

    Those who ask for files of one folder at once wait for each other. Where
    nothing can be kept, it is made each time. ``made`` is called with the path
    of a new file while nobody else makes one beside it.
    """
    if (found := _read(path)) is not None:
        return found
    try:
        with _alone_in(os.path.dirname(path)):
            if (found := _read(path)) is not None:
                return found
            new = make()
            _keep(path, new)
            if made is not None:
                made(path)
            _shrink()
            return new
    except OSError:
        logger.exception("%s could not be kept.", path)
        return make()


def _read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


@contextmanager
def _alone_in(folder):
    """Nobody else, in this process or another, makes anything for this folder meanwhile."""
    os.makedirs(folder, exist_ok=True)
    place = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def _keep(path, made):
    with tempfile.NamedTemporaryFile(dir=os.path.dirname(path), prefix=".", delete=False) as file:
        try:
            file.write(made)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def _shrink():
    """Give back what making took: else each web worker would stay 80 MB larger after its first AVIF."""
    with suppress(OSError, AttributeError):  # elsewhere than with glibc there is nothing of the kind
        ctypes.CDLL(None).malloc_trim(0)
