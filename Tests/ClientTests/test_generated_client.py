"""A client that openapi-python-client makes out of the contract works, and so does what such clients
send: every parameter that has a default, at its default."""

import importlib
import json
import os
import subprocess
import sys
import uuid

import pytest
import requests

from contract import DOCUMENT, SCHEMAS, Tables, example
from handlers import HandlerServer

pytestmark = pytest.mark.quipu_only


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """The package, freshly made; every module of it can be imported."""
    directory = tmp_path_factory.mktemp("generated")
    done = subprocess.run(
        [os.path.join(os.path.dirname(sys.executable), "openapi-python-client"), "generate", "--path",
         SCHEMAS / "openapi.json", "--output-path", directory / "quipu_client", "--meta", "none"],
        capture_output=True, text=True, timeout=120,
        env={**os.environ, "PATH": f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"})
    assert done.returncode == 0, done.stdout + done.stderr
    # NDJSON is the one thing that it cannot send.
    said = done.stdout + done.stderr
    assert said.count("WARNING") == said.count("Unsupported content type application/x-ndjson"), said
    sys.path.insert(0, str(directory))
    for file in sorted((directory / "quipu_client").rglob("*.py")):
        parts = file.relative_to(directory).with_suffix("").parts
        importlib.import_module(".".join(part for part in parts if part != "__init__"))
    yield importlib.import_module("quipu_client")
    sys.path.remove(str(directory))


@pytest.fixture
def name(server):
    made = "g" + uuid.uuid4().hex
    yield made
    Tables(server).call("DELETE", "/" + made)


def test_a_generated_client_drives_the_server(generated, server, name):
    from quipu_client import models
    from quipu_client.api.reading import read_items, read_series, read_top
    from quipu_client.api.tables import delete_table, describe_table, list_tables, put_table
    from quipu_client.api.writing import events, increment

    client = generated.Client(base_url=server.url)
    definition = models.TableDefinition.from_dict({**example("clicks"), "name": name})
    made = put_table.sync(name, client=client, body=definition)
    assert isinstance(made, models.TableDescription) and made.name == name
    assert describe_table.sync(name, client=client).to_dict() == made.to_dict()
    assert name in [table.name for table in list_tables.sync(client=client).tables]

    update = models.Increment.from_dict(
        {"key": {"pk": "L#a", "sk": "A#"}, "add": {"c": 2}, "observe": {"u": "v1"}})
    answer = increment.sync(name, client=client, body=update)
    assert answer.to_dict()["values"]["c"] == 2

    batch = models.EventBatch.from_dict({"source": "edge", "sequence": 1, "events": [
        {"at": "2026-11-22T20:41:07Z", "series": ["L#a", "S#all"], "add": {"c": 1},
         "observe": {"u": "v2"}}]})
    counted = events.sync(name, client=client, body=batch)
    assert (counted.applied, counted.duplicate) == (1, False)
    assert events.sync(name, client=client, body=batch).duplicate is True

    one = read_items.sync(name, client=client, pk="L#a", sk="A#")
    assert isinstance(one, models.ItemAnswer) and one.item["c"] == 3
    page = read_items.sync(name, client=client, pk="L#a", limit=1)
    assert isinstance(page, models.ItemPage) and len(page.items) == 1
    rest = read_items.sync(name, client=client, pk="L#a", cursor=page.cursor)
    assert "A#" in [item["sk"] for item in page.items + rest.items]

    merged = read_series.sync(name, client=client, series=["L#a", "S#all"])
    assert isinstance(merged, models.MergedSeries) and merged.total["c"] == 4
    assert round(merged.total["u"].estimate) == 2
    rows = read_series.sync(name, client=client, series=["L#a"], merge=False)
    assert isinstance(rows, models.SeriesRows) and rows.rows[0].total["c"] == 3
    top = read_top.sync(name, client=client, prefix="L#")
    assert [(row.series, row.total["c"]) for row in top.rows] == [("L#a", 3)]

    wrong = models.Increment.from_dict({"key": {"pk": "L#a"}, "add": {"c": 1}})
    refused = increment.sync_detailed(name, client=client, body=wrong)
    assert refused.status_code == 400 and refused.parsed.field == "key.sk"
    missing = read_items.sync_detailed(name, client=client, pk="L#a", sk="nothing")
    assert missing.status_code == 404
    assert str(missing.parsed.type_.value).endswith("item-not-found")

    assert delete_table.sync(name, client=client).name == name
    assert describe_table.sync_detailed(name, client=client).status_code == 404


def test_a_change_and_a_filled_point_are_read(generated):
    from quipu_client import models

    change = models.Change.from_dict(
        {"kind": "remove", "at": "2026-11-22T20:41:07.123456Z", "key": {"pk": "a"}, "expired": True})
    assert change.expired is True
    point = models.Point.from_dict(
        {"at": "2026-11-22T20:41:00Z", "c": None, "d": 1,
         "u": {"estimate": 1.0, "lower": 1.0, "upper": 1.0}})
    assert point["c"] is None and point["d"] == 1 and point["u"].estimate == 1


def calls():
    """Every call that has parameters with defaults, and more than one form of some."""
    window = {"from": "2026-11-20T00:00:00Z", "to": "2026-11-22T00:00:00Z"}
    forms = {
        ("get", "/v1/tables/{table}/items"): [{"pk": "L#a", "sk": "A#"}, {"pk": "L#a"}],
        ("delete", "/v1/tables/{table}/items"): [
            {"pk": "L#a", "sk": "A#"}, {"pk": "L#a", "prefix": "A"}],
        ("get", "/v1/tables/{table}/series"): [{"series": "L#a"}, {"series": "L#a", **window}],
        ("delete", "/v1/tables/{table}/series"): [{"series": "L#a"}],
        ("get", "/v1/tables/{table}/top"): [{}, window],
    }
    for path, item in DOCUMENT["paths"].items():
        for method, call in item.items():
            if method == "parameters":
                continue
            defaults = {
                parameter["name"]: parameter["schema"]["default"]
                for parameter in call.get("parameters", [])
                if parameter.get("in") == "query" and "default" in parameter["schema"]}
            for form in forms.get((method, path), [{}]) if defaults else []:
                yield method, path, form, defaults


BODIES = {
    "/v1/tables/{table}/increments": {
        "source": "edge", "sequence": 1,
        "updates": [{"key": {"pk": "L#b", "sk": "A#"}, "add": {"c": 1}}]},
    "/v1/tables/{table}/events": {
        "source": "edge", "sequence": 1,
        "events": [{"at": "2026-11-22T20:41:07Z", "series": ["L#b"], "add": {"c": 1}}]},
}


@pytest.fixture(scope="module")
def handlers(tmp_path_factory):
    running = HandlerServer()
    running.start()
    yield running
    running.stop()
    running.remove()


@pytest.mark.parametrize("method, path, form, defaults", calls(), ids=str)
def test_parameters_at_their_default_are_accepted_and_change_nothing(
        handlers, method, path, form, defaults):
    tables = Tables(handlers)
    url = handlers.url + path.replace("{table}", "clicks")
    said = {name: json.dumps(value) if isinstance(value, bool) else value
            for name, value in defaults.items()}

    def begin():
        tables.call("DELETE", "/clicks")
        tables.must("PUT", "/clicks", json={**example("clicks"), "stream": {"view": "changes"}})
        tables.must("POST", "/clicks/increment", json={
            "key": {"pk": "L#a", "sk": "A#"}, "set": {"c": 1}})

    def ask(parameters):
        """The answer of a table that is as it was before."""
        if method != "get":
            begin()
        body = json.dumps(BODIES[path]) if method == "post" else None
        with requests.request(
                method, url, params=parameters, data=body,
                headers={"Content-Type": "application/json"}, timeout=30, stream=True) as answer:
            assert answer.status_code == 200, answer.text
            return answer.json() if answer.headers["Content-Type"] == "application/json" else None

    begin()
    plain = ask(form)
    assert ask({**form, **said}) == plain
    # And each by itself.
    for one, value in said.items():
        assert ask({**form, one: value}) == plain
