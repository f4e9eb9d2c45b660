"""An hour of real clicks: every count is exact, whatever happens on the way, and however it is asked."""

import collections
import datetime
import json
import random
import subprocess
import threading
import time
import uuid
import zoneinfo

import pytest

import clicks
from conftest import connect
from native import Native
from server import BINARY, Server

pytestmark = pytest.mark.own_program

UTC = datetime.timezone.utc
TABLE = "clicks"


# Sending it.

KILLS_MIN = 20
SOURCES = 4
BATCH_CLICKS = 20


class Worker(threading.Thread):
    """Sends its part of the clicks three times, with the same sequences, and retries blindly."""

    def __init__(self, number, server, part, progress, stopping):
        super().__init__(name=f"worker {number}", daemon=True)
        self.native = Native(server, TABLE)
        self.source = f"edge-{number}"
        self.batches = [part[at:at + BATCH_CLICKS] for at in range(0, len(part), BATCH_CLICKS)]
        self.progress = progress
        self.stopping = stopping
        self.turn = 0
        self.applied = 0
        # Batches that were sent more than once in one turn, and those of them that had been counted.
        self.repeats = 0
        self.lost_answers = 0
        self.failure = None

    def run(self):
        try:
            for self.turn in range(3):
                for sequence, batch in enumerate(self.batches, start=1):
                    self.send(self.turn, sequence, batch)
        except BaseException as failure:  # Told by the test's own thread.
            self.failure = failure

    def send(self, turn, sequence, batch):
        answer, attempts = self.native.post_blindly("events", {
            "source": self.source, "sequence": sequence,
            "events": [clicks.event(click) for click in batch]}, self.stopping)
        self.repeats += attempts > 1
        self.lost_answers += answer["duplicate"] and turn == 0
        assert (answer["source"], answer["sequence"]) == (self.source, sequence)
        assert answer["applied"] == (0 if answer["duplicate"] else len(batch))
        # Only a batch that was sent before may be a duplicate.
        assert not answer["duplicate"] or attempts > 1 or turn > 0
        assert answer["duplicate"] or turn == 0
        self.applied += answer["applied"]
        self.progress.release()


def test_the_hour_sent_three_times_while_the_server_is_killed_counts_once():
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    hour = clicks.load()
    hour = clicks.moved(hour, clicks.shift_to_now(hour))
    # Short intervals, so that kills also hit checkpoints.
    server = Server("--recent-megabytes", "16", "--checkpoint-seconds", "1")
    progress = threading.Semaphore(0)
    stopping = threading.Event()
    try:
        server.start()
        Native(server, TABLE).define(json.loads(clicks.DEFINITION.read_text()))
        workers = [Worker(number, server, hour[number::SOURCES], progress, stopping)
                   for number in range(SOURCES)]
        for worker in workers:
            worker.start()
        kills = 0
        while any(worker.turn == 0 for worker in workers):
            # Some batches further, and then at any moment of the next ones.
            while progress.acquire(blocking=False):
                pass
            for _ in range(chance.randint(1, 4)):
                assert progress.acquire(timeout=30), [worker.failure for worker in workers]
            time.sleep(chance.choice((0, chance.uniform(0, 0.003))))
            server.kill()
            server.start()
            kills += 1
        for worker in workers:
            worker.join(timeout=60)
            assert not worker.is_alive() and worker.failure is None, (f"seed {seed}", worker.failure)
        lost_answers = sum(worker.lost_answers for worker in workers)
        print(f"{kills} kills: {sum(worker.repeats for worker in workers)} batches were sent again, "
              f"{lost_answers} of them had been counted")
        assert kills >= KILLS_MIN and lost_answers > 0, f"seed {seed}"
        assert sum(worker.applied for worker in workers) <= len(hour)
        clicks.must_hold(connect(server), TABLE, hour)
        assert server.stop() == 0, server.log()
        checked = server.check()
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        stopping.set()
        server.remove()


