"""A server that is there already, named by QUIPU_ENDPOINT: another Quipu, or DynamoDB itself."""

import functools
import os
import urllib.error
import urllib.parse
import urllib.request

import pytest

URL = os.environ.get("QUIPU_ENDPOINT", "").rstrip("/")


def skip_if_elsewhere(reason):
    """Skips a test that cannot be had from a server which it did not start itself."""
    if URL:
        pytest.skip(f"QUIPU_ENDPOINT is set: {reason}")


class Endpoint:
    """What tests need to know of such a server."""

    def __init__(self):
        parts = urllib.parse.urlsplit(URL)
        self.url = URL
        self.host = parts.hostname
        self.port = parts.port or (443 if parts.scheme == "https" else 80)


def needs_quipu(server):
    """Skips a test of what DynamoDB does not have: the native API, and words of our own."""
    if isinstance(server, Endpoint) and not is_quipu():
        pytest.skip("QUIPU_ENDPOINT is no Quipu, and this is no part of DynamoDB")


@functools.cache
def is_quipu():
    try:
        with urllib.request.urlopen(f"{URL}/openapi.json", timeout=30) as answer:
            return answer.status == 200 and b"Quipu" in answer.read()
    except (urllib.error.URLError, OSError):
        return False
