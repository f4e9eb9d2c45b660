"""The published documents of the native API, and plain calls of it."""

import copy
import json

import jsonschema
import requests

from endpoint import needs_quipu
from server import ROOT

SCHEMAS = ROOT / "Schemas"
DOCUMENT = json.loads((SCHEMAS / "openapi.json").read_text())
DEFINITION = json.loads((SCHEMAS / "table-definition.schema.json").read_text())
EXAMPLES = sorted((SCHEMAS / "examples").glob("*.json"))


def example(name):
    return json.loads((SCHEMAS / "examples" / f"{name}.json").read_text())


def validator(schema):
    """A validator of `schema`, which may refer to the document's components."""
    whole = {**schema, "components": DOCUMENT["components"]}
    return jsonschema.Draft202012Validator(
        whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def closed(document):
    """The document with every object of its schemas closed: an answer may hold nothing unnamed.

    Clients must expect new members of answers, so the published schemas are open; the tests are
    not so patient with the server.
    """
    document = copy.deepcopy(document)

    def close(schema):
        if isinstance(schema, list):
            for part in schema:
                close(part)
        if not isinstance(schema, dict):
            return
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            close(part)

    close(document["components"]["schemas"])
    return document


class Tables:
    """Calls of the native API below `/v1/tables`, each on a connection kept alive."""

    def __init__(self, server):
        needs_quipu(server)
        self.url = server.url + "/v1/tables"
        self.session = requests.Session()

    def call(self, method, path, **options):
        return self.session.request(method, f"{self.url}{path}", timeout=30, **options)

    def put(self, definition, name=None):
        return self.call("PUT", "/" + (name or definition["name"]), json=definition)

    def handlers(self, method, path, **options):
        """A call below `/v1/handlers`, which must succeed."""
        url = self.url.removesuffix("/tables") + f"/handlers{path}"
        answer = self.session.request(method, url, timeout=30, **options)
        assert answer.status_code in (200, 201), f"{method} {url}: {answer.text}"
        return answer.json()

    def must(self, method, path, **options):
        answer = self.call(method, path, **options)
        assert answer.status_code in (200, 201), f"{method} {path}: {answer.text}"
        return answer.json()
