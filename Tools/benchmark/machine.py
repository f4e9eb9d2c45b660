"""The machine that figures come from."""

import datetime
import os
import pathlib
import platform
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYNCS = 200


def describe(directory, versions):
    """What somebody needs to know who compares these figures with others."""
    return {
        "time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)),
        "processor": processor(),
        "memoryBytes": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "system": system(),
        "kernel": platform.release(),
        "fileSystem": file_system(directory),
        "fdatasyncMicroseconds": fdatasync_microseconds(directory),
        "commit": commit(),
        "versions": versions,
    }


def sentence(machine):
    sync = machine["fdatasyncMicroseconds"]
    return (
        f"{machine['cores']} cores of {machine['processor']}, "
        f"{machine['memoryBytes'] / 2**30:.0f} GiB, {machine['system']}, "
        f"Linux {machine['kernel']}, {machine['fileSystem']}, "
        f"fdatasync of 4 KiB {sync['median']} µs (p99 {sync['p99']} µs). "
        f"{', '.join(machine['versions'])}.")


def processor():
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def system():
    with open("/etc/os-release") as file:
        names = dict(line.rstrip().split("=", 1) for line in file if "=" in line)
    return names.get("PRETTY_NAME", "Linux").strip('"')


def file_system(directory):
    """The kind of file system that a directory lies on."""
    path, best, kind = str(pathlib.Path(directory).resolve()), "", "unknown"
    with open("/proc/mounts") as mounts:
        for line in mounts:
            _, point, type_name, *_ = line.split()
            inside = path == point or path.startswith(point.rstrip("/") + "/")
            if inside and len(point) >= len(best):
                best, kind = point, type_name
    return kind


def fdatasync_microseconds(directory):
    """How long the disk takes to keep 4 KiB that are appended to a file."""
    path = pathlib.Path(directory) / "fdatasync"
    block = b"\0" * 4096
    took = []
    with open(path, "wb", buffering=0) as file:
        for _ in range(SYNCS):
            file.write(block)
            before = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - before) * 1e6)
    path.unlink()
    took.sort()
    return {"median": round(statistics.median(took)), "p99": round(took[SYNCS * 99 // 100])}


def commit():
    done = subprocess.run(
        ["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return done.stdout.strip() or None
