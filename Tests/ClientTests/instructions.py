"""Counts the instructions of single calls, by callgrind over the release build of `Instructions`.

    Tools/count-instructions                    counts, and compares with what is recorded
    Tools/count-instructions --record           records what it counts, after a change that is meant
    Tools/count-instructions --parts            says what each call's cost is made of
    Tools/count-instructions --functions CALL   the functions that cost most by themselves

Time on a shared machine says little; the number of instructions repeats. The kernel's are not in it.
"""

import argparse
import collections
import json
import os
import pathlib
import platform
import re
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(
    os.environ.get("QUIPU_INSTRUCTIONS", ROOT / ".build" / "release" / "Instructions"))
RECORDED = pathlib.Path(__file__).with_name("instructions.json")
ADVICE = "if that is meant, record anew with Tools/count-instructions --record"
SECONDS_MAX = 600


def recorded():
    return json.loads(RECORDED.read_text())


class Count:
    """What callgrind counted of one call."""

    def __init__(self, operations, profile):
        self.operations = operations
        self.profile = profile

    @property
    def each(self):
        return round(self.profile.total / self.operations)


class Profile:
    """The costs in one of callgrind's files: of functions by themselves, and of their calls."""

    def __init__(self, text):
        self.text = text
        self.total = int(re.search(r"^totals: (\d+)", text, re.MULTILINE)[1])

    @property
    def is_section(self):
        """Whether a section of the program ended with it, and not what lies between two."""
        return re.search(r"^desc: Trigger: --dump-before=", self.text, re.MULTILINE) is not None

    def read(self):
        """Returns (costs by function, costs by (caller, callee)), by the linker's names."""
        names = {}

        def name(field):
            # A name stands behind its number where it is first used.
            number, _, text = field.partition(" ")
            if text:
                names[number] = text
            return names[number]

        own = collections.Counter()
        between = collections.Counter()
        function = called = None
        for line in self.text.splitlines():
            key, _, value = line.partition("=")
            if key == "fn":
                function = name(value)
            elif key == "cfn":
                called = name(value)
            elif function is not None and line[:1] in set("0123456789+-*"):
                cost = int(line.split()[1])
                if called is None:
                    own[function] += cost
                else:
                    between[function, called] += cost
                    called = None
        return own, between


def count():
    """Carries out every call under callgrind and returns what each cost, by its name."""
    with tempfile.TemporaryDirectory(prefix="quipu-instructions-") as directory:
        # Some versions of valgrind end at debugging information that they do not understand.
        binary = os.path.join(directory, BINARY.name)
        subprocess.run(["strip", "--strip-debug", "-o", binary, str(BINARY)], check=True)
        # Little else, as the program's start and so its memory's layout depend on it.
        environment = {
            name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        environment |= {"LC_ALL": "C", "SWIFT_DETERMINISTIC_HASHING": "1"}
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={directory}/profile",
             # Named after the two functions between whose calls a section lies.
             "--dump-after=*countingBegins*", "--dump-before=*countingEnds*",
             binary, os.path.join(directory, "data")],
            capture_output=True, text=True, env=environment, timeout=SECONDS_MAX)
        if done.returncode != 0:
            raise RuntimeError(
                f"{BINARY} under valgrind ended with {done.returncode}:\n{done.stderr[-8000:]}")
        files = pathlib.Path(directory).glob("profile.*")
        profiles = [
            Profile(file.read_text(errors="replace"))
            for file in sorted(files, key=lambda file: int(file.suffix[1:]))]
        sections = [profile for profile in profiles if profile.is_section]
        # "increment 512": so often between the two marks.
        calls = re.findall(r"^(\S+) (\d+)$", done.stdout, re.MULTILINE)
        assert len(sections) == len(calls) > 0, (done.stdout, done.stderr[-4000:])
        return {call: Count(int(operations), section)
                for (call, operations), section in zip(calls, sections)}


# What to do with the counts.

def compare(counted):
    known = recorded()["instructions"] if RECORDED.exists() else {}
    for call, result in counted.items():
        change = f"{result.each / known[call] - 1:+.1%}" if call in known else "not recorded"
        print(f"{call:16} {result.each:>10,}  {change}")


def record(counted):
    RECORDED.write_text(json.dumps({
        "machine": platform.machine(),
        "instructions": {call: result.each for call, result in counted.items()},
    }, indent=4) + "\n")


def demangled(names):
    """The names as people write them, by the linker's."""
    names = list(names)
    done = subprocess.run(
        ["swift", "demangle", "--simplified", "--compact"], input="\n".join(names) + "\n",
        capture_output=True, text=True, check=True)
    return dict(zip(names, done.stdout.splitlines()))


def show_functions(result):
    own, _ = result.profile.read()
    costs = own.most_common(40)
    texts = demangled(name for name, _ in costs)
    for name, cost in costs:
        print(f"{cost / result.operations:>10,.0f} {cost / result.profile.total:>6.1%}  "
              f"{texts[name][:140]}")


