"""`quipu ingest` counts each click once, whatever happens on the way."""

import json
import random
import socket
import subprocess
import threading
import time
import uuid

import pytest

import clicks
from clicks import DEFINITION, SAMPLE
from conftest import ATTRIBUTES, KEY_SCHEMA
from native import Native
from server import BINARY, Server

pytestmark = pytest.mark.own_program


def command(server, file, *options, url=None):
    return [BINARY, "ingest", str(file), "--server", url or server.url,
            "--definition", str(DEFINITION), *options]


def ingest(server, file, *options, url=None):
    return subprocess.run(
        command(server, file, *options, url=url), capture_output=True, text=True, timeout=300)


def top(server, table, *options):
    return subprocess.run(
        [BINARY, "top", "--server", server.url, "--table", table, *options],
        capture_output=True, text=True, timeout=300)


def mark(server, table, source=SAMPLE.name):
    return Native(server, table).get("items", pk=f"ingest#{source}", sk="mark")["item"]


def must_hold(server, client, table, file, source=None):
    """The table holds the file's clicks, moved as it was decided when they were first counted."""
    shift = mark(server, table, source or file.name)["shift"]
    clicks.must_hold(client, table, clicks.moved(clicks.load(file), shift))


@pytest.fixture
def name():
    return "clicks-" + uuid.uuid4().hex[:8]


def test_every_counter_of_the_sample_is_exact_and_a_second_run_counts_nothing(server, client, name):
    first = ingest(server, SAMPLE, "--table", name, "--ending-now")
    assert first.returncode == 0, first.stderr
    moved, counted = first.stdout.splitlines()
    assert moved.startswith("this source's clicks are moved by")
    assert counted == "counted 3440 clicks, 3440 in all"
    assert "100%" in first.stderr
    must_hold(server, client, name, SAMPLE)
    # The move stays what it was, whether it is asked for again or not.
    for options in ([], ["--ending-now"], ["--batch-clicks", "7"]):
        second = ingest(server, SAMPLE, "--table", name, *options)
        assert second.returncode == 0
        assert second.stdout.splitlines() == [
            moved, "nothing new: all 3440 clicks are counted already"]
    must_hold(server, client, name, SAMPLE)


def test_the_most_clicked_links_are_shown_beside_the_exact_numbers(server, name):
    assert ingest(server, SAMPLE, "--table", name, "--ending-now").returncode == 0
    shown = top(server, name, "--limit", "2", "--expect-clicks", "3440", "--exact", str(SAMPLE))
    assert shown.returncode == 0, shown.stderr
    title, heads, *rows = shown.stdout.splitlines()
    assert title == "3440 clicks of all time on 754 links; most clicked:"
    assert heads.split() == ["clicks", "exact", "visitors", "range", "exact"]
    hour = clicks.load()
    for row, link, true in zip(rows, ["1.usa.gov/vNJS4H", "1.usa.gov/wcndER", "the whole site"],
                               [836, 422, 3440], strict=True):
        assert row.endswith(link)
        count, exact, estimate, lower, _, upper, visitors = row.removesuffix(link).split()
        assert (int(count), int(exact)) == (true, true)
        assert int(visitors) == len({
            click["visitor"] for click in hour
            if link in ("the whole site", f"{click['domain']}/{click['link']}")})
        assert float(lower) <= float(estimate) <= float(upper)
    # A window of its own: the first half hour.
    moved = clicks.moved(hour, mark(server, name)["shift"])
    start = min(click["t"] for click in moved) // 60 * 60
    window = ["--from", utc(start), "--to", utc(start + 1800)]
    some = sum(click["t"] < start + 1800 for click in moved)
    shown = top(server, name, *window, "--expect-clicks", str(some), "--exact", str(SAMPLE))
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith(f"{some} clicks from {window[1]} to {window[3]} on ")
    assert shown.stdout.splitlines()[-1].split()[:2] == [str(some), str(some)]
    assert top(server, name, "--expect-clicks", "3441").returncode == 1


