"""Which checkpoints ended in a measurement; Quipu tells them when it logs at level `debug`."""

import re

LINE = re.compile(r"entries=(\d+).* checkpoint$")


class CheckpointWatch:
    def __init__(self, server):
        self.server = server

    def __enter__(self):
        self.before = len(self.entries())
        return self

    def __exit__(self, *problem):
        pass

    def entries(self):
        """Entries that each checkpoint so far has moved to base."""
        found = (LINE.search(line) for line in self.server.log_lines("entries="))
        return [int(match[1]) for match in found if match]

    def notes(self):
        moved = self.entries()[self.before:]
        return {"checkpoints": len(moved), "checkpointEntries": sum(moved)}