def test_the_hour_ingested_while_worker_and_server_are_killed_counts_once():
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    server = Server("--recent-megabytes", "16", "--checkpoint-seconds", "1")
    command = [
        BINARY, "ingest", str(clicks.SAMPLE), "--server", server.url, "--definition",
        str(clicks.DEFINITION), "--batch-clicks", "10", "--ending-now"]
    try:
        server.start()
        native = Native(server, TABLE)
        for kill, count in enumerate(sorted(chance.sample(range(3300), KILLS_MIN))):
            clicks.kill_when_ingested(command, native, clicks.SAMPLE.name, count, chance)
            if kill % 4 == 0:
                server.kill()
                server.start()
        for _ in range(2):
            done = subprocess.run(command, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, (f"seed {seed}", done.stderr)
        assert "nothing new: all 3440 clicks are counted already" in done.stdout
        mark = native.get(
            "items", pk="ingest#" + clicks.SAMPLE.name, sk="mark")["item"]
        assert mark["counted"] is True and mark["clicks"] == 3440
        clicks.must_hold(connect(server), TABLE, clicks.moved(clicks.load(), mark["shift"]))
        assert server.stop() == 0, server.log()
        checked = server.check()
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        server.remove()


# Asking for it.

class Hour:
    """The hour in a table, and the same clicks here."""

    def __init__(self, server):
        self.native = Native(server, "hour-" + uuid.uuid4().hex[:8])
        done = subprocess.run(
            [BINARY, "ingest", str(clicks.SAMPLE), "--server", server.url, "--table",
             self.native.table, "--definition", str(clicks.DEFINITION), "--ending-now"],
            capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        mark = self.native.get("items", pk="ingest#" + clicks.SAMPLE.name, sk="mark")["item"]
        self.clicks = clicks.moved(clicks.load(), mark["shift"])
        self.by_series = collections.defaultdict(list)
        for click in self.clicks:
            for series in clicks.series_of(click):
                self.by_series[series].append(click)
        self.first = min(click["t"] for click in self.clicks) // 60 * 60
        self.last = max(click["t"] for click in self.clicks) // 60 * 60 + 60

    def links(self, count):
        """The most clicked ones."""
        links = (series for series in self.by_series if series.startswith("L#"))
        return sorted(links, key=lambda series: -len(self.by_series[series]))[:count]

    def select(self, series, start, end):
        """The clicks of several series in a window; one that belongs to two of them counts twice."""
        return [click for name in series for click in self.by_series[name]
                if start <= click["t"] < end]


@pytest.fixture(scope="module")
def hour(server):
    made = Hour(server)
    yield made
    made.native.delete()


def text(seconds):
    return datetime.datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(text):
    return int(datetime.datetime.fromisoformat(text).timestamp())


STEPS = {
    "15m": lambda at: at.replace(minute=at.minute // 15 * 15, second=0),
    "30m": lambda at: at.replace(minute=at.minute // 30 * 30, second=0),
    "minute": lambda at: at.replace(second=0),
    "hour": lambda at: at.replace(minute=0, second=0),
    "day": lambda at: at.replace(hour=0, minute=0, second=0),
}


def step_starts(selected, step, zone, start):
    """The clicks by the start of their step, in a zone's own time; the first begins with the window."""
    points = collections.defaultdict(list)
    for click in selected:
        at = start
        if step != "all":
            local = datetime.datetime.fromtimestamp(click["t"], zone)
            at = max(start, int(STEPS[step](local).timestamp()))
        points[at].append(click)
    return points


def must_count(point, selected, counters, deviations, about):
    """Sums are exact, the estimate is right within so many standard deviations; the answer's bounds
    are at three."""
    wanted = collections.Counter(
        name for click in selected for name in clicks.counters_of(click))
    for name in counters:
        assert point.get(name, 0) == wanted[name], (about, name)
    if selected:
        true = len({click["visitor"] for click in selected})
        lower, estimate, upper = (point["u"][name] for name in ("lower", "estimate", "upper"))
        assert lower <= estimate <= upper, about
        wider = deviations / 3
        assert (estimate - (estimate - lower) * wider <= true
                <= estimate + (upper - estimate) * wider), (about, true, point["u"])


def must_answer(
        answer, selected, step, zone, start, about, counters=("c",), deviations=3):
    must_count(answer["total"], selected, counters, deviations, about)
    wanted = step_starts(selected, step, zone, start)
    points = {seconds(point["at"]): point for point in answer["points"]}
    assert list(points) == sorted(wanted) and len(points) == len(answer["points"]), about
    for at, point in points.items():
        must_count(point, wanted[at], counters, deviations, (about, text(at)))


ZONES = ["UTC", "Europe/Rome", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
         "America/St_Johns"]


def ask(hour, series, start, end, **parameters):
    return hour.native.get(
        "series", series=series, **{"from": text(start), "to": text(end)}, union="u", deviations=3,
        **parameters)


@pytest.mark.parametrize("step", ["minute", "15m", "30m", "hour", "day", "all"])
@pytest.mark.parametrize("zone", ZONES)
def test_roll_ups_of_the_whole_hour_equal_brute_force(hour, step, zone):
    start, end = hour.first - 3600, hour.last + 3600
    counters = ("c", "country:US", "referrer:t.co")
    answer = ask(hour, "S#all", start, end, step=step, tz=zone, sum=",".join(counters))
    assert answer["step"] == step and answer["timezone"] == zone
    assert (seconds(answer["from"]), seconds(answer["to"])) == (start, end)
    must_answer(answer, hour.clicks, step, zoneinfo.ZoneInfo(zone), start, (step, zone), counters)


def test_every_country_and_referrer_is_summed_by_its_prefix(hour):
    answer = ask(hour, "S#all", hour.first, hour.last, step="minute", sum="c,country:*,referrer:*")
    points = step_starts(hour.clicks, "minute", UTC, hour.first)
    for point in (*answer["points"], answer["total"]):
        selected = points[seconds(point["at"])] if "at" in point else hour.clicks
        wanted = collections.Counter(
            name for click in selected for name in clicks.counters_of(click))
        assert {name: point[name] for name in point if name not in ("at", "u")} == wanted


def test_empty_minutes_are_filled_when_asked(hour):
    start, end = hour.first - 600, hour.last + 600
    answer = ask(hour, "S#all", start, end, step="minute", sum="c", fill=0)
    wanted = step_starts(hour.clicks, "minute", UTC, start)
    assert [seconds(point["at"]) for point in answer["points"]] == list(range(start, end, 60))
    for point in answer["points"]:
        selected = wanted.get(seconds(point["at"]), [])
        assert point["c"] == len(selected)
        assert (point["u"]["estimate"] == 0) == (not selected)


def test_random_windows_over_random_series_equal_brute_force(hour):
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    names = sorted(hour.by_series)
    for number in range(60):
        start = chance.randrange(hour.first - 3600, hour.last, 60)
        end = chance.randrange(start + 60, hour.last + 3660, 60)
        chosen = chance.sample(names, chance.choice((1, 2, 5, 20)))
        step = chance.choice(("minute", "15m", "30m", "hour", "day", "all"))
        zone = chance.choice(ZONES)
        answer = ask(hour, chosen, start, end, step=step, tz=zone, sum="c")
        # Windows at random are many: three deviations would be too few now and then.
        must_answer(
            answer, hour.select(chosen, start, end), step, zoneinfo.ZoneInfo(zone), start,
            (f"seed {seed}", number, chosen, text(start), text(end), step, zone), deviations=6)


@pytest.mark.parametrize("step", ["minute", "hour", "all"])
def test_fifty_links_merged_and_as_rows_equal_brute_force(hour, step):
    links = hour.links(50)
    merged = ask(hour, links, hour.first, hour.last, step=step, sum="c")
    must_answer(merged, hour.select(links, hour.first, hour.last), step, UTC, hour.first, step)
    answer = ask(hour, links, hour.first, hour.last, step=step, sum="c", merge="false")
    assert [row["series"] for row in answer["rows"]] == links
    for row in answer["rows"]:
        must_answer(row, hour.by_series[row["series"]], step, UTC, hour.first, row["series"])
    assert sum(row["total"]["c"] for row in answer["rows"]) == merged["total"]["c"]


def test_everything_is_what_the_buckets_of_all_time_hold(hour):
    for series in ("S#all", "D#1.usa.gov", *hour.links(3)):
        answer = hour.native.get("series", series=series, step="all", sum="c", union="u", deviations=3)
        assert answer["points"] == []
        must_count(answer["total"], hour.by_series[series], ("c",), 3, series)


@pytest.mark.parametrize("by", ["c", "u"])
def test_the_top_links_equal_brute_force(hour, by):
    start, end = hour.first + 600, hour.last - 600
    for window in ({}, {"from": text(start), "to": text(end), "tz": "Europe/Rome"}):
        selected = {
            series: [click for click in clicked if not window or start <= click["t"] < end]
            for series, clicked in hour.by_series.items() if series.startswith("L#")}
        selected = {series: clicked for series, clicked in selected.items() if clicked}
        answer = hour.native.get("top", by=by, prefix="L#", limit=100, deviations=3, **window)
        assert answer["ranked"] == len(selected)
        rows = [(row["series"], row["total"]["c"]) for row in answer["rows"]]
        for row in answer["rows"]:
            must_count(row["total"], selected[row["series"]], ("c",), 6, (row["series"], window))
        if by == "c":
            wanted = sorted(selected, key=lambda series: (-len(selected[series]), series.encode()))
            assert rows == [(series, len(selected[series])) for series in wanted[:100]]
            assert answer["sum"] == sum(map(len, selected.values()))
        else:
            estimates = [row["total"]["u"]["estimate"] for row in answer["rows"]]
            assert estimates == sorted(estimates, reverse=True)
