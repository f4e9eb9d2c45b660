"""The server does what `Schemas/openapi.json` says, whatever it is asked.

Schemathesis makes requests out of the document, right ones and wrong ones, and compares every
answer with it: status, content type, headers, body. The seed is fixed, so a failure comes again.
"""

import collections
import datetime
import itertools
import json
import zlib

import jsonschema
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import FlakyStrategyDefinition
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from contract import DOCUMENT, SCHEMAS, Tables, closed, example, validator
from handlers import HandlerServer

pytestmark = pytest.mark.quipu_only

SEED = 20261122
EXAMPLES_PER_CALL = 40
WALKS_MAX = 5

schema = schemathesis.openapi.from_dict(
    closed(DOCUMENT),
    config=schemathesis.Config.from_dict({
        "seed": SEED,
        "generation": {"deterministic": True, "database": "none"},
        "checks": {
            # What a schema cannot say is refused too: a name that is not in the condition, an
            # attribute changed twice, a window that ends before it begins.
            "positive_data_acceptance": {"enabled": False},
            # A value that is too long may make a request line that is.
            "negative_data_rejection": {
                "expected-statuses": ["400", "403", "404", "405", "409", "413", "414", "415", "422"]},
        },
    }))


# Random names meet no table, random keys fit none, and random instants make no window. What is
# right already is replaced by something right that leads further; what is wrong stays wrong.

KEYS = [{"pk": "a", "sk": "d#20261122"}, {"pk": "a", "sk": "x"}, {"pk": "b", "sk": "é"}]


def pick(value, choices):
    """One of `choices`, the same for the same value."""
    text = json.dumps(value, sort_keys=True, default=str)
    return choices[zlib.crc32(text.encode()) % len(choices)]


def day(distance):
    """Midnight of a day so far from today; what is older than its retention is not kept."""
    today = datetime.datetime.now(datetime.timezone.utc)
    return (today + datetime.timedelta(days=distance)).strftime("%Y-%m-%dT00:00:00")


def fits(value, shape):
    return not list(validator(shape).iter_errors(value))


@schema.hook
def map_path_parameters(context, path_parameters):
    if not path_parameters:
        return path_parameters
    if fits(path_parameters.get("table"), NAMES["TableDefinition"]):
        # An answer with changes ends only where the stream does.
        choices = (["finished"] * 8 + ["counters", "nothing"] if is_changes(context)
                   else ["clicks"] * 8 + ["counters", "nothing"])
        return {**path_parameters, "table": pick(path_parameters, choices)}
    if fits(path_parameters.get("handler"), NAMES["HandlerDefinition"]):
        return {**path_parameters, "handler": pick(path_parameters, ["count"] * 8 + ["nothing"])}
    return path_parameters


NAMES = {name: DOCUMENT["components"]["schemas"][name]["properties"]["name"]
         for name in ("TableDefinition", "HandlerDefinition")}
FIRST = "0" * 21


def is_changes(context):
    return context.operation.path.endswith("/changes")


@schema.hook
def map_headers(context, headers):
    if headers and is_changes(context) and "Last-Event-ID" in headers:
        return {**headers, "Last-Event-ID": pick(headers, [FIRST, FIRST, "9" * 30, "x"])}
    return headers


@schema.hook
def map_query(context, query):
    if not query:
        return query
    query = dict(query)
    if is_changes(context) and "from" in query:
        query["from"] = pick(query, [FIRST] * 6 + ["latest", "trim-horizon", "x"])
    if not context.operation.path.endswith("/series"):
        return query
    for name, instants in (("from", [day(-21) + "Z", day(-2) + "+01:00"]),
                           ("to", [day(1) + "Z", day(9) + "+01:00"])):
        if fits(query.get(name), {"type": "string", "format": "date-time"}):
            query[name] = pick(query, instants)
    return query


