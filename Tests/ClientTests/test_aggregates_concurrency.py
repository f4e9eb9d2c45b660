"""Many workers on few hot keys, sending some of it twice: every total is exact."""

import collections
import random
import threading
import uuid

import pytest

from clicks import must_be_sketch_of
from native import Native

WORKERS = 32
HOT_KEYS = 4
BATCHES = 12
UPDATES = 25
VISITORS = 4000
PRECISION = 12

DEFINITION = {
    "key": {"partition": {"name": "pk", "type": "string"}, "sort": {"name": "sk", "type": "string"}},
    "sketches": {"default": PRECISION},
}


@pytest.fixture
def name(server):
    native = Native(server, "hot-" + uuid.uuid4().hex[:8])
    native.define(DEFINITION)
    yield native.table
    native.delete()


class Worker(threading.Thread):
    """Counts under a source of its own, and sends one thing in three again."""

    def __init__(self, number, server, table, seed):
        super().__init__(name=f"worker {number}", daemon=True)
        self.native = Native(server, table)
        self.source = f"worker-{number}"
        self.random = random.Random(seed + number)
        self.counts = collections.Counter()
        self.visitors = collections.defaultdict(set)
        self.repeats = 0
        self.failure = None

    def run(self):
        try:
            for sequence in range(1, BATCHES + 1):
                self.send_batch(sequence)
                self.send_one(f"{self.source}/{sequence}")
        except BaseException as failure:  # Told by the test's own thread.
            self.failure = failure

    def update(self):
        """One update of a hot key, which this worker remembers."""
        hot = f"hot/{self.random.randrange(HOT_KEYS)}"
        amount = self.random.randint(-2, 9)
        seen = [f"visitor {self.random.randrange(VISITORS)}" for _ in range(self.random.randrange(3))]
        self.counts[hot] += amount
        self.visitors[hot].update(seen)
        update = {"key": {"pk": hot, "sk": "A#"}, "add": {"c": amount}}
        if seen:
            update["observe"] = {"u": seen}
        return update

    def send_batch(self, sequence):
        batch = {"source": self.source, "sequence": sequence,
                 "updates": [self.update() for _ in range(UPDATES)]}
        same = {"source": self.source, "sequence": sequence}
        assert self.native.post("increments", batch) == {
            **same, "applied": UPDATES, "duplicate": False}
        while self.random.random() < 1 / 3:
            self.repeats += 1
            assert self.native.post("increments", batch) == {
                **same, "applied": 0, "duplicate": True, "last": sequence}

    def send_one(self, once):
        update = {**self.update(), "once": once}
        assert self.native.post("increment", update)["duplicate"] is False
        while self.random.random() < 1 / 3:
            self.repeats += 1
            assert self.native.post("increment", update)["duplicate"] is True


def test_32_workers_on_few_hot_keys_count_exactly(server, client, name):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    workers = [Worker(number, server, name, seed) for number in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)
        assert not worker.is_alive() and worker.failure is None, worker.failure
    counts = collections.Counter()
    for worker in workers:
        counts.update(worker.counts)
    assert sum(worker.repeats for worker in workers) > 0
    for hot in (f"hot/{number}" for number in range(HOT_KEYS)):
        item = client.get_item(
            TableName=name, Key={"pk": {"S": hot}, "sk": {"S": "A#"}}, ConsistentRead=True)["Item"]
        assert item["c"]["N"] == str(counts[hot]), f"seed {seed}"
        visitors = set().union(*(worker.visitors[hot] for worker in workers))
        sketch = must_be_sketch_of(visitors, PRECISION, item["u"]["B"], f"{hot}, seed {seed}")
        # Five standard deviations: with visitors drawn at random, three are too few now and then.
        off = abs(sketch.get_estimate() - len(visitors))
        assert off <= 5 * (sketch.get_upper_bound(1) - sketch.get_estimate()), f"seed {seed}"
