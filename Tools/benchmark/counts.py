"""Whether all peers count the same, asked with clients that the load generator has no part in."""

import datetime
import urllib.parse

import cases

LINK = "L#000000000"
SERIES = f"H#{cases.HISTORY_SERIES - 1:09}"


def compare(servers):
    """What each peer answers: clicks of a link, clicks and visitors of a series in 30 days.

    Clicks must be the same; visitors are estimates, each in its own way.
    """
    found = {}
    for name, ask in [("quipu", quipu), ("redis", redis), ("postgresql", postgresql)]:
        if name in servers.running:
            clicks = ask(servers.running[name], servers.has_history)
            found[name] = dict(zip(("link", "series", "visitors"), clicks))
    for what in ("link", "series"):
        if len({clicks[what] for clicks in found.values() if what in clicks}) > 1:
            raise RuntimeError(f"The peers do not count the same: {found}")
    return found


def quipu(server, has_history):
    table = "/v1/tables/bench"
    link = urllib.parse.urlencode({"pk": LINK, "sk": "A#"})
    yield server.call("GET", f"{table}/items?{link}")["item"]["c"]
    if has_history:
        first, end = days()[0], days()[-1] + datetime.timedelta(days=1)
        query = urllib.parse.urlencode({
            "series": SERIES, "from": f"{first}T00:00:00Z", "to": f"{end}T00:00:00Z",
            "step": "day", "sum": "c", "union": "u"})
        total = server.call("GET", f"{table}/series?{query}")["total"]
        yield total["c"]
        yield round(total["u"]["estimate"])


def redis(server, has_history):
    yield int(server.ask("HGET", LINK, "A#"))
    if has_history:
        yield sum(map(int, server.ask("HMGET", SERIES, *buckets()).split()))
        yield int(server.ask("PFCOUNT", *(f"{SERIES}:{bucket}" for bucket in buckets())))


def postgresql(server, has_history):
    yield int(server.ask(f"SELECT c FROM bench WHERE pk = '{LINK}' AND sk = 'A#'"))
    if has_history:
        clicks, visitors = server.ask(
            "SELECT sum(c), round(hll_cardinality(hll_union_agg(u))) FROM bench "
            f"WHERE pk = '{SERIES}' AND sk BETWEEN '{buckets()[0]}' AND '{buckets()[-1]}'"
        ).split("|")
        yield int(clicks)
        yield round(float(visitors))


def days():
    """The last 30 days, up to yesterday."""
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return [
        today - datetime.timedelta(days=ago) for ago in range(cases.HISTORY_DAYS_QUICK, 0, -1)]


def buckets():
    return [f"d#{day:%Y%m%d}" for day in days()]
