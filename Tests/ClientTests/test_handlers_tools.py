"""The handlers of `Tools/handlers`, first each by itself, then on an hour of real clicks."""

import collections
import gzip
import importlib.machinery
import importlib.util
import itertools
import json
import os
import pathlib
import random
import subprocess
import sys
import time
import tracemalloc

import pytest

import clicks
import handlers
from handlers import TOOLS, Webhook, count, quipu, serving, table, until
from native import Native
from server import BINARY

pytestmark = pytest.mark.own_program

NAMES = ["archive", "lambda", "milestone", "spike"]
LABEL = "2026-11-23T08:15:02.123"


@pytest.fixture(scope="module")
def installed():
    return handlers.installed()


def record(sequence, event="REMOVE", old=None, new=None, at=1_795_421_702, keys=None):
    change = {"ApproximateCreationDateTime": float(at), "SequenceNumber": f"{sequence:021}",
              "Keys": keys or {"pk": {"S": "L#x"}, "sk": {"S": "A#"}}}
    if old is not None:
        change["OldImage"] = old
    if new is not None:
        change["NewImage"] = new
    return {"eventName": event, "eventSource": "aws:dynamodb", "dynamodb": change,
            "eventSourceARN": f"arn:aws:dynamodb:us-east-1:000000000000:table/clicks/stream/{LABEL}"}


def run(program, *arguments, events, **environment):
    """Gives a program its events and returns its answers."""
    done = subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, timeout=60,
        input="".join(json.dumps({"Records": records}) + "\n" for records in events),
        env={**os.environ, **environment})
    return done, [json.loads(line) for line in done.stdout.splitlines()]


def test_an_example_definition_comes_with_every_handler_and_is_one():
    with serving() as server:
        server.install(*NAMES)
        server.session.put(f"{server.url}/v1/tables/clicks", timeout=30, json={
            **json.loads(clicks.DEFINITION.read_text()), "stream": {"view": "new-and-old-images"}})
        assert quipu("table", "put", TOOLS / "spike" / "alerts.json", "--server", server.url).returncode == 0
        for name in NAMES:
            done = quipu("handler", "add", TOOLS / name / f"{name}.handler.json", "--server", server.url,
                         "--paused")
            assert done.returncode == 0, done.stderr
            readme = (TOOLS / name / "README.md").read_text()
            assert f"Tools/handlers/install handlers {name}" in readme


def test_install_says_what_it_does_and_refuses_what_is_not_there(tmp_path):
    for arguments, code in (([], 64), (["--help"], 0), ([str(tmp_path), "nothing"], 1)):
        done = subprocess.run([TOOLS / "install", *arguments], capture_output=True, text=True, timeout=60)
        assert done.returncode == code
        assert "Tools/handlers/install" in done.stdout + done.stderr


# milestone

def count_change(sequence, old, new, event="MODIFY"):
    return record(sequence, event, old=None if old is None else {"c": {"N": str(old)}},
                  new={"c": {"N": str(new)}})


def test_milestone_posts_each_milestone_that_is_reached(installed):
    webhook = Webhook()
    try:
        done, answers = run(
            installed / "milestone" / "milestone", "10", "100", HANDLER_WEBHOOK=webhook.url, events=[
                [count_change(1, None, 3, "INSERT"), count_change(2, 9, 10), count_change(3, 10, 11)],
                [count_change(4, 99, 101)], [], [count_change(5, 0, 1000)]])
    finally:
        webhook.close()
    assert answers == [{}] * 4, done.stderr
    assert [(post["milestone"], post["count"]) for post in webhook.taken()] == [
        (10, 10), (100, 101), (10, 1000), (100, 1000)]
    first, headers, _ = webhook.posts[0]
    assert first == {
        "id": f"{2:021}-10", "key": {"pk": "L#x", "sk": "A#"}, "counter": "c", "milestone": 10,
        "count": 10, "at": "2026-11-23T08:15:02Z"}
    assert headers["Idempotency-Key"] == first["id"]


