"""The rounds: each measures every case once, neighbours beside each other."""

import os
import statistics
import sys
import time

from load_generator import LoadGeneratorFailed
from processes import machine_seconds, processor_seconds

# What medians are taken of.
FIGURES = (
    "perSecond", "updatesPerSecond", "p50", "p99", "p999", "max", "clientCores", "serverCores",
    "otherCores")


def measure(groups, servers, bench, options):
    """All figures of each case, one entry a round, and why cases failed."""
    figures, problems = {}, {}
    for number in range(1, options.rounds + 1):
        for group in groups:
            print(f"round {number} of {options.rounds}: {group.letter}  {group.title}",
                  file=sys.stderr)
            for case in group.cases:
                if case.name in problems:
                    continue
                servers.wait_until_quiet(1 if options.quick else 10)
                try:
                    found = run(case, servers, bench, options)
                except LoadGeneratorFailed as failure:
                    problems[case.name] = str(failure)
                    print(f"    {case.title:<42} failed: {failure}", file=sys.stderr)
                    continue
                figures.setdefault(case.name, []).append(found)
                print(f"    {case.title:<42} {rate(found, group):>10.0f} {group.unit} a second, "
                      f"p99 {found['p99']:.2f} ms", file=sys.stderr)
    return figures, problems


def start(groups, servers):
    """Starts and fills all servers, so that no round is spent on it."""
    for group in groups:
        for case in group.cases:
            servers.get(case.server)


def run(case, servers, bench, options):
    with servers.watch(case.server) as watch, Others() as others:
        found = bench.run(servers.get(case.server), case.arguments, options)
    return {**found, **watch.notes(), **others.notes()}


class Others:
    """How much of the machine went to whom the bench did not start.

    What is taken by other machines on the same hardware counts among that.
    """

    def __enter__(self):
        self.began, self.before = time.monotonic(), self.seconds()
        return self

    def __exit__(self, *problem):
        elapsed = time.monotonic() - self.began
        self.cores = (self.seconds() - self.before) / elapsed

    def seconds(self):
        return machine_seconds() - processor_seconds(os.getpid())

    def notes(self):
        return {"otherCores": round(max(0, self.cores), 2)}


def rate(figures, group):
    """Requests or updates a second, whichever the group tells."""
    return figures["updatesPerSecond" if group.unit == "updates" else "perSecond"]


def medians(figures):
    return {
        name: {
            figure: statistics.median(found[figure] for found in all_found)
            for figure in FIGURES if all(found.get(figure) is not None for found in all_found)}
        for name, all_found in figures.items()}
