"""What `quipu ingest` reads: files that are being written, packed ones, standard input, rotations."""

import collections
import gzip
import json
import os
import signal
import subprocess
import uuid

import pytest

import clicks
from clicks import DEFINITION, SAMPLE
from handlers import until
from native import Native
from server import BINARY
from test_ingest import command, ingest, mark

pytestmark = pytest.mark.own_program

LINES = SAMPLE.read_text().splitlines(keepends=True)


@pytest.fixture
def name():
    return "clicks-" + uuid.uuid4().hex[:8]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "clicks.ndjson"


def counted(server, file, table, *options, content=None):
    """Runs an ingest that must go well, and returns what it says of it."""
    done = subprocess.run(
        command(server, file, "--table", table, "--json", *options),
        input=content, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    answer = json.loads(done.stdout)
    return answer["counted"], answer["total"], done.stderr.decode()


def total(server, table):
    return Native(server, table).get("items", pk="S#all", sk="A#")["item"]["c"]


def must_count(client, table, wanted):
    """Every link has exactly its clicks. They are of 2012, so only what is kept for ever is there."""
    found = {}
    for page in client.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            if item["sk"]["S"] == "A#":
                found[item["pk"]["S"]] = int(item["c"]["N"])
    assert found == collections.Counter(
        series for click in wanted for series in clicks.series_of(click))


@pytest.mark.parametrize("cut", [1, 40])
@pytest.mark.parametrize("options", [[], ["--skip-invalid"]])
def test_a_line_that_is_still_being_written_is_left_for_the_next_run(
        server, client, name, file, cut, options):
    whole = "".join(LINES[:50])
    file.write_text(whole + LINES[50][:-1 - cut])
    first, all_, notes = counted(server, file, name, *options)
    assert (first, all_) == (50, 50)
    assert f"({len(LINES[50]) - 1 - cut} bytes): it is left for the next run" in notes
    # Also when nothing else is new.
    assert counted(server, file, name, *options)[:2] == (0, 50)
    file.write_text("".join(LINES[:60]))
    more, all_, notes = counted(server, file, name, *options)
    assert (more, all_) == (10, 60) and "left for the next run" not in notes
    assert total(server, name) == 60


def test_a_whole_last_line_that_is_no_click_is_named(server, name, file):
    file.write_text(LINES[0] + '{"t": 1}')
    refused = ingest(server, file, "--table", name)
    assert refused.returncode == 1
    assert "line 2" in refused.stderr and '"domain" is missing' in refused.stderr
    assert counted(server, file, name, "--skip-invalid")[:2] == (1, 1)


def test_a_file_of_nothing_or_of_half_a_line_counts_nothing(server, name, file):
    for text in ("", "\n \n", '{"t":13', "\ufeff"):
        file.write_text(text)
        assert counted(server, file, name)[:2] == (0, 0)


def test_a_byte_order_mark_and_carriage_returns_are_no_part_of_a_line(server, name, file):
    file.write_bytes(b"\xef\xbb\xbf" + "".join(LINES[:20]).replace("\n", "\r\n").encode())
    assert counted(server, file, name)[:2] == (20, 20)
    with file.open("ab") as grown:
        grown.write(LINES[20].replace("\n", "\r\n").encode())
    assert counted(server, file, name)[:2] == (1, 21)


def test_a_packed_file_is_counted_by_its_content(server, client, name, tmp_path):
    packed = tmp_path / "clicks.ndjson.gz"
    packed.write_bytes(gzip.compress("".join(LINES[:2000]).encode()))
    assert counted(server, packed, name, "--batch-clicks", "300")[:2] == (2000, 2000)
    assert counted(server, packed, name)[:2] == (0, 2000)
    # A member more, as `gzip >> file` writes it, and padding.
    with packed.open("ab") as grown:
        grown.write(gzip.compress("".join(LINES[2000:]).encode()) + bytes(512))
    assert counted(server, packed, name)[:2] == (1440, 3440)
    # Unpacked it is the same source, with the same content.
    plain = tmp_path / "clicks.ndjson"
    plain.write_text("".join(LINES))
    assert counted(server, plain, name)[:2] == (0, 3440)
    assert total(server, name) == 3440


def test_a_packed_file_that_is_still_being_written_is_counted_as_far_as_it_goes(
        server, name, tmp_path):
    packed = tmp_path / "clicks.gz"
    whole = gzip.compress("".join(LINES).encode())
    packed.write_bytes(whole[:len(whole) // 2])
    first, all_, _ = counted(server, packed, name)
    assert 0 < first < 3440
    packed.write_bytes(whole)
    assert counted(server, packed, name)[:2] == (3440 - first, 3440)


def test_a_damaged_packed_file_is_named(server, name, tmp_path):
    packed = tmp_path / "clicks.gz"
    whole = bytearray(gzip.compress("".join(LINES).encode()))
    whole[len(whole) // 2] ^= 0x55
    packed.write_bytes(whole)
    refused = ingest(server, packed, "--table", name)
    assert refused.returncode == 1
    assert "clicks.gz" in refused.stderr


@pytest.mark.parametrize("start, word, converter", [
    (b"\x28\xb5\x2f\xfd\x04\x00", "zstd", "zstd -dc"),
    (b"BZh91AY", "bzip2", "bzip2 -dc"),
    (b"\xfd7zXZ\x00", "xz", "xz -dc"),
    ("\ufeff{}".encode("utf-16-le"), "UTF-16", "iconv -f UTF-16"),
    ("\ufeff{}".encode("utf-16-be"), "UTF-16", "iconv -f UTF-16"),
    ('{"t":1}'.encode("utf-16-le"), "UTF-16", "iconv -f UTF-16LE"),
    ('{"t":1}'.encode("utf-16-be"), "UTF-16", "iconv -f UTF-16BE"),
])
def test_what_is_not_read_is_refused_by_name(server, name, file, start, word, converter):
    file.write_bytes(start + bytes(range(32)))
    for options in ([], ["--skip-invalid"]):
        refused = ingest(server, file, "--table", name, *options)
        assert refused.returncode == 1 and refused.stdout == ""
        assert word in refused.stderr and converter in refused.stderr


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input_is_read(server, name, pack):
    content = pack("".join(LINES).encode())
    assert counted(server, "-", name, content=content)[:2] == (3440, 3440)
    assert mark(server, name, "stdin")["counted"]
    # The same again, and more of it: what is counted is passed over.
    assert counted(server, "-", name, content=content)[:2] == (0, 3440)
    more = pack("".join(LINES + LINES[:5]).encode())
    assert counted(server, "-", name, content=more)[:2] == (5, 3445)
    other = subprocess.run(
        command(server, "-", "--table", name), input=pack(LINES[7].encode()),
        capture_output=True, timeout=60)
    assert other.returncode == 1 and b"--source" in other.stderr
    assert counted(server, "-", name, "--source", "other", content=pack(LINES[7].encode()))[0] == 1
    assert total(server, name) == 3446


def test_what_comes_slowly_through_a_pipe_is_not_kept_waiting(server, name):
    process = subprocess.Popen(
        command(server, "-", "--table", name), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    native = Native(server, name)
    for number in range(3):
        process.stdin.write(LINES[number].encode())
        process.stdin.flush()
        until(lambda: native.ingested("stdin") == number + 1 if exists(server, name) else False,
              f"click {number}")
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert b"counted 3 clicks, 3 in all" in output


def exists(server, name):
    native = Native(server, name)
    return native.session.get(native.url).status_code == 200


@pytest.mark.parametrize("options", [
    ["-", "--follow"], ["-", "--ending-now"], ["x", "--follow", "--ending-now"]])
def test_what_does_not_go_together_is_wrong_usage(server, options):
    assert ingest(server, *options).returncode == 64


def test_a_file_that_cannot_be_read_is_told_before_anything_is_made(server, name, tmp_path):
    for path, word in ((tmp_path / "missing", "No such file"), (tmp_path, "directory")):
        refused = ingest(server, path, "--table", name)
        assert refused.returncode == 1
        assert str(path) in refused.stderr and word in refused.stderr
    assert not exists(server, name)


class Following:
    """An ingest that follows a file."""

    def __init__(self, server, file, name, *options):
        self.native = Native(server, name)
        self.source = file.name
        self.errors = open(file.parent / "errors", "w+")
        self.process = subprocess.Popen(
            command(server, file, "--table", name, "--follow", "--json", *options),
            stdout=subprocess.PIPE, stderr=self.errors, text=True)

    def reach(self, count):
        until(self.has(count), f"{count} clicks")

    def has(self, count):
        def condition():
            assert self.process.poll() is None, self.said()
            answer = self.native.session.get(
                f"{self.native.url}/items", params={"pk": "S#all", "sk": "A#"})
            return answer.status_code == 200 and answer.json()["item"]["c"] == count
        return condition

    def said(self):
        self.errors.flush()
        self.errors.seek(0)
        return self.errors.read()

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, self.said()
        return json.loads(output)

    def kill(self):
        self.process.kill()
        self.process.wait()


def append(file, lines):
    with file.open("a") as grown:
        grown.write("".join(lines))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_live_file_is_followed_until_a_signal(server, name, file, number):
    append(file, LINES[:10])
    following = Following(server, file, name)
    following.reach(10)
    append(file, LINES[10:20] + [LINES[20][:30]])
    following.reach(20)
    append(file, [LINES[20][30:]])
    following.reach(21)
    answer = following.stop(number)
    assert (answer["counted"], answer["total"]) == (21, 21)
    assert mark(server, name, file.name)["counted"] is True
    # It goes on where it was, followed or not.
    append(file, LINES[21:30])
    again = Following(server, file, name)
    again.reach(30)
    assert again.stop()["counted"] == 9
    assert counted(server, file, name)[:2] == (0, 30)


def rename_and_create(file):
    os.rename(file, f"{file}.1")
    file.touch()


def copy_and_truncate(file):
    file.with_name(file.name + ".1").write_bytes(file.read_bytes())
    os.truncate(file, 0)


@pytest.mark.parametrize("rotate", [rename_and_create, copy_and_truncate])
@pytest.mark.parametrize("running", [True, False])
def test_a_rotated_file_is_counted_to_its_end_and_the_new_one_from_its_beginning(
        server, client, name, file, rotate, running):
    append(file, LINES[:100])
    following = Following(server, file, name)
    following.reach(100)
    if not running:
        following.kill()
    append(file, LINES[100:150])
    rotate(file)
    append(file, LINES[150:170])
    if not running:
        following = Following(server, file, name)
    following.reach(170)
    append(file, LINES[170:200])
    following.reach(200)
    assert following.stop()["total"] == 200
    must_count(client, name, clicks.load()[:200])


def test_several_rotations_while_nobody_followed_are_made_up_for(server, client, name, file):
    append(file, LINES[:100])
    following = Following(server, file, name)
    following.reach(100)
    following.kill()
    append(file, LINES[100:110])
    # What is older, or nothing of ours, is left alone.
    os.rename(file, f"{file}.3")
    file.with_name(file.name + ".bak").write_text(LINES[0])
    file.with_name(file.name + ".2.gz").write_bytes(
        gzip.compress("".join(LINES[110:120]).encode()))
    file.with_name(file.name + ".1").write_text("".join(LINES[120:130]))
    file.write_text("".join(LINES[130:140]))
    for age, suffix in ((30, ".3"), (20, ".2.gz"), (10, ".1")):
        at = os.stat(file).st_mtime - age
        os.utime(f"{file}{suffix}", (at, at))
    following = Following(server, file, name)
    following.reach(140)
    assert following.stop()["total"] == 140
    must_count(client, name, clicks.load()[:140])


def test_a_file_whose_counted_part_is_nowhere_is_not_followed(server, name, file):
    append(file, LINES[:100])
    assert ingest(server, file, "--table", name).returncode == 0
    file.write_text("".join(LINES[100:150]))
    refused = subprocess.run(
        command(server, file, "--table", name, "--follow"), capture_output=True, text=True,
        timeout=60)
    assert refused.returncode == 1 and "--source" in refused.stderr


def test_a_follower_that_is_killed_counts_each_click_once(server, client, name, file):
    written = 0
    for count in (700, 1500, 2500, 3440):
        append(file, LINES[written:count])
        if written:
            rename_and_create(file) if count == 2500 else None
        written = count
        following = Following(server, file, name, "--batch-clicks", "50")
        until(lambda: following.native.ingested(file.name) > count - 400
              if exists(server, name) else False, "most of it")
        following.kill()
    following = Following(server, file, name)
    following.reach(3440)
    following.stop()
    must_count(client, name, clicks.load())
