"""Secondary indexes by the native API: what a definition says of them, and reads that are as of the last
write, also after the server was killed."""

import subprocess

import pytest

from contract import DOCUMENT, Tables, example, validator
from handlers import until
from server import BINARY, Server

pytestmark = pytest.mark.quipu_only
OWNERS = ("nasa", "esa")


@pytest.fixture
def tables(server):
    native = Tables(server)
    yield native
    native.call("DELETE", "/campaigns")


def fill(tables, count, name="campaigns"):
    updates = [
        {"key": {"link": f"L{number:03}"}, "add": {"c": number * 7919 % 1000},
         "set": {"owner": OWNERS[number % 2], "country": "it", "year": 2026 + number % 3,
                 "title": f"T{number}"}}
        for number in range(count)]
    tables.must("POST", f"/{name}/increments",
                json={"source": "fill", "sequence": 1, "updates": updates})


def read(tables, name="campaigns", **params):
    """All items of a read, whose pages follow each other by their cursors."""
    items, cursor = [], {}
    while True:
        page = tables.must("GET", f"/{name}/items", params=params | cursor)
        items += page["items"]
        if "cursor" not in page:
            return items
        cursor = {"cursor": page["cursor"]}


def figures(description):
    return {index["name"]: (index["status"], index["itemCount"])
            for index in description.get("indexes", [])}


def test_a_ranking_follows_every_write(tables):
    described = tables.must("PUT", "/campaigns", json=example("campaigns"))
    validator(DOCUMENT["components"]["schemas"]["TableDescription"]).validate(described)
    assert figures(described) == {"byOwner": ("active", 0), "byTarget": ("active", 0)}
    fill(tables, 200)
    for limit in (7, 1000):
        top = read(tables, index="byOwner", pk="nasa", reverse="true", limit=limit)
        assert len(top) == 100
        assert top == sorted(top, key=lambda item: (item["c"], item["link"]), reverse=True)
        assert set(top[0]) == {"link", "owner", "c", "title"}
    last = top[-1]
    tables.must("POST", "/campaigns/increment",
                json={"key": {"link": last["link"]}, "add": {"c": 5000}})
    page = tables.must("GET", "/campaigns/items", params={
        "index": "byOwner", "pk": "nasa", "reverse": "true", "limit": 1})
    assert page["items"] == [{**last, "c": last["c"] + 5000}]
    target = {"index": "byTarget", "pk": ["it", "2027"]}
    assert len(read(tables, **target)) == 67
    some = read(tables, **target, sk="esa", **{"from": "300", "to": "600"})
    assert some and all(
        item["owner"] == "esa" and item["year"] == 2027 and 300 <= item["c"] < 600 for item in some)
    assert figures(tables.must("GET", "/campaigns")) == {
        "byOwner": ("active", 200), "byTarget": ("active", 200)}


@pytest.mark.own_program
def test_the_command_line_shows_indexes(tables, server):
    tables.must("PUT", "/campaigns", json=example("campaigns"))
    fill(tables, 7)
    shown = subprocess.run(
        [BINARY, "table", "show", "campaigns", "--server", server.url],
        capture_output=True, text=True, timeout=30)
    assert shown.returncode == 0, shown.stderr
    assert [line.split(maxsplit=1)[1] for line in shown.stdout.splitlines()
            if line.startswith("index ")] == [
        "byOwner (owner, c), 7 items", "byTarget (country, year, owner, c), 7 items"]


def test_an_index_is_added_and_removed_by_its_definition(tables):
    definition = example("campaigns")
    tables.must("PUT", "/campaigns", json={**definition, "indexes": []})
    fill(tables, 300)
    missing = tables.call("GET", "/campaigns/items", params={"index": "byOwner", "pk": "esa"})
    assert missing.status_code == 404
    assert missing.json()["type"] == "urn:quipu:problem:index-not-found"
    tables.must("PUT", "/campaigns", json=definition)
    complete = {"byOwner": ("active", 300), "byTarget": ("active", 300)}
    until(lambda: figures(tables.must("GET", "/campaigns")) == complete, "the indexes")
    assert len(read(tables, index="byOwner", pk="esa")) == 150
    wrong = tables.call("POST", "/campaigns/increment", json={
        "key": {"link": "L000"}, "set": {"year": "2026"}})
    assert (wrong.status_code, wrong.json()["type"]) == (409, "urn:quipu:problem:update-refused")
    assert "byTarget: year is to be a number" in wrong.json()["detail"]
    assert "indexes" not in tables.must("PUT", "/campaigns", json={**definition, "indexes": []})


@pytest.mark.own_program
def test_an_index_is_complete_after_the_server_was_killed():
    server = Server()
    server.start()
    try:
        tables, name = Tables(server), "campaigns"
        tables.must("PUT", f"/{name}", json=example(name))
        fill(tables, 200)
        before = read(tables, index="byOwner", pk="nasa")
        server.kill()
        server.start()
        tables = Tables(server)
        assert read(tables, index="byOwner", pk="nasa") == before
        assert figures(tables.must("GET", f"/{name}"))["byOwner"] == ("active", 200)
        assert server.stop() == 0, server.log()
        checked = server.check()
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        server.remove()
