"""Handlers belong to their tables: they go on with the stream that takes the place of a closed one."""

import http.server
import threading

from handlers import NOTING, HandlerServer, count, quipu, serving, table, until


def opened(native, view="new-and-old-images", **stream):
    """Makes the table's stream what `stream` says; without a view it is closed."""
    definition = {"key": {"partition": {"name": "pk", "type": "string"}}}
    if view:
        definition["stream"] = {"view": view, **stream}
    native.define(definition)


def shown(server):
    return quipu("handler", "show", "--server", server.url, "noting").stdout


def noted(server):
    return [(note["key"], int(note["new"])) for note in server.notes()]


def test_a_handler_follows_its_table_and_says_when_it_waits():
    with serving() as server:
        server.program("noting", NOTING)
        source = table(server, "source", view="new-and-old-images")
        server.add("noting", "source", arguments=[server.notes_path()])
        count(source, "a")
        server.drain("noting")
        first = server.state("noting")
        assert first["streamOpen"] is True and first["waitsForStream"] is False
        opened(source, None)
        until(lambda: server.state("noting")["waitsForStream"], "the handler to wait", server)
        assert server.state("noting")["streamOpen"] is False
        assert "noting, waits for a stream" in shown(server) and ", which has ended" in shown(server)
        count(source, "a")  # Nobody hears of this one.
        opened(source, shards=2)
        count(source, "a")
        until(lambda: ("a", 3) in noted(server), "the next stream", server)
        state = server.state("noting")
        assert state["stream"] > first["stream"]
        assert state["streamOpen"] is True and state["waitsForStream"] is False
        assert noted(server) == [("a", 1), ("a", 3)]


def test_it_follows_across_starts_of_the_server_and_misses_nothing():
    server = HandlerServer()
    try:
        server.start()
        server.program("noting", NOTING)
        source = table(server, "source", view="new-and-old-images")
        server.add("noting", "source", arguments=[server.notes_path()])
        server.call("POST", "/noting/pause")
        expected = []
        for stage in range(3):
            opened(source, shards=stage + 1)
            count(source, "a")
            expected.append(("a", 2 * stage + 1))
            opened(source, None)
            count(source, "a")
        server.kill()
        server.start()
        server.call("POST", "/noting/resume")
        until(lambda: server.state("noting")["waitsForStream"], "the end of all streams", server)
        assert noted(server) == expected
        assert server.stop() == 0
        server.start()
        opened(source)
        count(source, "a")
        until(lambda: ("a", 7) in noted(server), "yet another stream", server)
        assert noted(server) == [*expected, ("a", 7)]
        assert server.stop() == 0
    finally:
        server.remove()


def test_filters_on_what_was_before_need_a_stream_that_tells_it():
    crossed = {"dynamodb": {"NewImage": {"c": {"N": [{"crossed": [5]}]}}}}
    with serving() as server:
        server.program("noting", NOTING)
        source = table(server, "source", view="new-image")
        definition = {"name": "noting", "table": "source", "executable": "noting",
                      "filters": [crossed], "arguments": [server.notes_path()]}
        refused = server.call("POST", json=definition)
        assert refused.status_code == 400 and "NEW_IMAGE" in refused.text, refused.text
        opened(source)
        assert server.call("POST", json=definition).status_code == 201
        assert "problem" not in server.state("noting")
        opened(source, "new-image")
        assert "NEW_IMAGE" in server.state("noting")["problem"]
        assert "NEW_IMAGE" in shown(server)


def test_a_redirection_is_no_answer_to_a_failure():
    asked = []

    class Redirecting(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append(("POST", self.path))
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self):
            asked.append(("GET", self.path))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Redirecting)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    try:
        with serving() as server:
            server.program("broken", "def handle(event): raise ValueError('broken')")
            source = table(server, "source")
            server.add("broken", "source", retries=0,
                       onFailure=f"http://127.0.0.1:{listener.server_port}/hook")
            count(source, "a")
            until(lambda: len(asked) > 1, "a second try", server)
            assert "redirects" in server.state("broken")["lastError"]
            assert server.lag("broken") == 1
        assert set(asked) == {("POST", "/hook")}
    finally:
        listener.shutdown()
        listener.server_close()
