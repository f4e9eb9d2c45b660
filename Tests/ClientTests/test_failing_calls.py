"""System calls that fail in a real server: some ask for another try, some end it in order."""

import os
import pathlib
import shutil
import subprocess

import pytest

from server import Connection, Server

TABLE = "clicks"
KEY = {"pk": {"S": "L#a"}}

# Fails calls as a file says: "CALL CODE EVERY OFFSET-MAX PATH-PART". Every EVERY-th call goes well, none
# when that is 0; only writes before OFFSET-MAX are meant, all when that is 0.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
#include <fcntl.h>

static long counts[8];

static int fails(const char *call, int number, int fd, const char *path, long offset) {
    const char *plan = getenv("FAILING_CALLS");
    FILE *file = plan ? fopen(plan, "re") : NULL;
    if (!file) return 0;
    char name[32], part[256], link[64], target[4096];
    int code, every, failed = 0;
    long offset_max;
    while (fscanf(file, "%31s %d %d %ld %255s", name, &code, &every, &offset_max, part) == 5) {
        if (strcmp(name, call)) continue;
        if (!path) {
            snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
            ssize_t length = readlink(link, target, sizeof target - 1);
            if (length < 0) continue;
            target[length] = 0;
            path = target;
        }
        if (!strstr(path, part) || (offset_max && offset >= offset_max)) continue;
        long count = __atomic_add_fetch(&counts[number], 1, __ATOMIC_SEQ_CST);
        if (every == 0 || count % every != 0) failed = code;
    }
    fclose(file);
    return failed;
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name)) dlsym(RTLD_NEXT, #name)
#define FAIL(name, number, fd, path, offset) \
    int code = fails(#name, number, fd, path, offset); if (code) { errno = code; return -1; }

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    FAIL(pwrite, 0, fd, NULL, offset) REAL(pwrite); return real(fd, bytes, count, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    FAIL(pwrite, 0, fd, NULL, offset) REAL(pwrite64); return real(fd, bytes, count, offset);
}
int fdatasync(int fd) { FAIL(fdatasync, 1, fd, NULL, 0) REAL(fdatasync); return real(fd); }
int fsync(int fd) { FAIL(fsync, 2, fd, NULL, 0) REAL(fsync); return real(fd); }
int ftruncate(int fd, off_t size) {
    FAIL(ftruncate, 3, fd, NULL, 0) REAL(ftruncate); return real(fd, size);
}
int posix_fallocate(int fd, off_t offset, off_t size) {
    int code = fails("posix_fallocate", 4, fd, NULL, 0); if (code) return code;
    REAL(posix_fallocate); return real(fd, offset, size);
}
int posix_fallocate64(int fd, off64_t offset, off64_t size) {
    int code = fails("posix_fallocate", 4, fd, NULL, 0); if (code) return code;
    REAL(posix_fallocate64); return real(fd, offset, size);
}
int rename(const char *from, const char *to) {
    FAIL(rename, 5, -1, from, 0) REAL(rename); return real(from, to);
}
int unlink(const char *path) { FAIL(unlink, 6, -1, path, 0) REAL(unlink); return real(path); }
"""

CALLS = ["pwrite", "fdatasync", "fsync", "ftruncate", "posix_fallocate", "rename", "unlink"]
INTERRUPTED, IO_ERROR, AGAIN = 4, 5, 11


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("failing-calls")
    source = folder / "shim.c"
    source.write_text(SHIM)
    library = folder / "shim.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-w", "-o", str(library), str(source), "-ldl"],
        check=True)
    return library


@pytest.fixture
def failing(shim, tmp_path, monkeypatch):
    """A server whose calls fail as `plan` says from the moment it says so."""
    plan = tmp_path / "plan"
    monkeypatch.setenv("LD_PRELOAD", str(shim))
    monkeypatch.setenv("FAILING_CALLS", str(plan))
    server = Server("--checkpoint-seconds", "1")
    server.plan = plan
    try:
        yield server
    finally:
        server.remove()


def make_table(server):
    Connection(server).must("CreateTable", {
        "TableName": TABLE, "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]})


def count(connection):
    return connection.call("UpdateItem", {
        "TableName": TABLE, "Key": KEY, "UpdateExpression": "ADD c :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}}})


def counted(server):
    answer = Connection(server).must("GetItem", {"TableName": TABLE, "Key": KEY})
    return int(answer["Item"]["c"]["N"])


@pytest.mark.parametrize("code", [INTERRUPTED, AGAIN])
def test_calls_that_ask_for_another_try_get_one(failing, code):
    # Two of three calls fail, those at the start included.
    failing.plan.write_text("".join(f"{call} {code} 3 0 /data/log\n" for call in CALLS))
    failing.start()
    make_table(failing)
    connection = Connection(failing)
    for _ in range(200):
        status, answer = count(connection)
        assert status == 200, answer
    failing.kill()
    failing.start()
    assert counted(failing) == 200
    assert failing.stop() == 0, failing.log()
    failing.plan.unlink()
    assert failing.check().returncode == 0


def test_checkpoints_that_are_interrupted_are_repeated(failing):
    failing.start()
    make_table(failing)
    connection = Connection(failing)
    for _ in range(50):
        assert count(connection)[0] == 200
    failing.plan.write_text(f"fdatasync {INTERRUPTED} 3 0 /data/base\n")
    assert failing.stop() == 0, failing.log()
    failing.plan.unlink()
    failing.start()
    assert counted(failing) == 50
    assert "checkpoint failed" not in failing.log()


def test_a_meta_page_that_cannot_be_written_is_an_input_output_error(failing):
    failing.start()
    make_table(failing)
    connection = Connection(failing)
    for _ in range(20):
        assert count(connection)[0] == 200
    acknowledged = 20
    failing.plan.write_text(f"pwrite {IO_ERROR} 0 8192 /data/base/data.mdb\n")
    for _ in range(100_000):
        try:
            status, _ = count(connection)
        except OSError:
            break
        if status != 200:
            break
        acknowledged += 1
    assert failing.process.wait(timeout=60) == 1
    log = failing.log()
    assert "Input/output error" in log
    assert "(5)" in log
    assert "damaged" not in log
    assert "PANIC" not in log
    failing.plan.unlink()
    assert failing.check().returncode == 0
    failing.start()
    assert acknowledged <= counted(failing) <= acknowledged + 1
    assert failing.stop() == 0
