"""What we want to reach, and whether it is reached."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Goal:
    letter: str
    text: str
    # The bound; `at_least` says on which side of it to be.
    bound: float
    at_least: bool
    unit: str
    # What was measured; `None` where it was not.
    value: float = None

    @property
    def is_reached(self):
        if self.value is None:
            return None
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def as_json(self):
        return {**dataclasses.asdict(self), "isReached": self.is_reached}


def judge(medians, startup, growth):
    """All goals; those that were not measured have no value."""
    return [*rates(medians), *others(medians, startup, growth)]


def rates(medians):
    def ratio(letter, text, bound, mine, *theirs, figure="perSecond"):
        """Against the fastest of what stands beside it."""
        value = None
        found = [medians[name][figure] for name in theirs if name in medians]
        if mine in medians and found:
            value = medians[mine][figure] / max(found)
        return Goal(letter, text, bound, True, "×", value)

    yield ratio("a", "increments beside Redis", 1.3, "a.quipu",
                "a.redis-commands", "a.redis-script")
    yield ratio("a", "increments beside a constant answer", 0.6, "a.quipu", "a.answer")
    yield ratio("a", "UpdateItem beside the native call", 0.8, "a.update", "a.quipu")
    yield ratio("b", "a hot link beside even ones", 1, "b.quipu", "a.quipu")
    for size in (100, 1000):
        yield ratio("c", f"batches of {size} beside Redis pipelines of 100", 1.5,
                    f"c{size}.quipu", "c100.redis", figure="updatesPerSecond")
        yield ratio("c", f"batches of {size} beside PostgreSQL", 3, f"c{size}.quipu",
                    f"c{size}.postgresql", figure="updatesPerSecond")
    yield ratio("e", "72 items beside PostgreSQL", 2.5, "e.quipu", "e.postgresql")
    yield ratio("e", "72 items beside Redis", 1, "e.quipu", "e.redis")
    yield ratio("j", "updates beside 5 indexes that they do not touch", 0.95, "j.five", "j.none")
    yield ratio("j", "PartiQL beside the same expression (1 ÷ 1.2)", 0.83, "js.statement",
                "js.update")
    for days in (30, 365):
        for series in (1, 50):
            links = "1 link" if series == 1 else f"{series} links"
            yield ratio("f", f"{days} days of {links} beside PostgreSQL", 5,
                        f"f{series}x{days}.quipu", f"f{series}x{days}.postgresql")


def others(medians, startup, growth):
    for name, text in [("h", "p99 during checkpoints beside without"),
                       ("h10", "the same at 10 000 a second")]:
        slower = None
        if f"{name}.calm" in medians and f"{name}.checkpoint" in medians:
            slower = medians[f"{name}.checkpoint"]["p99"] / medians[f"{name}.calm"]["p99"]
        yield Goal("h", text, 3, False, "×", slower)
    grown = growth[-1]["perSecond"] / growth[0]["perSecond"] if growth else None
    yield Goal("i", "increments on the large table beside the small one", 0.5, True, "×", grown)
    if startup is None:
        return
    yield Goal("i", "start-up on an empty directory", 50, False, " ms",
               startup["startMilliseconds"])
    yield Goal("i", "idle memory", 30, False, " MB", startup["idle"]["residentBytes"] / 1e6)
    yield Goal("i", "commands replayed a second", 200_000, True, "",
               startup["replay"]["perSecond"])