def test_milestone_names_the_first_change_that_it_could_not_tell(installed):
    webhook = Webhook(lambda body: 500 if body["milestone"] == 100 else 200)
    try:
        _, answers = run(
            installed / "milestone" / "milestone", "10", "100", "1000", HANDLER_WEBHOOK=webhook.url,
            events=[[count_change(1, 9, 10), count_change(2, 99, 100), count_change(3, 999, 1000)]])
    finally:
        webhook.close()
    assert answers == [{"batchItemFailures": [{"itemIdentifier": f"{2:021}"}]}]
    assert [post["milestone"] for post, _, _ in webhook.posts] == [10, 100]


# archive

ITEM = {"c": {"N": "12345678901234567890.125"}, "country:IT": {"N": "3"}, "u": {"B": "AQID"},
        "tags": {"SS": ["ä", "b"]}, "sizes": {"NS": ["1", "2.5"]}, "on": {"BOOL": True},
        "none": {"NULL": True}, "deep": {"M": {"list": {"L": [{"N": "1"}, {"S": 'quote"'}]}}}}


def archived(directory):
    """Every line of every file, read as Spark reads them: hidden files are none."""
    lines = []
    for path in sorted(pathlib.Path(directory).rglob("*.gz")):
        if not path.name.startswith("."):
            with gzip.open(path, "rt", encoding="utf-8") as file:
                lines += [(path, json.loads(line)) for line in file]
    return lines


def test_archive_keeps_each_removal_once_however_often_it_comes(installed, tmp_path):
    program = installed / "archive" / "archive"
    first, second = record(1, old=ITEM), record(2, old={"c": {"N": "1"}})
    for events in ([[first], [first, second]], [[second, first]], [[first], []]):
        done, answers = run(program, str(tmp_path), events=events)
        assert done.returncode == 0 and answers == [{}] * len(events), done.stderr
    lines = archived(tmp_path)
    assert [line["sequence"] for _, line in lines] == [f"{1:021}", f"{2:021}"]
    path, line = lines[0]
    assert path.relative_to(tmp_path).parts == (
        "clicks", "day=2026-11-23", "expired-20261123T081502.123.ndjson.gz")
    assert line["removed"] == "2026-11-23T08:15:02Z"
    assert line["item"] == {
        "pk": "L#x", "sk": "A#", "c": 12345678901234567890.125, "country:IT": 3, "u": "AQID",
        "tags": ["ä", "b"], "sizes": [1, 2.5], "on": True, "none": None,
        "deep": {"list": [1, 'quote"']}}
    with gzip.open(path, "rt") as file:
        assert '"c":12345678901234567890.125' in file.read()


def test_archive_has_a_file_for_each_day(installed, tmp_path):
    # More days than it keeps open.
    days = [record(number, old=ITEM, at=1_795_421_702 + 86_400 * (number % 12)) for number in range(36)]
    done, _ = run(installed / "archive" / "archive", str(tmp_path), events=[[day] for day in days])
    assert done.returncode == 0, done.stderr
    assert len(archived(tmp_path)) == 36
    assert len(list((tmp_path / "clicks").iterdir())) == 12


def test_archive_goes_on_behind_whatever_a_dead_writer_left(installed, tmp_path):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    program = installed / "archive" / "archive"
    run(program, str(tmp_path), events=[[record(1, old=ITEM)], [record(2, old=ITEM)]])
    [(path, _), _] = archived(tmp_path)
    whole = path.read_bytes()
    member = gzip.compress(b'{"sequence":"000000000000000000003","removed":"x","item":{}}\n')
    ends = [b"\0" * 4096, b"\x1f", *(member[:cut] for cut in range(1, len(member), 12)),
            *(chance.randbytes(chance.randrange(1, 200)) for _ in range(5))]
    for number, end in enumerate(ends, start=3):
        path.write_bytes(whole + end)
        done, answers = run(program, str(tmp_path), events=[[record(number, old=ITEM)]])
        assert answers == [{}], done.stderr
        sequences = [int(line["sequence"]) for _, line in archived(tmp_path)]
        assert sequences == [1, 2, number], (f"seed {seed}", end)
        [aside] = path.parent.glob(".*.unfinished-at-*")
        assert aside.read_bytes() == end
        aside.unlink()