@schema.hook
def map_body(context, body):
    if not isinstance(body, dict):
        return body
    keyed = DOCUMENT["components"]["schemas"]["Increment"]["properties"]["key"]
    updates = body.get("updates", [body])
    for update in updates if isinstance(updates, list) else []:
        if isinstance(update, dict) and "key" in update and fits(update["key"], keyed):
            update["key"] = pick(update, KEYS)
    if context.operation.path == "/v1/handlers":
        for name, value in (("table", "links"), ("executable", "count.sh"),
                            ("name", "count"), ("onFailure", "file:count")):
            if name in body and fits(body[name], HANDLER[name]):
                body[name] = value
        # What a pattern may be is beyond a schema.
        if fits(body.get("filters", []), HANDLER["filters"]):
            body["filters"] = pick(body, [[], [{"eventName": ["INSERT"]}], [{"eventName": 1}]])
    if context.operation.method == "put" and "name" in body:
        # The name must be that of the path, which is not known here.
        del body["name"]
    return body


HANDLER = DOCUMENT["components"]["schemas"]["HandlerDefinition"]["properties"]


@schemathesis.serializer("application/x-ndjson")
def write_lines(context, value):
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


@pytest.fixture(scope="module")
def server():
    """One that no other test has tables in: here they are deleted at random."""
    running = HandlerServer()
    running.executable("count.sh", "#!/bin/sh\nwhile read -r event; do echo '{}'; done\n")
    running.start()
    try:
        yield running
        assert running.stop() == 0, running.log()
        checked = running.check()
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        running.remove()


@pytest.fixture(scope="module")
def tables(server):
    native = Tables(server)
    prepare(native)
    return native


def prepare(native):
    """Makes the tables what the tests expect, whatever was done to them."""
    for name in ("clicks", "counters", "links"):
        native.must("PUT", f"/{name}", json=example(name))
    if native.call("GET", "/finished").status_code == 404:
        # A stream that was closed can still be read, up to its end.
        finished = example("links") | {"name": "finished"}
        native.must("PUT", "/finished", json=finished)
        native.must("POST", "/finished/increment", json={"key": {"link": "a"}, "add": {"c": 1}})
        native.must("PUT", "/finished", json=without_stream(finished))
    native.handlers("POST", "", json={
        "name": "count", "table": "links", "executable": "count.sh"})
    native.must("POST", "/clicks/events", json={
        "source": "prepare", "sequence": next(prepared),
        "events": [{"at": day(0) + "Z", "series": ["a", "b"], "add": {"c": 1},
                    "observe": {"u": f"v{number}"}} for number in range(10)]})


def without_stream(definition):
    return {name: value for name, value in definition.items() if name != "stream"}


def start_anew(native):
    """Leaves nothing of what was done before."""
    for table in native.must("GET", "")["tables"]:
        if table["deletionProtection"]:
            native.must("PUT", f"/{table['name']}", json={**table, "deletionProtection": False})
        native.must("DELETE", f"/{table['name']}")
    for handler in native.handlers("GET", "")["handlers"]:
        native.handlers("DELETE", f"/{handler['name']}")
    prepare(native)


prepared = itertools.count()
statuses = collections.defaultdict(collections.Counter)


@pytest.mark.filterwarnings("ignore")
@schema.parametrize()
@settings(
    max_examples=EXAMPLES_PER_CALL, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_documented(tables, server, case):
    response = case.call(base_url=server.url)
    statuses[case.operation.label][response.status_code] += 1
    try:
        case.validate_response(response)
    finally:
        if case.method in ("PUT", "DELETE") and response.status_code < 300 or (
                case.path == "/v1/handlers" and response.status_code == 201):
            prepare(tables)


@pytest.mark.filterwarnings("ignore")
def test_calls_that_follow_each_other_are_answered_as_documented(tables, server):
    """Walks along the document's links: a table is put, written to, read, deleted."""
    schema.config.update(base_url=server.url)

    class Walk(schema.as_state_machine()):
        def setup(self):
            start_anew(tables)

    # Which calls may follow depends on what a server answered, so now and then hypothesis finds that a
    # walk cannot be drawn again as it was; then another one is drawn.
    for number in range(WALKS_MAX):
        try:
            seed(SEED + number)(Walk).run(settings=settings(
                max_examples=15, stateful_step_count=8, deadline=None, database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck)))
            return
        except FlakyStrategyDefinition:
            print(f"walk {number} could not be drawn again")
    pytest.fail(f"none of {WALKS_MAX} walks could be drawn to its end")