# A function's cost is that of all that it calls; a part is one function's without those of others.
REQUEST = "ChannelPipeline.SynchronousOperations.fireChannelRead(_:)"
DISPATCH = "HTTPConnection.carryOut(_:)"
PLAN = "Operation.plan(_:in:)"
# In the DynamoDB API more than the operation's own function.
DYNAMODB_PLAN = "Dispatcher.plan(_:_:)"
DYNAMODB_PARSE = "JSONDocument.__allocating_init(parsing:depthMax:allowsDuplicateNames:)"
SUBMIT = "Store.submit(_:on:_:)"
READ = "Store.read<A>(_:)"
WRITER = "closure #1 in Writer.start(_:)"
COMMIT = "CommitPipeline.commit(_:)"
APPLY = "Applier.apply(_:_:awaiting:itemsMax:)"
FLUSH = "Recorder.flush()"
FINISH = "Recorder.finish(_:)"
TASKS = "QuietLoop.runTasks()"
ANSWER = "closure #1 in HTTPConnection.perform(_:number:)"
# The connection in memory, and taking turns.
REST = "what carries it out"
PAGES = {"hours", "by-index", "series"}
PARTS_OF_READ = [
    ("HTTP, the request", [REQUEST], [DISPATCH]),
    ("routing", [DISPATCH], [PLAN, ANSWER]),
    ("parsing, checking, planning", [PLAN], [READ]),
    ("reading", [READ], []),
    ("HTTP, the answer", [ANSWER], []),
]
PARTS_OF_WRITE = [
    ("HTTP, the request", [REQUEST], [DISPATCH]),
    ("routing", [DISPATCH], [PLAN, SUBMIT]),
    ("parsing, checking, planning", [PLAN], []),
    ("encoding for the log, handing over", [SUBMIT], []),
    ("log", [COMMIT], [APPLY]),
    ("finding the item, deciding", [APPLY], [FLUSH, FINISH]),
    ("storing", [FLUSH, FINISH], []),
    ("handing the answers back", [WRITER], [COMMIT]),
    ("the answer's body", [TASKS], [ANSWER]),
    ("HTTP, the answer", [ANSWER], []),
]


def inclusive_costs(profile):
    """What each function cost with all that it called, by its name without what the optimiser adds."""
    _, between = profile.read()
    texts = demangled({name for pair in between for name in pair})
    costs = collections.Counter()

    def plain(name):
        text = re.sub(r"'\d+$", "", texts[name])
        text = re.sub(r"^protocol witness for (.*) in conformance .*", r"\1", text)
        text = re.sub(r"^(?:specialized |static )+", "", text)
        # Each API has a refinement, and a write to one item a way of its own.
        text = re.sub(r"^(?:DynamoDB|Native|Lambda)(Operation\.plan\()", r"\1", text)
        return text.replace("Store.submit<A>(", "Store.submit(")

    for (caller, callee), cost in between.items():
        # What a function is called by itself is in its cost already.
        if plain(caller) != plain(callee):
            costs[plain(callee)] += cost
    return costs


def parts(result):
    costs = inclusive_costs(result.profile)
    if costs[DYNAMODB_PLAN]:
        costs[PLAN] = costs[DYNAMODB_PLAN] + costs[DYNAMODB_PARSE]
    wanted = PARTS_OF_WRITE if SUBMIT in costs else PARTS_OF_READ
    each = {
        name: (sum(costs[one] for one in whole) - sum(costs[one] for one in without))
        / result.operations
        for name, whole, without in wanted}
    each[REST] = result.each - sum(each.values())
    return each


def show_parts(counted):
    """Prints a table as it stands in Sources/Engine/Engine.docc/Costs.md."""
    # Pages of results are not planned and read in one place, or on one thread.
    counted = {call: result for call, result in counted.items() if call not in PAGES}
    columns = {call: parts(result) for call, result in counted.items()}
    # What both have in common ends with the answer.
    rows = dict.fromkeys(name for name, _, _ in PARTS_OF_READ[:-1] + PARTS_OF_WRITE)
    print("| thousands of instructions |", " | ".join(columns), "|")
    print("|---|" + "---:|" * len(columns))
    for name in [*rows, REST]:
        cells = (f"{each[name] / 1000:,.1f}" if name in each else "" for each in columns.values())
        print(f"| {name} |", " | ".join(cells), "|")
    total = " | ".join(f"{result.each / 1000:,.1f}" for result in counted.values())
    print("| **in all** |", total, "|")


def main():
    parser = argparse.ArgumentParser(
        description="Count the instructions of single calls, and compare with what is recorded.")
    parser.add_argument(
        "--record", action="store_true", help="record them, after a change that is meant")
    parser.add_argument(
        "--parts", action="store_true", help="say what each call's cost is made of")
    parser.add_argument(
        "--functions", metavar="CALL", help="the functions that cost most by themselves")
    options = parser.parse_args()
    counted = count()
    if options.functions:
        show_functions(counted[options.functions])
    elif options.parts:
        show_parts(counted)
    else:
        compare(counted)
    if options.record:
        record(counted)


if __name__ == "__main__":
    main()
