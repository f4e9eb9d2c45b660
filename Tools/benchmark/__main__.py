"""Measures Quipu and its peers in turn, tells the figures, and leaves nothing running."""

import json
import pathlib
import shutil
import signal
import sys
import tempfile
import time

import cases
import charts
import counts
import goals
import growth
import machine
import options
import report
import rounds
import startup
from load_generator import LoadGenerator, LoadGeneratorFailed
from peers import PostgreSQL, Redis
from quipu import Quipu
from servers import Servers


def main():
    wanted = options.parse()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    directory = pathlib.Path(tempfile.mkdtemp(prefix="quipu-benchmark-", dir=wanted.disk))
    try:
        # PostgreSQL has a user of its own, who must get to its directory.
        directory.chmod(0o755)
        measure(wanted, directory)
    except LoadGeneratorFailed as failure:
        sys.exit(f"Tools/bench: the load generator: {failure}")
    except RuntimeError as failure:
        sys.exit(f"Tools/bench: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def stop(*_):
    """Leaves whatever is being done; once, so that stopping in order is not cut short."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    print("stopping …", file=sys.stderr)
    raise KeyboardInterrupt


def measure(wanted, directory):
    began = time.monotonic()
    versions = [Quipu.version(wanted.quipu), Redis.version(), PostgreSQL.version()]
    described = machine.describe(directory, versions)
    print(machine.sentence(described), file=sys.stderr)
    if described["fileSystem"] in ("tmpfs", "ramfs"):
        print(f"{wanted.disk} is memory, not a disk: use --disk", file=sys.stderr)
    bench = LoadGenerator(wanted.bench)
    groups = cases.groups(wanted)
    started = startup.measure(wanted, directory, bench)
    with Servers(wanted, directory, bench) as servers:
        rounds.start(groups, servers)
        compared = counts.compare(servers)
        figures, problems = rounds.measure(groups, servers, bench, wanted)
    grown = growth.measure(wanted, directory, bench) if wanted.grow else None
    medians = rounds.medians(figures)
    judged = list(goals.judge(medians, started, grown))
    text = report.render(
        groups, figures, medians, problems, judged, started, grown,
        machine.sentence(described))
    results = {
        "machine": described, "seconds": round(time.monotonic() - began),
        "rounds": wanted.rounds, "secondsEach": wanted.seconds, "quick": wanted.quick,
        "groups": [
            {"letter": group.letter, "title": group.title, "unit": group.unit,
             "cases": [{
                 "name": case.name, "title": case.title, "server": case.server,
                 "arguments": " ".join(map(str, case.arguments)),
                 "median": medians.get(case.name), "rounds": figures.get(case.name, []),
                 "problem": problems.get(case.name)} for case in group.cases]}
            for group in groups],
        "startUp": started, "growth": grown, "sameCounts": compared,
        "goals": [goal.as_json() for goal in judged],
    }
    tell(wanted.out, text, results, groups, medians, grown)
    if problems:
        sys.exit(f"Tools/bench: {len(problems)} cases failed, see the table")


def tell(out, text, results, groups, medians, grown):
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.json").write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    (out / "table.md").write_text(text)
    paths = charts.draw(out, groups, medians, grown)
    print("\n" + text)
    names = ", ".join(path.name for path in [out / "results.json", out / "table.md", *paths])
    print(f"{results['seconds']} s. In {out}: {names}", file=sys.stderr)


if __name__ == "__main__":
    main()
