"""The same writes on tables of very different sizes, and what those tables take."""

import statistics
import sys
import time

import cases
import processes
from quipu import Quipu


def measure(options, directory, bench):
    """One entry for each size, the smaller one first."""
    servers = []
    try:
        for size in options.sizes:
            print(f"filling a table with {size:,} items …", file=sys.stderr)
            server = Quipu(options.quipu, directory / f"growth-{size}")
            servers.append(server)
            server.start()
            before = time.monotonic()
            bench.prepare(server, "--items", size, "--history", 0)
            print(f"    {time.monotonic() - before:.0f} s", file=sys.stderr)
        found = {size: [] for size in options.sizes}
        for number in range(1, options.rounds + 1):
            for size, server in zip(options.sizes, servers):
                print(f"round {number} of {options.rounds}: {size:,} items", file=sys.stderr)
                found[size].append(
                    bench.run(server, cases.load("increment", items=size), options))
        return [
            {**throughput(size, found[size]), **footprint(size, server, bench, options)}
            for size, server in zip(options.sizes, servers)]
    finally:
        for server in reversed(servers):
            server.stop()


def throughput(size, figures):
    return {
        "items": size,
        **{name: statistics.median(each[name] for each in figures)
           for name in ("perSecond", "p50", "p99")},
    }


def footprint(size, server, bench, options):
    """Memory and disk, then starts after a clean stop and after SIGKILL under load."""
    memory = processes.memory(server.pid)
    before = time.monotonic()
    server.stop()
    stop_seconds = time.monotonic() - before
    bytes_on_disk, bytes_of_base = server.bytes_on_disk(), server.bytes_on_disk("base")
    server.start()
    clean, clean_commands = server.start_seconds, server.replayed_commands()
    bench.run(server, cases.load("increment", items=size), options)
    server.kill()
    server.start()
    return {
        **memory,
        "bytesOnDisk": bytes_on_disk,
        "bytesPerItem": round(bytes_of_base / size),
        "stopSeconds": round(stop_seconds, 2),
        "startSecondsAfterStop": round(clean, 3),
        "commandsAfterStop": clean_commands,
        "startSecondsAfterKill": round(server.start_seconds, 3),
        "commandsAfterKill": server.replayed_commands(),
    }
