"""Start-up and idle memory on an empty directory, and how fast the log is replayed."""

import statistics
import sys
import time

import cases
import processes
from peers import PostgreSQL, Redis
from quipu import NO_CHECKPOINTS, Quipu

STARTS = 5
# Until a fresh process has done what it does on its own.
SETTLE_SECONDS = 0.3


def measure(options, directory, bench):
    print("start-up, idle memory, replay", file=sys.stderr)
    return {
        **empty_directories(options, directory),
        "replay": replay(options, directory, bench),
        "peersIdleBytes": {
            name: idle_memory(kind(directory / f"idle-{name}"))["residentBytes"]
            for name, kind in [("redis", Redis), ("postgresql", PostgreSQL)]},
    }


def empty_directories(options, directory):
    """Several starts, each on a directory that was never used."""
    starts, memories = [], []
    for number in range(STARTS):
        server = Quipu(options.quipu, directory / f"empty-{number}")
        memories.append(idle_memory(server))
        starts.append(server.start_seconds * 1000)
    return {
        "startMilliseconds": round(statistics.median(starts), 1),
        "idle": {
            figure: statistics.median(memory[figure] for memory in memories)
            for figure in memories[0]},
    }


def idle_memory(server):
    try:
        server.start()
        time.sleep(SETTLE_SECONDS)
        return processes.memory(server.pid)
    finally:
        server.stop()


def replay(options, directory, bench):
    """A start that has single increments to read from the log, after SIGKILL."""
    server = Quipu(options.quipu, directory / "replay", *NO_CHECKPOINTS)
    try:
        server.start()
        bench.prepare(server, "--items", cases.ITEMS, "--history", 0)
        # A clean stop leaves nothing to replay: what a start takes then is no replay.
        server.stop()
        server.start()
        without = server.start_seconds
        bench.run(server, cases.load("increment", "--depth", 16), options)
        server.kill()
        server.start()
        commands = server.replayed_commands()
        return {
            "commands": commands, "startSeconds": round(server.start_seconds, 3),
            "startSecondsWithout": round(without, 3),
            "perSecond": round(commands / max(server.start_seconds - without, 0.001))}
    finally:
        server.stop()