KEY = {"pk": "rare", "sk": "A#"}
GONE = {"series": "a", "from": day(-400) + "Z", "to": day(-399) + "Z", "step": "hour"}


@pytest.mark.parametrize("name, method, path, options", [
    ("sequence-gap", "POST", "increments", {"json": {"source": "s", "sequence": 9, "updates": []}}),
    ("condition-failed", "POST", "increment",
     {"json": {"key": KEY, "add": {"c": 1}, "condition": "attribute_exists(nothing)"}}),
    ("update-refused", "POST", "increment", {"json": {"key": KEY, "add": {"word": 1}}}),
    ("not-an-aggregate", "GET", "series", {"params": {"series": "rare", "sum": "word"}}),
    ("window-not-kept", "GET", "series", {"params": GONE}),
    ("stream-off", "GET", "changes", {}),
    ("key-schema-differs", "PUT", "", {"json": example("counters") | {"name": "clicks"}}),
    ("unsupported-media-type", "POST", "events", {"data": "x", "headers": {"Content-Type": "a/b"}}),
    ("body-too-large", "POST", "events", {"data": b" " * ((16 << 20) + 1)}),
    ("request-line-too-long", "GET", "items", {"params": {"pk": "x" * (17 << 10)}}),
])
def test_every_kind_of_problem_is_as_documented(tables, name, method, path, options):
    start_anew(tables)
    tables.must("POST", "/clicks/increment", json={"key": KEY, "set": {"word": "a"}})
    tables.must("POST", "/clicks/increments", json={"source": "s", "sequence": 7, "updates": []})
    if name == "stream-off":
        tables.must("PUT", "/clicks", json=without_stream(example("clicks")))
    answer = tables.call(method, f"/clicks/{path}".rstrip("/"), **options)
    said = DOCUMENT["paths"][f"/v1/tables/{{table}}/{path}".rstrip("/")][method.lower()]
    said = said["responses"][str(answer.status_code)]
    if "$ref" in said:
        said = DOCUMENT["components"]["responses"][said["$ref"].split("/")[-1]]
    assert answer.headers["Content-Type"] == "application/problem+json"
    validator(said["content"]["application/problem+json"]["schema"]).validate(answer.json())
    assert answer.json()["type"] == f"urn:quipu:problem:{name}", answer.text
    assert name != "sequence-gap" or answer.json()["expected"] == 8


def test_every_call_was_seen_to_succeed():
    calls = {f"{method.upper()} {path}" for path, item in DOCUMENT["paths"].items()
             for method in item if method != "parameters"}
    succeeded = {label for label, seen in statuses.items() if any(code < 300 for code in seen)}
    assert succeeded == calls, {label: dict(seen) for label, seen in statuses.items()}


def test_the_document_is_valid():
    validate(DOCUMENT, cls=OpenAPIV31SpecValidator)


def test_the_server_tells_the_same_document(server):
    answer = requests.get(server.url + "/openapi.json", timeout=30)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.content == (SCHEMAS / "openapi.json").read_bytes()


def contents(value):
    """Every media type of every request and answer in the document."""
    if isinstance(value, dict):
        if "content" in value:
            yield from value["content"].items()
        for part in value.values():
            yield from contents(part)
    elif isinstance(value, list):
        for part in value:
            yield from contents(part)


def test_every_example_in_the_document_fits_its_schema():
    found = list(contents(DOCUMENT))
    assert len(found) > 20
    for media_type, content in found:
        for given in content.get("examples", {}).values():
            validator(content["schema"]).validate(given["value"])
    for name, shape in DOCUMENT["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(shape)
        for given in shape.get("examples", []):
            validator(shape).validate(given)
