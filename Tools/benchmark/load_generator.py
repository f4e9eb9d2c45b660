"""Calls of the load generator, `Tools/LoadGenerator`."""

import json
import subprocess

from processes import end_with_parent

# What a run may take beyond what it measures, such as connecting and statements that are slow.
PATIENCE_SECONDS = 120
# Answers of HTTP begin with a head that says little.
REFUSAL_LENGTH_MAX = 400


class LoadGeneratorFailed(Exception):
    """The load generator did not do what it was asked for; the text says why."""


class LoadGenerator:
    def __init__(self, binary):
        self.binary = binary

    def prepare(self, server, *arguments):
        """Fills a server with data."""
        return self.call(["prepare", *target(server), *arguments], seconds=3600)

    def run(self, server, arguments, options):
        """One measurement, as the load generator tells it."""
        said = self.call(
            ["run", *arguments, *target(server), "--pid", server.pid, "--json",
             "--seconds", options.seconds, "--warm-up", options.warm_up],
            seconds=options.seconds + options.warm_up + PATIENCE_SECONDS)
        figures = json.loads(said.splitlines()[-1])
        if figures["refusals"]:
            first = " ".join(str(figures.get("firstRefusal")).split())
            raise LoadGeneratorFailed(f"{figures['refusals']} refused: {first[:REFUSAL_LENGTH_MAX]}")
        if not figures["requests"]:
            raise LoadGeneratorFailed(f"no answer within {options.seconds} s")
        return figures

    def call(self, words, seconds):
        try:
            done = subprocess.run(
                [self.binary, *map(str, words)], capture_output=True, text=True,
                stdin=subprocess.DEVNULL, timeout=seconds, preexec_fn=end_with_parent())
        except subprocess.TimeoutExpired:
            raise LoadGeneratorFailed(f"not done after {seconds} s") from None
        if done.returncode and not done.stdout.lstrip().startswith("{"):
            said = (done.stderr or done.stdout).strip()
            raise LoadGeneratorFailed(said.splitlines()[0] if said else f"exit code {done.returncode}")
        return done.stdout


def target(server):
    """Where the load goes."""
    words = ["--peer", server.peer, "--port", server.port]
    if server.peer == "postgresql":
        words += ["--user", server.user, "--database", "bench"]
    return words
