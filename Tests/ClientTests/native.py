"""The native API, called with `requests`."""

import time

import requests

from endpoint import needs_quipu


class Native:
    """Calls about one table; not to be shared between threads."""

    def __init__(self, server, table):
        needs_quipu(server)
        self.server = server
        self.table = table
        self.session = requests.Session()

    @property
    def url(self):
        return f"{self.server.url}/v1/tables/{self.table}"

    def define(self, definition):
        definition = {**definition, "name": self.table}
        answer = self.session.put(self.url, json=definition, timeout=30)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def delete(self):
        answer = self.session.delete(self.url, timeout=30)
        assert answer.status_code == 200, answer.text

    def get(self, call, **parameters):
        answer = self.session.get(f"{self.url}/{call}", params=parameters, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ingested(self, source):
        """How many clicks `quipu ingest` has counted, or is about to have counted."""
        answer = self.session.get(
            f"{self.url}/items", params={"pk": f"ingest#{source}", "sk": "mark"}, timeout=30)
        assert answer.status_code in (200, 404), answer.text
        return answer.json()["item"]["clicks"] if answer.status_code == 200 else 0

    def post(self, call, body):
        answer = self.session.post(f"{self.url}/{call}", json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post_blindly(self, call, body, stopping=None):
        """Sends the same again and again until it is acknowledged; returns (answer, attempts)."""
        attempts = 0
        while True:
            attempts += 1
            assert stopping is None or not stopping.is_set(), "told to stop"
            try:
                answer = self.session.post(f"{self.url}/{call}", json=body, timeout=30)
            except requests.RequestException:
                time.sleep(0.02)
                continue
            if answer.status_code >= 500:
                time.sleep(0.02)
                continue
            assert answer.status_code == 200, answer.text
            return answer.json(), attempts
