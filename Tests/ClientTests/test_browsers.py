"""Web pages of other origins, other names of the server, and what `serve` says when it starts."""

import json
import os
import subprocess

import boto3
import pytest
import requests

from conftest import settings
from server import BINARY, Server

pytestmark = pytest.mark.quipu_only

PAGE = "https://dashboard.example"


@pytest.fixture(scope="module")
def open_server():
    running = Server("--allowed-origins", f"{PAGE},http://localhost:3000", "--log-level", "debug").start()
    yield running
    running.stop()
    running.remove()


def define(server, name):
    definition = {"key": {"partition": {"name": "pk", "type": "string"}}}
    answer = requests.put(f"{server.url}/v1/tables/{name}", json=definition, timeout=30)
    assert answer.status_code in (200, 201), answer.text


def test_no_web_page_deletes_a_table(server):
    define(server, "doomed")
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                    {"Host": "evil.example"}):
        for method in ("DELETE", "GET", "OPTIONS"):
            answer = requests.request(method, f"{server.url}/v1/tables/doomed", headers=headers, timeout=30)
            assert answer.status_code == (421 if "Host" in headers else 403), answer.text
            assert "Access-Control-Allow-Origin" not in answer.headers
    assert requests.get(f"{server.url}/v1/tables/doomed", timeout=30).status_code == 200
    assert requests.delete(f"{server.url}/v1/tables/doomed", timeout=30).status_code == 200


def test_pages_that_are_allowed_count(open_server):
    define(open_server, "clicks")
    url = f"{open_server.url}/v1/tables/clicks/increments"
    preflight = requests.options(url, timeout=30, headers={
        "Origin": PAGE, "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type"})
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == PAGE
    assert preflight.headers["Vary"] == "Origin"
    beacon = requests.post(url, timeout=30, headers={
        "Origin": PAGE, "Content-Type": "text/plain;charset=UTF-8", "Sec-Fetch-Site": "cross-site"},
        data=json.dumps({"source": "page", "sequence": 1, "updates": [{"key": {"pk": "a"}, "add": {"c": 1}}]}))
    assert beacon.status_code == 200, beacon.text
    assert requests.delete(f"{open_server.url}/v1/tables/clicks", timeout=30,
                           headers={"Origin": "http://localhost:8080"}).status_code == 403


def test_the_log_tells_settings_and_requests_but_no_content(open_server):
    client = boto3.client("dynamodb", **settings(open_server))
    answer = client.list_tables(ExclusiveStartTableName="secret-name")
    log = open_server.log()
    start = next(line for line in log.splitlines() if "starts with" in line)
    assert "allowedOrigins=https://dashboard.example,http://localhost:3000 (option)" in start
    assert "region=us-east-1 (default)" in start
    assert start[:4].isdigit(), "each line has its time"
    identifier = answer["ResponseMetadata"]["RequestId"]
    line = next(line for line in log.splitlines() if identifier in line)
    for part in ("ListTables", "POST", "status=200", "ms="):
        assert part in line, line
    assert "secret-name" not in log


@pytest.mark.own_program
@pytest.mark.parametrize("content, words", [
    ({"portt": 3}, ['"portt"', '"port"']), ({"port": "3"}, ["port", "whole number"]),
    ({"allowedOrigins": ["nonsense"]}, ["allowedOrigins", "nonsense"])])
def test_a_wrong_configuration_file_is_refused_by_name(tmp_path, content, words):
    file = tmp_path / "quipu.json"
    file.write_text(json.dumps(content))
    done = subprocess.run([BINARY, "serve", "--data", str(tmp_path / "data"), "--config", str(file)],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert all(word in done.stderr for word in words), done.stderr
    assert not (tmp_path / "data").exists()


def test_a_variable_that_is_no_setting_is_warned_of(monkeypatch):
    monkeypatch.setenv("QUIPU_PROT", "1")
    running = Server().start()
    try:
        assert "QUIPU_PROT is no setting" in running.log() and "QUIPU_PORT" in running.log()
    finally:
        running.stop()
        running.remove()
    assert "QUIPU_PROT" in os.environ