def utc(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def test_a_table_that_is_missing_is_made_only_from_a_definition(server, name):
    refused = subprocess.run(
        [BINARY, "ingest", str(SAMPLE), "--server", server.url, "--table", name],
        capture_output=True, text=True, timeout=60)
    assert refused.returncode == 1
    assert name in refused.stderr and "quipu table put" in refused.stderr
    for word in ("made", "is as defined"):
        put = subprocess.run(
            [BINARY, "table", "put", str(DEFINITION), "--name", name, "--server", server.url],
            capture_output=True, text=True, timeout=60)
        assert put.returncode == 0, put.stderr
        assert put.stdout == f"table {name} {word}\n"
    done = subprocess.run(
        [BINARY, "ingest", str(SAMPLE), "--server", server.url, "--table", name],
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    # The clicks are from 2012: nothing is kept so long by minute, hour and day.
    assert "counts were left out" in done.stderr


def test_a_run_that_is_killed_goes_on_where_it_was(server, client, name):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    native = Native(server, name)
    clicks_at_kill = sorted(chance.sample(range(3200), 8))
    start = command(server, SAMPLE, "--table", name, "--ending-now", "--batch-clicks", "20")
    for clicks_then in clicks_at_kill:
        clicks.kill_when_ingested(start, native, SAMPLE.name, clicks_then, chance)
    done = subprocess.run(start, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    must_hold(server, client, name, SAMPLE)


def test_a_batch_that_may_have_been_counted_is_sent_again_as_it_was(server, client, name, tmp_path):
    """The worker dies after it has moved the mark, before or after the batch was counted; then the
    file grows and another size of batches is wanted."""
    file = tmp_path / "clicks.ndjson"
    lines = SAMPLE.read_text().splitlines(keepends=True)
    for reached in (False, True):
        table = f"{name}-{reached}"
        proxy = DeafProxy(server, reached)
        file.write_text("".join(lines[:300]))
        broken = ingest(server, file, "--table", table, "--retry-seconds", "1", "--batch-clicks",
                        "250", "--ending-now", url=proxy.url)
        proxy.listener.close()
        assert broken.returncode == 1 and "did not answer" in broken.stderr
        pending = mark(server, table, file.name)
        assert (pending["counted"], pending["clicks"]) == (False, 250)
        file.write_text("".join(lines[:700]))
        done = ingest(server, file, "--table", table, "--batch-clicks", "33")
        counted = 450 if reached else 700
        assert done.stdout.splitlines()[1] == f"counted {counted} clicks, 700 in all", done.stderr
        must_hold(server, client, table, file)


class DeafProxy:
    """Passes everything on but the answers to events; those do not even reach the server, or their
    answers never come back."""

    def __init__(self, server, reaches):
        self.server = server
        self.reaches = reaches
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        """Requests come one after the other, each in whole before the next."""
        with client, socket.create_connection(("127.0.0.1", self.server.port)) as upstream:
            while request := self.message(client):
                is_events = b"/events " in request.split(b"\r\n", 1)[0]
                if is_events and not self.reaches:
                    return
                upstream.sendall(request)
                answer = self.message(upstream)
                if is_events:
                    return
                client.sendall(answer)

    @staticmethod
    def message(connection):
        """One request or answer with a Content-Length."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                return b""
            data += more
        head, body = data.split(b"\r\n\r\n", 1)
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        missing = int(fields.get(b"content-length", b"0")) - len(body)
        while missing > 0:
            more = connection.recv(65536)
            if not more:
                return b""
            data += more
            missing -= len(more)
        return data


class SlowProxy(DeafProxy):
    """Keeps the first events back until it is told to pass them on."""

    def __init__(self, server):
        self.arrived = threading.Event()
        self.released = threading.Event()
        super().__init__(server, reaches=True)

    def serve(self, client):
        with client, socket.create_connection(("127.0.0.1", self.server.port)) as upstream:
            while request := self.message(client):
                if b"/events " in request.split(b"\r\n", 1)[0]:
                    self.arrived.set()
                    self.released.wait(timeout=60)
                upstream.sendall(request)
                client.sendall(self.message(upstream))


@pytest.mark.parametrize("ends", [True, False])
def test_a_worker_whose_batch_was_settled_by_another_leaves_the_mark_alone(
        server, client, name, tmp_path, ends):
    """Its batch is a duplicate at its first sending, but not by something that is no ingest: the
    other one has taken over the mark, whether it came further than that batch or not."""
    proxy = SlowProxy(server)
    slow = subprocess.Popen(
        command(server, SAMPLE, "--table", name, "--ending-now", "--batch-clicks", "300",
                url=proxy.url), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert proxy.arrived.wait(timeout=60)
    other = SAMPLE
    if not ends:
        # Named as the sample is: nothing follows the batch.
        other = tmp_path / SAMPLE.name
        other.write_text("".join(SAMPLE.read_text().splitlines(keepends=True)[:300]))
    done = ingest(server, other, "--table", name)
    assert done.returncode == 0, done.stderr
    taken = mark(server, name)
    proxy.released.set()
    _, errors = slow.communicate(timeout=60)
    proxy.listener.close()
    assert slow.returncode == 1 and "another ingest is using the same source" in errors
    assert mark(server, name) == taken
    must_hold(server, client, name, other)


class ForgetfulProxy:
    """Passes requests on to a server, but now and then cuts the connection before the answer, when
    the server has already done its work."""

    def __init__(self, server, seed):
        self.server = server
        self.chance = random.Random(seed)
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.relay, args=(client,), daemon=True).start()

    def relay(self, client):
        upstream = socket.create_connection(("127.0.0.1", self.server.port))

        def forward():
            try:
                while data := client.recv(65536):
                    upstream.sendall(data)
            except OSError:
                pass
            finally:
                upstream.close()

        threading.Thread(target=forward, daemon=True).start()
        try:
            while data := upstream.recv(65536):
                if self.chance.random() < 0.15:
                    self.cuts += 1
                    break
                client.sendall(data)
        except OSError:
            pass
        # Both directions: only closing would wait for the thread that still reads.
        for end in (client, upstream):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        client.close()


def test_answers_that_are_lost_are_not_counted_again(server, client, name):
    seed = random.randrange(1 << 32)
    proxy = ForgetfulProxy(server, seed)
    done = ingest(server, SAMPLE, "--table", name, "--ending-now", "--batch-clicks", "100",
                  url=proxy.url)
    proxy.listener.close()
    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    assert proxy.cuts > 3
    assert "trying again" in done.stderr
    must_hold(server, client, name, SAMPLE)


def test_a_server_that_goes_down_and_comes_back_is_waited_for(name):
    server = Server().start()
    try:
        process = subprocess.Popen(
            command(server, SAMPLE, "--table", name, "--batch-clicks", "100"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # The first batches have been counted when the first line of progress is there.
        process.stderr.readline()
        server.kill()
        server.start()
        output, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
        assert output == "counted 3440 clicks, 3440 in all\n"
        assert top(server, name, "--expect-clicks", "3440").returncode == 0
        assert server.stop() == 0
    finally:
        server.remove()


def test_a_file_that_has_grown_is_counted_from_where_it_ended(server, client, name, tmp_path):
    file = tmp_path / "clicks.ndjson"
    lines = SAMPLE.read_text().splitlines(keepends=True)
    total = 0
    # Once without the end of its last line, which comes with the next ones.
    for count, cut in ((100, 0), (250, 1), (251, 0), (900, 0)):
        file.write_text("".join(lines[:count])[:-cut or None])
        done = ingest(server, file, "--table", name, "--batch-clicks", "90", "--ending-now")
        assert done.stdout.splitlines()[1] == f"counted {count - total} clicks, {count} in all"
        total = count
    must_hold(server, client, name, file)


def test_another_file_under_the_same_name_is_refused(server, name, tmp_path):
    file = tmp_path / "clicks.ndjson"
    lines = SAMPLE.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:100]))
    assert ingest(server, file, "--table", name).returncode == 0
    for other in (lines[100:200], lines[:50]):
        file.write_text("".join(other))
        refused = ingest(server, file, "--table", name)
        assert refused.returncode == 1
        assert "does not begin with what was counted" in refused.stderr
    file.write_text("".join(lines[100:200]))
    assert ingest(server, file, "--table", name, "--source", "other").returncode == 0


def test_several_workers_on_one_source_count_each_click_once(server, client, name):
    workers = [
        subprocess.Popen(
            command(server, SAMPLE, "--table", name, "--batch-clicks", size, "--ending-now"),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for size in ("100", "100", "70", "50")]
    for worker in workers:
        _, errors = worker.communicate(timeout=120)
        assert worker.returncode == 0 or "another ingest is using the same source" in errors, errors
    assert ingest(server, SAMPLE, "--table", name).returncode == 0
    must_hold(server, client, name, SAMPLE)


@pytest.mark.parametrize("sequence", [1, 10**18])
def test_a_source_that_something_else_uses_is_noticed(server, client, name, sequence):
    assert ingest(server, SAMPLE, "--table", name, "--ending-now").returncode == 0
    Native(server, name).post("events", {"source": "mine", "sequence": sequence, "events": []})
    for _ in range(3):
        refused = ingest(server, SAMPLE, "--table", name, "--source", "mine")
        assert refused.returncode == 1 and refused.stdout == ""
        assert "something else is using the same source" in refused.stderr
    must_hold(server, client, name, SAMPLE)


def test_a_source_that_something_else_uses_later_is_noticed(server, client, name, tmp_path):
    file = tmp_path / "clicks.ndjson"
    lines = SAMPLE.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:300]))
    assert ingest(server, file, "--table", name, "--ending-now").returncode == 0
    counted = mark(server, table=name, source=file.name)
    Native(server, name).post("events", {
        "source": file.name, "sequence": counted["sequence"] + 1, "events": []})
    file.write_text("".join(lines[:700]))
    for _ in range(2):
        refused = ingest(server, file, "--table", name)
        assert refused.returncode == 1
        assert "something else is using the same source" in refused.stderr
    left = mark(server, name, file.name)
    assert (left["clicks"], left["counted"]) == (300, True)
    file.write_text("".join(lines[:300]))
    must_hold(server, client, name, file)


def many_links(file, count):
    """One click on each of so many links, a few seconds ago."""
    now = int(time.time()) - 5
    file.write_text("".join(
        json.dumps({"t": now, "domain": "d", "link": f"l{n}", "visitor": f"v{n}"}) + "\n"
        for n in range(count)))


# With a granularity for every unit, which is as many items as the largest batches may touch.
YEARLY = json.loads(DEFINITION.read_text())
YEARLY["series"]["granularities"] += [
    {"name": "year", "prefix": "y#", "format": "yyyy"},
    {"name": "half-hour", "prefix": "H#", "format": "yyyyMMddHHmm", "length": "30m"}]


class Hurdle:
    """A link's counter that cannot be added to, until it is taken away."""

    def __init__(self, client, table, link):
        self.client = client
        self.table = table
        self.key = {"pk": {"S": f"L#{link}"}, "sk": {"S": "A#"}}

    def put(self):
        # One more would take more digits than a number has.
        self.client.put_item(TableName=self.table, Item={**self.key, "c": {"N": "1e100"}})

    def remove(self):
        self.client.delete_item(TableName=self.table, Key=self.key)


def must_hold_links(client, native, file):
    items = sum(page["Count"] for page in client.get_paginator("scan").paginate(
        TableName=native.table, Select="COUNT"))
    # Eight for each link, the domain and the site, and the mark.
    count = len(clicks.load(file))
    assert items == 8 * (count + 2) + 1
    for series in ("S#all", "D#d", f"L#d/l{count - 1}"):
        item = native.get("items", pk=series, sk="A#")["item"]
        assert item["c"] == (1 if series.startswith("L#") else count)


def test_a_batch_that_is_refused_may_be_cut_otherwise(server, client, name, tmp_path):
    file = tmp_path / "links.ndjson"
    many_links(file, 5200)
    native = Native(server, name)
    native.define(YEARLY)
    hurdle = Hurdle(client, name, "d/l2000")
    hurdle.put()
    largest = ["--table", name, "--batch-clicks", "2083"]
    for _ in range(2):
        refused = ingest(server, file, *largest)
        assert refused.returncode == 1
        assert "A batch of 2083 clicks was refused" in refused.stderr
        assert "update-refused" in refused.stderr and "events[2000]" in refused.stderr
        left = mark(server, name, file.name)
        assert (left["clicks"], left["end"], left["counted"]) == (0, 0, True)
    # Smaller ones go through up to that click.
    refused = ingest(server, file, "--table", name, "--batch-clicks", "300")
    assert refused.returncode == 1 and "events[200]" in refused.stderr
    left = mark(server, name, file.name)
    assert (left["clicks"], left["counted"]) == (1800, True)
    hurdle.remove()
    done = ingest(server, file, *largest)
    assert done.stdout == "counted 3400 clicks, 5200 in all\n", done.stderr
    must_hold_links(client, native, file)


def test_a_batch_in_doubt_that_is_refused_may_be_cut_otherwise(server, client, name, tmp_path):
    file = tmp_path / "links.ndjson"
    many_links(file, 700)
    native = Native(server, name)
    native.define(YEARLY)
    proxy = DeafProxy(server, reaches=False)
    broken = ingest(server, file, "--table", name, "--retry-seconds", "1", "--batch-clicks", "600",
                    url=proxy.url)
    proxy.listener.close()
    assert broken.returncode == 1 and "did not answer" in broken.stderr
    hurdle = Hurdle(client, name, "d/l500")
    hurdle.put()
    for size, counted in ((600, 0), (200, 400), (100, 500)):
        refused = ingest(server, file, "--table", name, "--batch-clicks", str(size))
        assert refused.returncode == 1 and "was refused" in refused.stderr
        left = mark(server, name, file.name)
        assert (left["clicks"], left["counted"]) == (counted, True)
    hurdle.remove()
    done = ingest(server, file, "--table", name)
    assert done.stdout == "counted 200 clicks, 700 in all\n", done.stderr
    must_hold_links(client, native, file)


def test_the_largest_batch_is_as_large_as_a_server_takes(server, client, name, tmp_path):
    """Each click has its own link, domain and year: all its items but the whole site's are new."""
    file = tmp_path / "links.ndjson"
    start = 31_536_000
    file.write_text("".join(
        json.dumps({"t": start + 86_400 * 40 * n, "domain": f"d{n}", "link": "l"}) + "\n"
        for n in range(2083)))
    definition = json.loads(json.dumps(YEARLY))
    for granularity in definition["series"]["granularities"]:
        granularity.pop("retention", None)
    native = Native(server, name)
    native.define(definition)
    done = ingest(server, file, "--table", name, "--batch-clicks", "2083")
    assert done.returncode == 0, done.stderr
    assert native.get("items", pk="S#all", sk="A#")["item"]["c"] == 2083
    assert "from 1 to 2083" in ingest(server, file, "--batch-clicks", "2778").stderr


def test_a_table_of_an_earlier_quipu_is_refused_with_advice(server, client, resource, name):
    """It made its table over the DynamoDB API, and its mark knew no start."""
    create_as_before(resource, name)
    table = resource.Table(name)
    table.put_item(Item={"pk": f"ingest#{SAMPLE.name}", "sk": "mark", "sequence": 3, "clicks": 5})
    advice = (f"it was made by an earlier quipu, or for something else. Delete it (DELETE "
              f"/v1/tables/{name}), use another --table, or another data directory "
              "(Tools/quickstart --data DIR).")
    refused = ingest(server, SAMPLE, "--table", name)
    assert refused.returncode == 1
    assert f"Table {name} on {server.url} has no series: {advice}" in refused.stderr
    assert table.scan()["Count"] == 1
    # Also when somebody has given it series since.
    native = Native(server, name)
    native.define(json.loads(DEFINITION.read_text()))
    refused = ingest(server, SAMPLE, "--table", name)
    assert refused.returncode == 1
    assert advice in refused.stderr and "mark" in refused.stderr
    assert table.scan()["Count"] == 1
    # The advice helps.
    native.delete()
    assert ingest(server, SAMPLE, "--table", name, "--ending-now").returncode == 0
    must_hold(server, client, name, SAMPLE)


def create_as_before(resource, name):
    resource.create_table(
        TableName=name, KeySchema=KEY_SCHEMA, AttributeDefinitions=ATTRIBUTES,
        BillingMode="PAY_PER_REQUEST").wait_until_exists()


@pytest.mark.parametrize("line, field", [
    ("not json", "not JSON"),
    ("[1]", "JSON object"),
    ('{"domain":"d","link":"l"}', '"t"'),
    ('{"t":"1","domain":"d","link":"l"}', '"t"'),
    ('{"t":-1,"domain":"d","link":"l"}', '"t"'),
    ('{"t":1e99,"domain":"d","link":"l"}', '"t"'),
    ('{"t":1,"link":"l"}', '"domain"'),
    ('{"t":1,"domain":"d","link":""}', '"link"'),
    ('{"t":1,"domain":"d","link":7}', '"link"'),
    ('{"t":1,"domain":"d","link":"l","visitor":7}', '"visitor"'),
])
def test_a_bad_line_is_named_with_its_field(server, name, tmp_path, line, field):
    good = '{"t":1331923247,"domain":"d","link":"l"}\n'
    file = tmp_path / "bad.ndjson"
    file.write_text(good + "\n" + line + "\n" + good)
    refused = ingest(server, file, "--table", name)
    assert refused.returncode == 1
    assert "line 3" in refused.stderr and field in refused.stderr
    skipped = ingest(server, file, "--table", name, "--skip-invalid")
    assert skipped.returncode == 0, skipped.stderr
    assert "counted 2 clicks" in skipped.stdout
    assert "1 line was no click\n" in skipped.stderr
