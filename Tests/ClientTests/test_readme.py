"""The examples of the README, the manual and the page for developers work as they are printed, one by one
and all in their order."""

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys

import pytest

from contract import DOCUMENT, Tables, validator
from server import BINARY, ROOT, free_port

pytestmark = pytest.mark.own_program

PAGES = "\n".join(
    (ROOT / name).read_text()
    for name in ("README.md", "Documentation/Manual.md", "Documentation/Development.md"))


def block(heading, language, server):
    section = PAGES.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    text = re.search(rf"```{language}\n(.*?)```", section, re.S)[1]
    return text.replace("localhost:8000", f"127.0.0.1:{server.port}")


def run(commands):
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return documents(done.stdout)


def documents(text):
    found = []
    while text:
        value, end = json.JSONDecoder().raw_decode(text)
        found.append(value)
        text = text[end:].lstrip()
    return found


@pytest.fixture(autouse=True)
def no_table_afterwards(server):
    yield
    for name in ("clicks", "campaigns"):
        Tables(server).call("DELETE", f"/{name}")


def test_the_calls(server):
    table, increment, batch, series, campaigns, click, ranking, problem = run(
        block("Aggregates over HTTP", "sh", server))
    assert table["name"] == "clicks" and len(table["series"]["granularities"]) == 6
    assert increment["values"]["c"] == 1 and round(increment["values"]["u"]["estimate"]) == 1
    assert batch == {"applied": 2, "duplicate": False, "source": "edge-1", "sequence": 1}
    validator(DOCUMENT["components"]["schemas"]["MergedSeries"]).validate(series)
    assert len(series["points"]) == 7 and series["timezone"] == "Europe/Rome"
    assert series["total"]["c"] == 2 and series["total"]["country:IT"] == 1
    assert round(series["total"]["u"]["estimate"]) == 1
    assert sum(point["c"] for point in series["points"]) == 2
    assert [index["name"] for index in campaigns["indexes"]] == ["byOwner", "byTarget"]
    assert click["values"]["c"] == 1
    assert ranking == {"items": [
        {"link": "1.usa.gov/mars", "owner": "nasa", "title": "Mars", "c": 1}]}
    said = re.search(r"The last one answers `(.*?)`", PAGES, re.S)[1]
    assert json.loads(said.replace("\n", "")) == problem


def test_the_expressions(server):
    run(block("Aggregates over HTTP", "sh", server).split("# one atomic")[0])
    program = block("Sketches in expressions", "python", server)
    for _ in range(2):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(program, {})
        assert "'c': Decimal('1')" in printed.getvalue()
        estimate = re.search(r"'estimate\(u\)': Decimal\('([^']*)'\)", printed.getvalue())[1]
        assert round(float(estimate)) == 2


BUILDS = ("Tools/quickstart", "Tools/install", "Tools/test", "quipu=$(Tools/release")


def blocks():
    """Every block of commands, in order: (language, text). Others are drawings."""
    found = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", PAGES, re.S | re.M)
    return [(language, text) for language, text in found if language]


def test_every_block_of_the_pages_works_in_its_order_on_a_fresh_server(tmp_path):
    """In one shell, as somebody types them who has no server yet. What builds, tests and measures
    takes minutes, and is not done here: of that each command has to be there."""
    for folder in ("Tools", "Schemas", "Samples"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    port = free_port()
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "quipu").symlink_to(BINARY)
    # What never ends by itself is ended after a while.
    (programs / "curl").write_text(
        f"""#!/bin/bash
case " $* " in *" -N "*) timeout 2 {shutil.which("curl")} "$@"; [ $? = 124 ] ;;
*) exec {shutil.which("curl")} "$@" ;; esac
""")
    (programs / "curl").chmod(0o755)
    script = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    languages = []
    for language, text in blocks():
        languages.append(language)
        lines = text.replace("localhost:8000", f"127.0.0.1:{port}")
        if lines.lstrip().startswith(BUILDS):
            for command in re.findall(r"Tools/[a-z]+", lines):
                assert os.access(ROOT / command, os.X_OK), command
            continue
        if language == "python":
            lines = f"{shlex.quote(sys.executable)} - <<'END'\n{lines}END\n"
        script += [f"echo '=== {len(languages)}'", lines]
    assert set(languages) == {"sh", "python"} and len(script) > 10
    script.append("kill $! && wait $!\n")
    environment = dict(
        os.environ, PATH=f"{programs}:{os.environ['PATH']}", QUIPU_PORT=str(port),
        QUIPU_SERVER=f"http://127.0.0.1:{port}")
    process = subprocess.Popen(
        ["bash", "-c", "\n".join(script)], cwd=tmp_path, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        output, errors = process.communicate(timeout=200)
    finally:
        # A server that was left behind because a block failed.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    assert process.returncode == 0, output + errors
    for said in ('"c":{"N":"1"}', "table clicks made", '"duplicate":false', "event: change",
                 "estimate(u)", "installed handlers/milestone/milestone", "handler milestone made",
                 "shard"):
        assert said in output, f"{said} is not in\n{output}\n{errors}"
    assert '"status":5' not in output
    checked = subprocess.run(
        [BINARY, "check"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stdout + checked.stderr
