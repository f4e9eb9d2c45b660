"""The schema of table definitions, its examples, and the server that takes them."""

import json

import jsonschema
import pytest

from contract import DEFINITION, DOCUMENT, EXAMPLES, Tables, example, validator


@pytest.fixture
def tables(server):
    native = Tables(server)
    yield native
    for definition in map(json.loads, (path.read_text() for path in EXAMPLES)):
        if definition.get("deletionProtection"):
            native.put({**definition, "deletionProtection": False})
        native.call("DELETE", "/" + definition["name"])


def test_the_schema_is_a_json_schema():
    jsonschema.Draft202012Validator.check_schema(DEFINITION)


def test_the_openapi_document_has_the_same_shapes():
    shapes = {"TableDefinition": DEFINITION, **DEFINITION["$defs"]}
    for name, shape in shapes.items():
        own = {key: value for key, value in shape.items()
               if key not in ("$schema", "$id", "title", "$defs")}
        text = json.dumps(own).replace("#/$defs/", "#/components/schemas/")
        assert DOCUMENT["components"]["schemas"][name] == json.loads(text), name


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_what_the_schema_says_and_the_server_keeps_it(tables, path):
    definition = json.loads(path.read_text())
    jsonschema.validate(definition, DEFINITION)
    assert definition["name"] == path.stem

    created = tables.put(definition)
    assert created.status_code == 201, created.text
    described = created.json()
    validator(DOCUMENT["components"]["schemas"]["TableDescription"]).validate(described)
    contains(described, definition)
    assert tables.must("GET", f"/{path.stem}") == described

    # What the server tells is a definition again, and putting it changes nothing.
    jsonschema.validate(described, DEFINITION)
    for again in (definition, described):
        put = tables.put(again)
        assert put.status_code == 200, put.text
        assert put.json() == described


SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def contains(whole, part):
    """Whether a description says at least what a definition says, lengths of time in any unit."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "retention":
                assert seconds(whole[name]) == seconds(value)
            else:
                contains(whole[name], value)
    elif isinstance(part, list):
        assert len(whole) == len(part)
        for found, expected in zip(whole, part):
            contains(found, expected)
    else:
        assert whole == part


def seconds(text):
    return int(text[:-1]) * SECONDS[text[-1]]


def changed(**members):
    return {**example("clicks"), **members}


def series(**members):
    return changed(series={**example("clicks")["series"], **members})


def granularity(**members):
    return series(granularities=[{"name": "day", "prefix": "d#", "format": "yyyyMMdd", **members}])


# A definition that is none, the field that its problem names, and whether the schema can tell too.
WRONG = [
    ({}, "key", True),
    ([], "body", True),
    (changed(colour="red"), "colour", True),
    (changed(name="other"), "name", False),
    (changed(key={}), "key.partition", True),
    (changed(key={"partition": {"name": "pk", "type": "text"}}), "key.partition.type", True),
    (changed(key={"partition": {"name": "", "type": "string"}}), "key.partition.name", True),
    (changed(strict="yes"), "strict", True),
    (changed(timeToLive={"mode": "exact"}), "timeToLive.attribute", True),
    (changed(timeToLive={"attribute": "ttl", "mode": "soon"}), "timeToLive.mode", True),
    (changed(once={"retention": "1 day"}), "once.retention", True),
    (changed(once={"retention": "31d"}), "once.retention", False),
    (changed(tags={"team": 7}), "tags.team", True),
    (changed(stream={}), "stream.view", True),
    (changed(stream={"view": "NEW_IMAGE"}), "stream.view", True),
    (changed(stream={"view": "changes", "shards": 65}), "stream.shards", True),
    (changed(stream={"view": "changes", "retention": "366d"}), "stream.retention", False),
    (changed(stream={"view": "changes", "retentionBytes": 1000}), "stream.retentionBytes", True),
    (changed(tags={"aws:x": "y"}), "tags.aws:x", True),
    (changed(sketches={"default": 3}), "sketches.default", True),
    (changed(sketches={"attributes": {"u": 22}}), "sketches.attributes.u", True),
    (series(granularities=[]), "series.granularities", True),
    (series(counters="c"), "series.counters", True),
    (series(counters=["c*c"]), "series.counters[0]", True),
    (series(counters=["u"]), "series.counters[0]", False),
    (granularity(format="ddMMyyyy"), "series.granularities[0].format", True),
    (granularity(retention="2y"), "series.granularities[0].retention", True),
    (granularity(retention="0d"), "series.granularities[0].retention", True),
    (granularity(retention="36501d"), "series.granularities[0].retention", False),
    (granularity(sketchPrecision=2), "series.granularities[0].sketchPrecision", True),
    (granularity(format="yyyyMMddHHmm", length="20m"), "series.granularities[0].length", True),
    (granularity(length="15m"), "series.granularities[0].length", False),
    (granularity(timeZone="Europe/Atlantis"), "series.granularities[0].timeZone", False),
    (granularity(format="yyyyMMddHH", timeZone="Europe/Rome"),
     "series.granularities[0].timeZone", False),
]


@pytest.mark.parametrize("definition, field, is_schemas", WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_definition_is_refused_by_name_and_by_the_schema(
        tables, definition, field, is_schemas):
    answer = tables.put(definition, name="clicks")
    assert answer.status_code == 400, answer.text
    problem = answer.json()
    assert problem["type"] == "urn:quipu:problem:invalid-request"
    assert problem["field"] == field, problem
    if is_schemas:
        assert not jsonschema.Draft202012Validator(DEFINITION).is_valid(definition)
    assert tables.call("GET", "/clicks").status_code == 404


def test_two_granularities_cannot_share_a_prefix_a_name_or_a_unit(tables):
    day = {"name": "day", "prefix": "d#", "format": "yyyyMMdd"}
    hour = {"name": "hour", "prefix": "h#", "format": "yyyyMMddHH"}
    for other in ({**hour, "name": "day"}, {**hour, "prefix": "d#"}, {**hour, "prefix": "d#1"},
                  {**hour, "format": "yyyy-MM-dd"}):
        answer = tables.put(series(granularities=[day, other]), name="clicks")
        assert answer.status_code == 400, other
        assert answer.json()["field"].startswith("series.granularities"), answer.text


def test_series_need_text_keys_and_retention_needs_an_end(tables):
    partition = {"name": "pk", "type": "string"}
    number = {"partition": partition, "sort": {"name": "sk", "type": "number"}}
    for wrong in (changed(key=number), changed(key={"partition": partition})):
        assert tables.put(wrong, name="clicks").status_code == 400
    without = example("clicks")
    del without["timeToLive"]
    assert tables.put(without, name="clicks").status_code == 400


def test_a_table_that_exists_keeps_its_key_and_takes_the_rest(tables):
    clicks = example("clicks")
    tables.must("PUT", "/clicks", json=clicks)
    plain = {"key": {"partition": clicks["key"]["partition"]}}
    answer = tables.put(plain, name="clicks")
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:quipu:problem:key-schema-differs"
    smaller = tables.put({"key": clicks["key"]}, name="clicks")
    assert smaller.status_code == 200
    assert "series" not in smaller.json() and "timeToLive" not in smaller.json()
    assert smaller.json()["once"] == {"retention": "1d"} and smaller.json()["tags"] == {}


def test_a_protected_table_is_not_deleted(tables):
    sessions = example("sessions")
    tables.must("PUT", "/sessions", json=sessions)
    refused = tables.call("DELETE", "/sessions")
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:quipu:problem:deletion-protected"
    tables.must("PUT", "/sessions", json={**sessions, "deletionProtection": False})
    assert tables.must("DELETE", "/sessions")["name"] == "sessions"
    assert tables.call("GET", "/sessions").status_code == 404
