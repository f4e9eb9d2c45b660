"""CrashRig: runs the server under a library that records every write and sync of its data directory
(power.c), and makes from the record what a power cut could have left at any moment.

A write is certain to be on disk when a sync of its file began after it and has returned, or when the file
was opened so that its writes return only then. Of the others each 512 bytes may be there or not. Names, and
the lengths of files, are taken to be on disk in the order in which they were made.
"""

import dataclasses
import os
import pathlib
import shutil
import struct
import subprocess

import pytest

from server import Server

SECTOR = 512
HEADER = struct.Struct("<cBxxIQQQ")


@dataclasses.dataclass
class Entry:
    """Something that the server did to its files; `end` is where it ends in the record."""

    start: int
    end: int
    kind: str
    path: str
    offset: int
    origin: int
    data: bytes


class Recording:
    """What was done, in its order."""

    def __init__(self, trace, root):
        self.entries = []
        bytes_, at = pathlib.Path(trace).read_bytes(), 0
        while at + HEADER.size <= len(bytes_):
            kind, _, path_length, offset, count, origin = HEADER.unpack_from(bytes_, at)
            path_at = at + HEADER.size
            data_at = path_at + path_length
            if data_at + count > len(bytes_):
                break
            path = bytes_[path_at:data_at].decode()
            # Relative, of both paths of a rename.
            path = "\0".join(os.path.relpath(part, root) for part in path.split("\0"))
            self.entries.append(Entry(
                at, data_at + count, kind.decode(), path, offset, origin,
                bytes_[data_at:data_at + count]))
            at = data_at + count

    def moments(self, part):
        """Ends of entries about files whose path has `part` in it: where a cut is worth its time."""
        return [entry.end for entry in self.entries if part in entry.path]

    def at(self, moment, chance, heeds_syncs=True):
        """The files as a power cut at `moment` could leave them: path to bytes.

        `chance` says of each 512 bytes that are not certain whether they are there. Without heeding
        syncs nothing is certain: a planted fault, as of a disk that lies.
        """
        files, waiting = {}, {}

        def place(path, offset, data):
            file = files.setdefault(path, bytearray())
            if len(file) < offset + len(data):
                file.extend(bytes(offset + len(data) - len(file)))
            file[offset:offset + len(data)] = data

        def settle(path, is_certain):
            kept = []
            for write in waiting.get(path, []):
                if is_certain(write):
                    place(path, write.offset, write.data)
                else:
                    kept.append(write)
            waiting[path] = kept

        for entry in self.entries:
            if entry.end > moment:
                break
            path = entry.path
            if entry.kind == "w":
                waiting.setdefault(path, []).append(entry)
            elif entry.kind in "ds" and not heeds_syncs:
                continue
            elif entry.kind == "d":
                settle(path, lambda write: write.start == entry.origin)
            elif entry.kind == "s":
                settle(path, lambda write: write.start < entry.offset)
            elif entry.kind == "t":
                file = files.setdefault(path, bytearray())
                settle(path, lambda write: write.offset < entry.offset)
                del file[entry.offset:]
                file.extend(bytes(entry.offset - len(file)))
            elif entry.kind == "a":
                file = files.setdefault(path, bytearray())
                file.extend(bytes(max(0, entry.offset - len(file))))
            elif entry.kind == "u":
                files.pop(path, None)
                waiting.pop(path, None)
            elif entry.kind == "r":
                old, new = path.split("\0")
                files[new] = files.pop(old, bytearray())
                waiting[new] = waiting.pop(old, [])
        for path, writes in waiting.items():
            for write in writes:
                for start in range(0, len(write.data), SECTOR):
                    # Sectors lie at multiples of their size in the file.
                    if chance():
                        place(path, write.offset + start, write.data[start:start + SECTOR])
        return files


class CrashRig(Server):
    """A server whose files are recorded, and which can be set up anew as a power cut left it."""

    def __init__(self, *options):
        super().__init__(*options)
        self.trace = os.path.join(self.directory, "trace")
        self.environment = {
            "LD_PRELOAD": library(self.directory), "POWER_TRACE": self.trace,
            "POWER_ROOT": os.path.realpath(self.directory) + "/data"}

    @property
    def recorded(self):
        """How long the record is now: what is acknowledged now is on disk at any later moment."""
        return os.path.getsize(self.trace)

    def recording(self):
        return Recording(self.trace, self.environment["POWER_ROOT"])

    def set_up(self, files):
        """Makes `files` the data directory of a server that is not recorded any more."""
        self.environment = None
        shutil.rmtree(self.data, ignore_errors=True)
        for path, data in files.items():
            target = pathlib.Path(self.data, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            target.chmod(0o600)


def library(directory):
    compiler = next(filter(None, map(shutil.which, ("cc", "clang", "gcc"))), None)
    if compiler is None:
        pytest.skip("no C compiler")
    target = os.path.join(directory, "power.so")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", target,
         pathlib.Path(__file__).with_name("power.c"), "-ldl"], check=True)
    return target
