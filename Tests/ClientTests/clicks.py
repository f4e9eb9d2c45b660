"""The sample's clicks, and what a click table must hold of them, worked out in plain Python."""

import collections
import datetime
import json
import signal
import subprocess
import time

import datasketches

from server import ROOT

SAMPLE = ROOT / "Samples" / "usagov-clicks.ndjson"
DEFINITION = ROOT / "Schemas" / "examples" / "clicks.json"
HOUR = 3600


def load(file=SAMPLE):
    with open(file) as lines:
        return [json.loads(line) for line in lines]


def shift_to_now(clicks):
    """By how many seconds, in whole hours, the last click must move to lie in the past hour."""
    return int(time.time() - max(click["t"] for click in clicks)) // HOUR * HOUR


def moved(clicks, shift):
    return [{**click, "t": click["t"] + shift} for click in clicks]


def series_of(click):
    return [f"L#{click['domain']}/{click['link']}", f"D#{click['domain']}", "S#all"]


def counters_of(click):
    names = ["c"]
    if click.get("country"):
        names.append("country:" + click["country"])
    if click.get("referrer"):
        names.append("referrer:" + click["referrer"])
    return names


def kill_when_ingested(command, native, source, count, chance):
    """Starts an ingest and kills it at some moment after it has come so far."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while native.ingested(source) < count:
        assert process.poll() is None, f"it ended with {process.returncode} before {count} clicks"
    time.sleep(chance.uniform(0, 0.02))
    process.kill()
    assert process.wait() == -signal.SIGKILL, "it had ended by itself"


def event(click):
    """A click as `events` takes it."""
    at = datetime.datetime.fromtimestamp(click["t"], datetime.timezone.utc)
    made = {"at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "series": series_of(click),
            "add": {name: 1 for name in counters_of(click)}}
    if click.get("visitor"):
        made["observe"] = {"u": click["visitor"]}
    return made


# Sort key, start of the next bucket and seconds for which it is kept, for each granularity.
DAY = 24 * HOUR
GRANULARITIES = {
    "m#%Y%m%d%H%M": (60, 48 * HOUR, 10),
    "q#%Y%m%d%H%M": (900, 62 * DAY, 12),
    "h#%Y%m%d%H": (HOUR, 62 * DAY, 12),
    "d#%Y%m%d": (DAY, 760 * DAY, 12),
    "M#%Y%m": (None, None, 12),
    "A#": (None, None, 12),
}


class Bucket:
    """What one item must hold."""

    def __init__(self, expires, precision):
        self.counters = collections.Counter()
        self.visitors = set()
        self.expires = expires
        self.precision = precision


def buckets(clicks):
    """Every item of the click table, by its key."""
    made = {}
    for click in clicks:
        for format, (seconds, retention, precision) in GRANULARITIES.items():
            start = click["t"] // seconds * seconds if seconds else click["t"]
            sort = time.strftime(format, time.gmtime(start))
            expires = click["t"] // seconds * seconds + seconds + retention if retention else None
            for series in series_of(click):
                key = series, sort
                if key not in made:
                    made[key] = Bucket(expires, precision)
                made[key].counters.update(counters_of(click))
                if click.get("visitor"):
                    made[key].visitors.add(click["visitor"])
    return made


def sketch_of(visitors, precision):
    """DataSketches' own sketch of them."""
    sketch = datasketches.hll_sketch(precision)
    for visitor in visitors:
        sketch.update(visitor)
    return sketch


def registers_estimate(*sketches):
    """The estimate that follows from the registers alone: a sketch that nothing was merged into
    also remembers in which order it saw what, and estimates by that."""
    union = datasketches.hll_union(max(sketch.lg_config_k for sketch in sketches))
    for sketch in (*sketches, *sketches):
        union.update(sketch)
    return union.get_estimate()


def must_be_sketch_of(visitors, precision, data, about):
    """The bytes are a sketch that knows exactly these visitors: as DataSketches' own does."""
    found = datasketches.hll_sketch.deserialize(bytes(data))
    wanted = sketch_of(visitors, precision)
    assert found.lg_config_k == precision, about
    estimate = registers_estimate(wanted)
    assert registers_estimate(found) == registers_estimate(found, wanted) == estimate, about
    return found


def must_hold(client, table, clicks):
    """Every item is there, with exactly its counters, its visitors and its time to live."""
    wanted = buckets(clicks)
    count = 0
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        for item in page["Items"]:
            key = item.pop("pk")["S"], item.pop("sk")["S"]
            if key[0].startswith("ingest#"):
                continue
            assert key in wanted, f"{key} should not be there"
            bucket = wanted[key]
            count += 1
            expires = item.pop("ttl", {}).get("N")
            assert expires == (None if bucket.expires is None else str(bucket.expires)), key
            sketch = item.pop("u", None)
            assert {name: int(value["N"]) for name, value in item.items()} == bucket.counters, key
            assert (sketch is None) == (not bucket.visitors), key
            if sketch is not None:
                true = len(bucket.visitors)
                found = must_be_sketch_of(
                    bucket.visitors, bucket.precision, sketch["B"], key)
                assert (found.get_lower_bound(3) <= true
                        <= found.get_upper_bound(3)), key
    assert count == len(wanted)
