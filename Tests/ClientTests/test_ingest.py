"""`quipu ingest` counts each click once, whatever happens on the way."""

import collections
import json
import random
import socket
import subprocess
import threading
import time
import uuid

import pytest

from server import BINARY, ROOT, Server

SAMPLE = ROOT / "Samples" / "usagov-clicks.ndjson"


def ingest(server, file, *options, url=None):
    return subprocess.run(
        [BINARY, "ingest", str(file), "--server", url or server.url, *options],
        capture_output=True, text=True, timeout=300)


def top(server, table, *options):
    return subprocess.run(
        [BINARY, "top", "--server", server.url, "--table", table, *options],
        capture_output=True, text=True, timeout=300)


def expected_counts(file):
    """What every counter of the file must be, worked out independently."""
    counts = collections.Counter()
    with open(file) as lines:
        for line in lines:
            click = json.loads(line)
            at = time.gmtime(click["t"])
            for series in (f"L#{click['domain']}/{click['link']}", "S#all"):
                for bucket in ("A#", "d#%Y%m%d", "h#%Y%m%d%H", "m#%Y%m%d%H%M"):
                    counts[series, time.strftime(bucket, at)] += 1
    return counts


def counts(client, table):
    found = {}
    for page in client.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            if "c" in item:
                found[item["pk"]["S"], item["sk"]["S"]] = int(item["c"]["N"])
    return found


@pytest.fixture
def name():
    return "clicks-" + uuid.uuid4().hex[:8]


def test_every_counter_of_the_sample_is_exact_and_a_second_run_counts_nothing(server, client, name):
    first = ingest(server, SAMPLE, "--table", name)
    assert first.returncode == 0, first.stderr
    assert first.stdout == "counted 3440 clicks, 3440 in all\n"
    assert "100%" in first.stderr
    assert counts(client, name) == expected_counts(SAMPLE)
    second = ingest(server, SAMPLE, "--table", name)
    assert second.returncode == 0
    assert second.stdout == "nothing new: all 3440 clicks are counted already\n"
    assert counts(client, name) == expected_counts(SAMPLE)
    shown = top(server, name, "--limit", "2", "--expect-clicks", "3440")
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.splitlines()[1:] == ["     836  1.usa.gov/vNJS4H", "     422  1.usa.gov/wcndER"]
    assert top(server, name, "--expect-clicks", "3441").returncode == 1


def test_a_run_that_is_killed_goes_on_where_it_was(server, client, name):
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    kills = 0
    while True:
        process = subprocess.Popen(
            [BINARY, "ingest", str(SAMPLE), "--server", server.url, "--table", name],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            process.communicate(timeout=None if kills >= 8 else chance.uniform(0.05, 0.6))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            kills += 1
            continue
        assert process.returncode == 0
        break
    assert counts(client, name) == expected_counts(SAMPLE), f"seed {seed}"


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
    done = ingest(server, SAMPLE, "--table", name, url=proxy.url)
    proxy.listener.close()
    assert done.returncode == 0, f"seed {seed}: {done.stderr}"
    assert proxy.cuts > 3
    assert "trying again" in done.stderr
    assert counts(client, name) == expected_counts(SAMPLE), f"seed {seed}"


def test_a_server_that_goes_down_and_comes_back_is_waited_for(name):
    server = Server().start()
    try:
        process = subprocess.Popen(
            [BINARY, "ingest", str(SAMPLE), "--server", server.url, "--table", name],
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
    file.write_text("".join(lines[:100]))
    assert ingest(server, file, "--table", name).stdout == "counted 100 clicks, 100 in all\n"
    file.write_text("".join(lines[:250]))
    assert ingest(server, file, "--table", name).stdout == "counted 150 clicks, 250 in all\n"
    assert counts(client, name) == expected_counts(file)


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
    assert "1 lines were no clicks" in skipped.stderr
