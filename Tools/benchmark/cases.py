"""What is measured, on which server, and what stands beside what."""

import dataclasses

ITEMS = 100_000
# A rate that leaves room on any machine: latencies are those of a server that keeps up.
PACED_PER_SECOND = 10_000
CONNECTIONS = 64
# Senders of batches are few.
BATCH_CONNECTIONS = 16
# A roll-up keeps a processor busy for long: more of them would only wait for each other.
ROLL_UP_CONNECTIONS = 4
HISTORY_SERIES = 50
HISTORY_DAYS = 365
HISTORY_DAYS_QUICK = 30

LETTERS = {
    "a": "a counter and a visitor of one of 100 000 links, one at a time and 16 pipelined",
    "b": "the same with one link that gets a quarter of all",
    "c": "batches of 100 and 1000 of them",
    "d": "events that touch 10 items each",
    "e": "reading 72 hourly items of a link",
    "f": "roll-ups of 30 and 365 days with unique visitors, of 1 and 50 links",
    "g": "reading and writing whole items, beside a server that answers a constant",
    "h": "the writes of a during checkpoints, and while a handler consumes the changes",
    "i": "start-up, idle memory, replay",
    "j": "what secondary indexes cost, and PartiQL beside the same expression",
}


@dataclasses.dataclass(frozen=True)
class Case:
    """One measurement: a workload of LoadGenerator on one server."""

    name: str
    title: str
    # A name of `servers.Servers`.
    server: str
    arguments: tuple
    in_quick: bool = True


@dataclasses.dataclass(frozen=True)
class Group:
    """Cases that do the same work; the first is Quipu's own way, which ratios refer to."""

    letter: str
    title: str
    cases: tuple
    # What a row tells: requests, or updates where a request has many.
    unit: str = "requests"


def groups(options):
    """What these options ask for."""
    found = [
        *single_updates(), *batches(), *reads(), *roll_ups(), *whole_items(), *disturbed(),
        *indexes(), *statements(),
    ]
    chosen = []
    for group in found:
        cases = tuple(case for case in group.cases if case.in_quick or not options.quick)
        if cases and (not options.only or group.letter in options.only):
            chosen.append(dataclasses.replace(group, cases=cases))
    return chosen


def load(workload, *arguments, connections=CONNECTIONS, items=ITEMS):
    return (workload, "--connections", connections, "--items", items, *arguments)


def single_updates():
    zipf = ("--links", "zipf")
    deep = ("--depth", 16)
    yield Group("a", "One counter, one visitor; 100 000 links evenly; 64 connections", (
        Case("a.quipu", "Quipu, HTTP/JSON", "quipu", load("increment")),
        Case("a.update", "Quipu, DynamoDB UpdateItem", "quipu", load("observe")),
        Case("a.redis-commands", "Redis, HINCRBY and PFADD sent together", "redis",
             load("increment", "--form", "commands")),
        Case("a.redis-script", "Redis, both in a script", "redis",
             load("increment", "--form", "script"), in_quick=False),
        Case("a.postgresql", "PostgreSQL, upsert with hll_add", "postgresql", load("increment")),
        # It has nothing behind its HTTP layer, and so no paths but the DynamoDB API's.
        Case("a.answer", "constant answer, same HTTP layer", "answer", load("observe")),
    ))
    yield Group("a", "The same, 16 pipelined", (
        Case("a16.quipu", "Quipu, HTTP/JSON", "quipu", load("increment", *deep)),
        Case("a16.redis-commands", "Redis, HINCRBY and PFADD sent together", "redis",
             load("increment", "--form", "commands", *deep)),
        Case("a16.redis-script", "Redis, both in a script", "redis",
             load("increment", "--form", "script", *deep), in_quick=False),
    ))
    yield Group("b", "One link gets a quarter, the rest Zipf-like; 64 connections", (
        Case("b.quipu", "Quipu, HTTP/JSON", "quipu", load("increment", *zipf)),
        Case("b.update", "Quipu, DynamoDB UpdateItem", "quipu", load("observe", *zipf),
             in_quick=False),
        Case("b.redis-commands", "Redis, HINCRBY and PFADD sent together", "redis",
             load("increment", "--form", "commands", *zipf)),
        Case("b.postgresql", "PostgreSQL, upsert with hll_add", "postgresql",
             load("increment", *zipf), in_quick=False),
    ))


