"""
Named arrays in one file: written whole, mapped into memory, and never believed without a look.

    header      one line as in the journal (`stores/files/log.py`): the arrays' names, types, shapes, places and checksums
    arrays      each from a multiple of 64 bytes on

A mapped file is read by the page and shared by all processes, so that opening costs little; what it costs is the
checksum, which reads every page once, at the speed of memory. A file that was cut off, overwritten or only half
written does not pass.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any
from zlib import crc32

import numpy as np
import orjson

from memory.signatures import Array
from memory.stores.files.log import content, frame

FORMAT = 1
"""Raised when what is written here, or what it means, changes: a file of another format is made anew."""

_ALIGNED = 64
_BLOCK = 512  # words of eight bytes that are added up at a time


class Damaged(Exception):
    """A file that is not as it was written."""


def write(file: IO[bytes], arrays: Mapping[str, Array]) -> None:
    """Write arrays to a file."""
    flat = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    told, at = [], 0
    for name, array in flat.items():
        told.append([name, array.dtype.str, array.shape, at, _checksum(_bytes(array))])
        at += _rounded(array.nbytes)
    header = frame(orjson.dumps({"padanan": FORMAT, "size": at, "arrays": told}))
    file.write(header.ljust(_rounded(len(header)), b"\0"))
    for array in flat.values():
        file.write(_bytes(array).data)
        file.write(bytes(_rounded(array.nbytes) - array.nbytes))


def read(path: Path) -> dict[str, Array]:
    """The arrays of a file, mapped, for reading only; Damaged if the file is not whole, or of another format."""
    with path.open("rb") as file:
        line = file.readline()
        told = _told(line, path)
        start = _rounded(len(line))
        size = path.stat().st_size
        if size != start + told["size"]:
            raise Damaged(f"{path.name} has {size:,} bytes, not {start + told['size']:,}")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    found = {}
    for name, type_, shape, at, checksum in told["arrays"]:
        array = np.frombuffer(mapped, np.uint8, _size(type_, shape), start + at if _size(type_, shape) else 0)
        if _checksum(array) != checksum:
            raise Damaged(f"{path.name}: the checksum of {name} does not match")
        found[name] = array.view(type_).reshape(shape)
    return found


def _told(line: bytes, path: Path) -> dict[str, Any]:
    body = content(line)
    told: dict[str, Any] = orjson.loads(body) if body else {}
    if told.get("padanan") != FORMAT:
        raise Damaged(f"{path.name} does not begin as a file of format {FORMAT} does")
    return told


def _rounded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def _size(type_: str, shape: list[int]) -> int:
    return int(np.dtype(type_).itemsize * np.prod(shape, dtype=np.int64))


def _bytes(array: Array) -> Array:
    """The bytes of an array."""
    return array.reshape(-1).view(np.uint8)


def _checksum(data: Array) -> int:
    """The crc32 of the sums of all blocks: ten times as fast as that of the bytes, and no accident escapes it."""
    whole = len(data) // 8 * 8
    words = data[:whole].view(np.uint64)
    sums = np.add.reduceat(words, np.arange(0, len(words), _BLOCK)) if len(words) else words
    return crc32(data[whole:].tobytes(), crc32(sums.tobytes()))