@pytest.fixture(scope="module")
def archive(installed):
    """The program as a module."""
    loader = importlib.machinery.SourceFileLoader("archive", str(installed / "archive" / "archive"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("archive", loader))
    loader.exec_module(module)
    return module


def test_the_numbers_of_an_archive_are_those_that_it_was_given(archive):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    numbers, model = archive.Numbers(), set()
    start = 0
    for size in [1, 5000, *(chance.randrange(1, 1000) for _ in range(60)), 20_000]:
        # Mostly at the end, sometimes anywhere, sometimes together.
        start += 3 * size
        least, most = chance.choice([(start, start + 4 * size), (0, start + 4 * size), (0, 4 * size)])
        new = {chance.randrange(least, most) for _ in range(size)} - model
        numbers.update(new)
        model |= new
    assert sorted(model) == [number for block in numbers.blocks for number in block], f"seed {seed}"
    assert all(0 < len(block) <= archive.Numbers.BLOCK for block in numbers.blocks)
    for number in chance.sample(range(start + 10), 20_000):
        assert (number in numbers) == (number in model), (f"seed {seed}", number)


def removals(archive, numbers):
    return [archive.Removal(record(number, old={"c": {"N": "1"}})) for number in numbers]


def test_what_others_append_costs_an_archive_only_its_own_size(archive, tmp_path):
    mine, theirs = archive.Archive(str(tmp_path)), archive.Archive(str(tmp_path))
    name = removals(archive, [0])[0].path
    for start in range(0, 200_000, 10_000):
        theirs.file(name).append(removals(archive, range(start, start + 10_000)))
    mine.file(name).append(removals(archive, [200_000]))
    held = mine.file(name).sequences
    assert sum(map(sys.getsizeof, held.blocks)) < 9 * 200_001
    tracemalloc.start()
    try:
        for number in range(200_001, 200_011):
            (theirs if number % 2 else mine).file(name).append(removals(archive, [number]))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 1 << 20
    assert len(archived(tmp_path)) == 200_011


def test_a_new_file_of_an_archive_is_synced_with_all_directories_above_it(archive, tmp_path, monkeypatch):
    synced = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (
        fsync(file), synced.append(os.readlink(f"/proc/self/fd/{file}"))))
    root = tmp_path / "made" / "by" / "it"
    archive.Archive(str(root)).file("clicks/day=2026-11-23/x.ndjson.gz").append(removals(archive, [1]))
    day = root / "clicks" / "day=2026-11-23"
    assert synced[-1] == str(day / "x.ndjson.gz")
    directories = [day, *day.parents]
    assert set(synced[:-1]) == {str(path) for path in directories[:directories.index(tmp_path) + 1]}
    # Another process may have made the directories and died before it synced them.
    synced.clear()
    archive.Archive(str(root)).file("clicks/day=2026-11-23/x.ndjson.gz").append(removals(archive, [2]))
    assert {str(day), str(day.parent), str(root)} <= set(synced)


def test_an_archive_begins_again_where_somebody_took_its_file_away(archive, tmp_path):
    mine = archive.Archive(str(tmp_path / "archive"))
    days = [record(number, old=ITEM) for number in range(4)]
    mine.add(days[:2])
    [path] = (tmp_path / "archive").rglob("*.gz")
    path.rename(tmp_path / "copied.gz")
    mine.add(days[2:3])
    path.unlink()
    mine.add(days[3:])
    assert [line["sequence"] for _, line in archived(tmp_path)] == [
        f"{number:021}" for number in (3, 0, 1)]