def batches():
    for size in (100, 1000):
        arguments = load("increments", "--batch", size, connections=BATCH_CONNECTIONS)
        yield Group("c", f"Batches of {size}, 16 connections: updates", (
            Case(f"c{size}.quipu", "Quipu, increments", "quipu", arguments),
            Case(f"c{size}.redis", f"Redis, pipelines of {size}", "redis", arguments,
                 in_quick=size == 100),
            Case(f"c{size}.postgresql", "PostgreSQL, multi-row upsert", "postgresql", arguments),
        ), unit="updates")
    arguments = load("events", "--batch", 100, connections=BATCH_CONNECTIONS)
    yield Group("d", "Batches of 100 events of 10 items each, 16 connections: events", (
        Case("d.quipu", "Quipu, events", "quipu", arguments),
        Case("d.redis", "Redis, pipelines", "redis", arguments),
        Case("d.postgresql", "PostgreSQL, multi-row upsert", "postgresql", arguments),
    ), unit="updates")


def reads():
    arguments = load("hours", "--history", HISTORY_SERIES)
    yield Group("e", "72 hourly items of a link, 64 connections", (
        Case("e.quipu", "Quipu, items of a range", "quipu", arguments),
        Case("e.redis", "Redis, HMGET of 72 fields", "redis", arguments),
        Case("e.postgresql", "PostgreSQL, 72 rows by key", "postgresql", arguments),
    ))


def roll_ups():
    for days in (HISTORY_DAYS_QUICK, HISTORY_DAYS):
        for series in (1, HISTORY_SERIES):
            arguments = load(
                "series", "--days", days, "--series", series, connections=ROLL_UP_CONNECTIONS)
            links = "1 link" if series == 1 else f"{series} links"
            in_quick = days == HISTORY_DAYS_QUICK
            name = f"f{series}x{days}"
            yield Group("f", f"{days} days of {links} by day with uniques, 4 connections", (
                Case(f"{name}.quipu", "Quipu, series", "quipu", arguments, in_quick),
                Case(f"{name}.redis", "Redis, PFCOUNT and HMGET", "redis", arguments, in_quick),
                Case(f"{name}.postgresql", "PostgreSQL, hll_union_agg", "postgresql", arguments,
                     in_quick),
            ))


def whole_items():
    for name, title, workload in [("get", "GetItem", "get"), ("put", "PutItem", "put")]:
        yield Group("g", f"{title}, 64 connections", (
            Case(f"{name}.quipu", f"Quipu, {title}", "quipu", load(workload)),
            Case(f"{name}.redis", "Redis", "redis", load(workload), in_quick=False),
            Case(f"{name}.postgresql", "PostgreSQL", "postgresql", load(workload),
                 in_quick=False),
            Case(f"{name}.answer", "constant answer, same HTTP layer", "answer", load(workload)),
        ))


def disturbed():
    yield Group("h", "One counter, one visitor, while something else goes on", (
        Case("h.calm", "Quipu, nothing else", "quipu calm", load("increment")),
        Case("h.checkpoint", "Quipu, checkpoint after checkpoint", "quipu checkpoints",
             load("increment")),
        Case("h.stream", "Quipu, changes are recorded", "quipu stream", load("increment"),
             in_quick=False),
        Case("h.handler", "Quipu, a handler consumes them", "quipu handler", load("increment")),
    ))
    paced = load("increment", "--rate", PACED_PER_SECOND)
    yield Group("h", "The same, 10 000 a second, each at its time", (
        Case("h10.calm", "Quipu, nothing else", "quipu calm", paced, in_quick=False),
        Case("h10.checkpoint", "Quipu, checkpoint after checkpoint", "quipu checkpoints", paced,
             in_quick=False),
        Case("h10.handler", "Quipu, a handler consumes them", "quipu handler", paced,
             in_quick=False),
    ))


def indexes():
    for name, title, workload in [
            ("j", "UpdateItem that no index has to do with", "update"),
            ("jm", "UpdateItem that moves the item in one index", "move")]:
        yield Group("j", f"{title}, 64 connections", (
            Case(f"{name}.none", "Quipu, no index", "quipu", load(workload)),
            Case(f"{name}.one", "Quipu, 1 index", "quipu 1 index", load(workload),
                 in_quick=False),
            Case(f"{name}.five", "Quipu, 5 indexes", "quipu 5 indexes", load(workload)),
        ))
    yield Group("j", "72 items of a partition, 64 connections", (
        Case("jr.table", "Quipu, of the table", "quipu 5 indexes", load("by-table")),
        Case("jr.index", "Quipu, of an index", "quipu 5 indexes", load("by-index")),
    ))


def statements():
    yield Group("j", "A counter set to one more, 64 connections", (
        Case("js.update", "Quipu, UpdateItem", "quipu", load("add")),
        Case("js.statement", "Quipu, ExecuteStatement with UPDATE", "quipu", load("statement")),
    ))
