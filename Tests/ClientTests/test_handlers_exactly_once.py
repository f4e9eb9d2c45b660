"""kill -9 of the server and of handlers at random moments: each handler gets every change of a key in
order, at least once, and what its answers write happens exactly once."""

import collections
import os
import random
import threading
import time

import requests

from handlers import NOTING, HandlerServer, count, table, until
from native import Native

KILLS = int(os.environ.get("QUIPU_KILLS", "50"))
KEYS = 24
WRITERS = 3

# Adds to the derived table what each change has added to the source.
DERIVING = """
def handle(event):
    writes = []
    for record in event["Records"]:
        change = record["dynamodb"]
        old = int(change.get("OldImage", {}).get("c", {"N": "0"})["N"])
        new = int(change["NewImage"]["c"]["N"])
        writes.append({"table": "derived", "increment": {
            "key": {"pk": change["Keys"]["pk"]["S"]}, "add": {"c": new - old, "changes": 1}}})
    return {"writes": writes}
"""


class Writer(threading.Thread):
    """Counts until told to stop; an answer that is lost may or may not have counted."""

    def __init__(self, number, server, stopping):
        super().__init__(name=f"writer {number}", daemon=True)
        self.chance = random.Random(number)
        self.native = Native(server, "source")
        self.stopping = stopping
        self.acknowledged = 0
        self.failure = None

    def run(self):
        try:
            while not self.stopping.is_set():
                # Some keys are hot.
                key = min(self.chance.randrange(KEYS), self.chance.randrange(KEYS))
                try:
                    count(self.native, f"k{key}", self.chance.randint(1, 9))
                    self.acknowledged += 1
                except (requests.RequestException, AssertionError) as failure:
                    assert not isinstance(failure, AssertionError) or "503" in str(failure)
                    time.sleep(0.01)
                time.sleep(self.chance.uniform(0, 0.01))
        except BaseException as failure:  # Told by the test's own thread.
            self.failure = failure


def items(server, name):
    native = Native(server, name)
    found = {}
    for key in range(KEYS):
        answer = native.session.get(f"{native.url}/items", params={"pk": f"k{key}"}, timeout=30)
        if answer.status_code == 200:
            found[f"k{key}"] = answer.json()["item"]
    return found


def test_a_derived_counter_equals_its_source_after_fifty_kills():
    seed = int(os.environ.get("QUIPU_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"seed {seed}")
    chance = random.Random(seed)
    # Short intervals, so that kills also hit checkpoints.
    server = HandlerServer("--recent-megabytes", "16", "--checkpoint-seconds", "1")
    stopping = threading.Event()
    try:
        server.program("derive", DERIVING)
        server.program("note", NOTING)
        server.start()
        table(server, "source")
        table(server, "derived", view=None)
        # Many small batches, so that most kills hit one that is under way.
        common = {"retries": None, "start": "trim-horizon", "batchSize": 8, "lanes": 2}
        server.add("derive", "source", **common)
        server.add("note", "source", arguments=[server.notes_path()], **common)
        writers = [Writer(number, server, stopping) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        server_kills = child_kills = 0
        while server_kills + child_kills < KILLS:
            time.sleep(chance.uniform(0, 0.4))
            if chance.random() < 0.5:
                server.kill()
                server.start()
                server_kills += 1
            else:
                child_kills += server.kill_child(chance)
        stopping.set()
        for writer in writers:
            writer.join(timeout=60)
            assert not writer.is_alive() and writer.failure is None, (f"seed {seed}", writer.failure)
        server.drain("derive", "note")
        source, derived = items(server, "source"), items(server, "derived")
        total = sum(item["c"] for item in source.values())
        print(f"{server_kills} kills of the server, {child_kills} of handlers: {total} counted in "
              f"{sum(writer.acknowledged for writer in writers)} changes")
        assert total > 0 and server_kills and child_kills
        assert ({key: item["c"] for key, item in derived.items()}
                == {key: item["c"] for key, item in source.items()}), f"seed {seed}"
        must_be_in_order(server.notes(), source, derived, seed)
        for name in ("derive", "note"):
            assert server.failures(name) == []
        assert server.stop() == 0, server.log()
        checked = server.check()
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        stopping.set()
        server.remove()


def must_be_in_order(notes, source, derived, seed):
    """A key's changes were seen in their order, at least once: after a crash those since the last
    checkpoint come again, from one on without a gap."""
    changes = collections.defaultdict(list)
    for note in notes:
        changes[note["key"]].append((int(note["sequence"]), int(note["new"])))
    repeated = 0
    for key, seen in changes.items():
        ordered = sorted(set(seen))
        assert len(ordered) == derived[key]["changes"], (f"seed {seed}", key)
        assert [new for _, new in ordered] == sorted(new for _, new in ordered)
        assert ordered[-1][1] == source[key]["c"], (f"seed {seed}", key)
        place = {change: number for number, change in enumerate(ordered)}
        last = -1
        for change in seen:
            assert place[change] <= last + 1, (f"seed {seed}", key, "a change was passed over")
            last = place[change]
        repeated += len(seen) - len(ordered)
    assert changes.keys() == source.keys()
    print(f"{len(notes)} changes were noted, {repeated} of them again")


def test_a_handler_that_is_replayed_from_the_start_writes_once_more_and_no_more():
    server = HandlerServer()
    try:
        server.program("derive", DERIVING)
        server.start()
        source = table(server, "source")
        table(server, "derived", view=None)
        server.add("derive", "source", start="trim-horizon")
        for number in range(40):
            count(source, f"k{number % 5}")
        for times in (1, 2):
            # A replay that comes while a batch is under way takes that batch's writes back with it.
            until(lambda: sum(item["changes"] for item in items(server, "derived").values())
                  == 40 * times, f"turn {times}", server)
            server.drain("derive")
            if times == 1:
                answer = server.call("POST", "/derive/replay", json={"from": "trim-horizon"})
                assert answer.status_code == 200, answer.text
        assert server.stop() == 0, server.log()
    finally:
        server.remove()
