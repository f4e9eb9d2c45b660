"""The README's examples of the native API work as they are printed."""

import contextlib
import io
import json
import re
import subprocess

import pytest

from contract import DOCUMENT, Tables, validator
from server import ROOT

README = (ROOT / "README.md").read_text()


def block(heading, language, server):
    section = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
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
    Tables(server).call("DELETE", "/clicks")


def test_the_calls(server):
    table, increment, batch, series, problem = run(block("Aggregates over HTTP", "sh", server))
    assert table["name"] == "clicks" and len(table["series"]["granularities"]) == 6
    assert increment["values"]["c"] == 1 and round(increment["values"]["u"]["estimate"]) == 1
    assert batch == {"applied": 2, "duplicate": False, "source": "edge-1", "sequence": 1}
    validator(DOCUMENT["components"]["schemas"]["MergedSeries"]).validate(series)
    assert len(series["points"]) == 7 and series["timezone"] == "Europe/Rome"
    assert series["total"]["c"] == 2 and series["total"]["country:IT"] == 1
    assert round(series["total"]["u"]["estimate"]) == 1
    assert sum(point["c"] for point in series["points"]) == 2
    said = re.search(r"The last one answers `(.*?)`", README, re.S)[1]
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