def test_archives_that_write_at_the_same_time_keep_everything_once(installed, tmp_path):
    records = [record(number, old=ITEM) for number in range(200)]
    programs = []
    for start in (0, 50, 100):
        program = subprocess.Popen(
            [installed / "archive" / "archive", tmp_path], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        program.part = iter(records[start:start + 100])
        programs.append(program)
    for _ in range(100):
        for program in programs:
            program.stdin.write(json.dumps({"Records": [next(program.part)]}) + "\n")
            program.stdin.flush()
    for program in programs:
        assert program.communicate(timeout=60)[0] == "{}\n" * 100
    assert sorted(int(line["sequence"]) for _, line in archived(tmp_path)) == list(range(200))


def test_archive_fails_what_it_does_not_understand(installed, tmp_path):
    for bad in (record(1, "MODIFY", old=ITEM), record(1)):
        done, answers = run(installed / "archive" / "archive", str(tmp_path), events=[[bad]])
        assert done.returncode != 0 and answers == []
        assert "Error" in done.stderr.splitlines()[-1]


def test_what_expires_ends_in_the_archive(tmp_path):
    with serving() as server:
        server.install("archive")
        source = table(server, "source", view="old-image", timeToLive={"attribute": "ttl", "mode": "exact"})
        server.add("archive", "source", "archive/archive", arguments=[str(tmp_path)],
                   filters=json.loads((TOOLS / "archive" / "archive.handler.json").read_text())["filters"])
        now = int(time.time())
        for number in range(30):
            count(source, f"k{number}", number + 1,
                  set={"ttl": now + (1 if number < 20 else 3600)}, observe={"u": f"v{number}"})
        delete = Native(server, "source")
        answer = delete.session.post(
            server.url, timeout=30, json={"TableName": "source", "Key": {"pk": {"S": "k29"}}},
            headers={"X-Amz-Target": "DynamoDB_20120810.DeleteItem",
                     "Content-Type": "application/x-amz-json-1.0"})
        assert answer.status_code == 200
        until(lambda: len(archived(tmp_path)) == 20, "twenty items to expire", server)
        for _ in range(2):
            server.drain("archive")
            lines = [line["item"] for _, line in archived(tmp_path)]
            assert sorted((line["pk"], line["c"]) for line in lines) == sorted(
                (f"k{number}", number + 1) for number in range(20))
            assert all(isinstance(line["u"], str) for line in lines)
            answer = server.call("POST", "/archive/replay", json={"from": "trim-horizon"})
            assert answer.status_code == 200
            time.sleep(0.2)


# lambda

FUNCTION = '''
import json
import os
import subprocess

print("loaded: this goes to the log")
calls = 0


def lambda_handler(event, context):
    """Writes what it sees into a file, and fails once."""
    global calls
    calls += 1
    assert context.get_remaining_time_in_millis() > 0 and context.aws_request_id
    where = [arn.split(":")[3:5] for arn in (
        context.invoked_function_arn, event["Records"][0]["eventSourceARN"])]
    assert where[0] == where[1], where
    # What it starts does not take the next events for its input.
    assert subprocess.run(["cat"], check=True, stdout=subprocess.PIPE).stdout == b""
    print("called", calls)
    if not os.path.exists(os.environ["HANDLER_SEEN"]):
        open(os.environ["HANDLER_SEEN"], "w").close()
        raise RuntimeError("the first time always fails")
    with open(os.environ["HANDLER_SEEN"], "a") as file:
        for record in event["Records"]:
            file.write(json.dumps([
                record["eventID"], record["eventName"], record["eventVersion"], record["eventSource"],
                record["awsRegion"], record["eventSourceARN"], record["dynamodb"],
                context.function_name]) + "\\n")
    return {"statusCode": 200, "writes": 3, "errorMessage": "none"}
'''


def test_a_stock_lambda_function_runs_unmodified():
    with serving() as server:
        server.install("lambda")
        (server.handlers / "lambda" / "stock.py").write_text(FUNCTION)
        source = table(server, "source", view="new-and-old-images")
        server.add("stock", "source", "lambda/lambda", arguments=["stock.lambda_handler"],
                   environment={"HANDLER_SEEN": server.notes_path("seen")})
        for by in (1, 2):
            count(source, "k", by)
        source.session.post(f"{source.url}/increment", timeout=30, json={
            "key": {"pk": "other"}, "set": {"word": "ü", "data": {"deep": [1, None, True]}}})
        server.drain("stock")
        seen = {change["SequenceNumber"]: (name, change, function)
                for _, name, version, source_name, region, arn, change, function in server.notes("seen")
                if (version, source_name, region) == ("1.1", "aws:dynamodb", "us-east-1")
                and ":table/source/stream/" in arn}
        changes = [seen[sequence] for sequence in sorted(seen)]
        assert {function for _, _, function in changes} == {"stock"}
        of_k = [change for _, change, _ in changes if change["Keys"] == {"pk": {"S": "k"}}]
        assert [change["NewImage"]["c"]["N"] for change in of_k] == ["1", "3"]
        assert "OldImage" not in of_k[0] and of_k[1]["OldImage"] == {"pk": {"S": "k"}, "c": {"N": "1"}}
        [other] = [change for _, change, _ in changes if change["Keys"] == {"pk": {"S": "other"}}]
        assert other["NewImage"] == {
            "pk": {"S": "other"}, "word": {"S": "ü"},
            "data": {"M": {"deep": {"L": [{"N": "1"}, {"NULL": True}, {"BOOL": True}]}}}}
        state = server.state("stock")
        assert state["errors"] == 1 and "RuntimeError: the first time always fails" in state["lastError"]
        assert "this goes to the log" in server.log()


def test_the_example_function_reports_what_it_cannot_read(installed):
    good, bad, better = (count_change(number, 1, 2) for number in (1, 2, 3))
    bad["dynamodb"]["NewImage"]["c"]["N"] = "many"
    # What follows the record that it reports comes again with it, and must not count twice.
    done, answers = run(
        installed / "lambda" / "lambda", "example.handler", events=[[good, bad, better], [better]])
    assert answers == [{"batchItemFailures": [{"itemIdentifier": f"{2:021}"}]}, {"batchItemFailures": []}]
    assert "'c': '2'" in done.stderr and "'c': '3'" not in done.stderr


# The hour.

MILESTONES = [10, 50, 100, 250, 500, 1000]
FACTOR, FLOOR, MINUTES = 3, 5, 10
BATCH_CLICKS = 10


def wanted_milestones(hour):
    """Which links reach which milestones, and at what count: a batch is counted as a whole."""
    counts, found = collections.Counter(), set()
    for batch in batches(hour):
        added = collections.Counter(clicks.series_of(click)[0] for click in batch)
        for link, by in added.items():
            found |= {(link, milestone, counts[link] + by) for milestone in MILESTONES
                      if counts[link] < milestone <= counts[link] + by}
            counts[link] += by
    return found


def wanted_spikes(hour):
    """Which minutes of which links are far above the mean of the minutes before."""
    minutes, found = collections.Counter(), {}
    whole = collections.Counter(
        (clicks.series_of(click)[0], click["t"] // 60) for click in hour)
    for batch in batches(hour):
        added = collections.Counter(
            (clicks.series_of(click)[0], click["t"] // 60) for click in batch)
        for (link, minute), by in added.items():
            old = minutes[link, minute]
            new = minutes[link, minute] = old + by
            before = sum(whole[link, earlier] for earlier in range(minute - MINUTES, minute))
            threshold = max(FLOOR, -(-FACTOR * before // MINUTES))
            if old < threshold <= new:
                sort = time.strftime("spike#m#%Y%m%d%H%M", time.gmtime(minute * 60))
                found[link, sort] = (new, threshold, before)
    return found


def batches(hour):
    for start in range(0, len(hour), BATCH_CLICKS):
        yield hour[start:start + BATCH_CLICKS]


@pytest.mark.parametrize("kills", [0, 12])
def test_the_real_hour_has_the_right_milestones_and_spikes(kills):
    """Also while server and handlers are killed: then a milestone may be told again, a spike not."""
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    # Someone's web server has a bad moment now and then.
    answers = itertools.cycle([200, 200, 200, 200, 500])
    webhook = Webhook(lambda body: next(answers))
    try:
        with serving() as server:
            server.install("milestone", "spike")
            native = Native(server, "clicks")
            native.define({**json.loads(clicks.DEFINITION.read_text()), "stream": {"view": "changes"}})
            alerts = ["table", "put", TOOLS / "spike" / "alerts.json"]
            assert quipu(*alerts, "--server", server.url).returncode == 0
            milestone = json.loads((TOOLS / "milestone" / "milestone.handler.json").read_text())
            milestone["filters"][0]["dynamodb"]["NewImage"]["c"]["N"] = [{"crossed": MILESTONES}]
            server.add(**{**milestone, "arguments": [str(number) for number in MILESTONES],
                          "environment": {"HANDLER_WEBHOOK": webhook.url}})
            spike = json.loads((TOOLS / "spike" / "spike.handler.json").read_text())
            spike["filters"][0]["dynamodb"]["NewImage"]["c"]["N"] = [{"ddb-numeric": [">=", FLOOR]}]
            server.add(**{**spike, "arguments": [
                server.url, "alerts", str(FACTOR), str(FLOOR), str(MINUTES)]})
            ingest = subprocess.Popen(
                [BINARY, "ingest", clicks.SAMPLE, "--server", server.url, "--ending-now",
                 "--batch-clicks", str(BATCH_CLICKS)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # A server that never answered is not waited for.
            while ingest.poll() is None and native.ingested(clicks.SAMPLE.name) == 0:
                time.sleep(0.01)
            for number in range(kills):
                time.sleep(chance.uniform(0, 1))
                if number % 3:
                    server.kill_child(chance)
                else:
                    server.kill()
                    server.start()
            assert ingest.wait(timeout=120) == 0
            server.drain("milestone", "spike")
            mark = native.get("items", pk="ingest#" + clicks.SAMPLE.name, sk="mark")["item"]
            hour = clicks.moved(clicks.load(), mark["shift"])

            taken = [(post["key"]["pk"], post["milestone"], post["count"]) for post in webhook.taken()]
            assert set(taken) == wanted_milestones(hour) and len(set(taken)) > 20, f"seed {seed}"
            # Whoever minds hearing of something again goes by its id.
            assert len({post["id"] for post in webhook.taken()}) == len(set(taken))
            if not kills:
                assert len(taken) == len(set(taken))
            firsts = collections.defaultdict(list)
            for link, number, _ in dict.fromkeys(taken):
                firsts[link].append(number)
            assert all(numbers == sorted(numbers) for numbers in firsts.values())

            wanted = wanted_spikes(hour)
            found = scan(server, "alerts")
            assert found == wanted and len(wanted) > 10, f"seed {seed}"
            for name in ("milestone", "spike"):
                state = server.state(name)
                assert state["dropped"] == 0 and (kills or state["filtered"] > 1000), state
            print(f"{len(taken)} milestones told, {len(set(taken))} reached; {len(found)} spikes")
    finally:
        webhook.close()


def scan(server, name):
    answer = server.session.post(
        server.url, json={"TableName": name}, timeout=30,
        headers={"X-Amz-Target": "DynamoDB_20120810.Scan",
                 "Content-Type": "application/x-amz-json-1.0"}).json()
    assert "LastEvaluatedKey" not in answer
    found = {}
    for item in answer["Items"]:
        assert item["minutes"] == {"N": str(MINUTES)}
        found[item["pk"]["S"], item["sk"]["S"]] = tuple(
            int(item[field]["N"]) for field in ("count", "threshold", "before"))
    return found
