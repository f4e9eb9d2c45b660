"""The tables, in Markdown that is readable as it is."""

import statistics

from rounds import rate

LEGEND = """Quipu ÷ this: how many times as many Quipu's first row does. Latencies: at full load.
Cores: processors kept busy by the load generator, and by the server with all its processes."""

# The system's own threads take some of the time, for instance to write to the disk.
OTHERS_CORES_MAX = 0.3


def render(groups, measured, medians, problems, goals, startup, growth, machine_sentence):
    parts = [machine_sentence]
    if groups:
        parts += [figures(groups, medians), LEGEND]
    told = list(notes(measured, problems))
    if told:
        parts.append("\n".join(f"- {line}" for line in told))
    if startup:
        parts.append(starts(startup))
    if growth:
        parts.append(sizes(growth))
    wanted = {group.letter for group in groups} | {"i"}
    parts.append(reached([goal for goal in goals if goal.letter in wanted]))
    return "\n\n".join(parts) + "\n"


def figures(groups, medians):
    rows = []
    for group in groups:
        rows.append([f"**{group.letter}**", f"**{group.title}**"] + [""] * 6)
        own = medians.get(group.cases[0].name)
        for case in group.cases:
            found = medians.get(case.name)
            if found is None:
                rows.append(["", case.title, "failed"] + [""] * 5)
                continue
            ratio = f"{rate(own, group) / rate(found, group):.2f}" if own else ""
            rows.append([
                "", case.title, thousands(rate(found, group)), ratio,
                milliseconds(found["p50"]), milliseconds(found["p99"]),
                cores(found, "clientCores"), cores(found, "serverCores")])
    return table(
        ["", "", "a second", "Quipu ÷ this", "p50 ms", "p99 ms", "client cores", "server cores"],
        rows, "llrrrrrr")


def notes(measured, problems):
    """What goes on beside the writes of h, and what failed."""
    for name, found in measured.items():
        if "checkpoints" in found[0]:
            ended = sum(each["checkpoints"] for each in found)
            moved = sum(each["checkpointEntries"] for each in found)
            yield (f"{name}: checkpoints that ended in {len(found)} x {found[0]['seconds']:.0f} s: "
                   f"{ended}, of {thousands(moved / max(1, ended))} entries each.")
        if "handlerLag" in found[0]:
            yield (f"{name}: changes that the handler was behind by at the end of each round: "
                   + ", ".join(thousands(each["handlerLag"]) for each in found) + ".")
    others = [each["otherCores"] for found in measured.values() for each in found]
    if others and statistics.median(others) > OTHERS_CORES_MAX:
        yield (f"This machine was not alone: others kept {statistics.median(others):.1f} of its "
               "processors busy meanwhile. Such figures say little.")
    for name, problem in problems.items():
        yield f"{name} failed: {problem}"


def starts(startup):
    replay = startup["replay"]
    idle = startup["idle"]
    peers = startup["peersIdleBytes"]
    return table(["start-up and idle memory", ""], [
        ["start on an empty directory", f"{startup['startMilliseconds']:.0f} ms"],
        ["idle memory", f"{idle['residentBytes'] / 1e6:.0f} MB, "
         f"{idle['privateBytes'] / 1e6:.0f} MB of it not of files"],
        ["idle memory of Redis, of PostgreSQL",
         f"{peers['redis'] / 1e6:.0f} MB, {peers['postgresql'] / 1e6:.0f} MB"],
        ["start after SIGKILL without any checkpoint", f"{replay['startSeconds']:.2f} s for "
         f"{thousands(replay['commands'])} commands: {thousands(replay['perSecond'])} a second"],
    ], "ll")


def sizes(growth):
    def row(title, told):
        return [title] + [told(entry) for entry in growth]
    return table(
        ["growth"] + [f"{thousands(entry['items'])} items" for entry in growth], [
            row("increments a second", lambda entry: thousands(entry["perSecond"])),
            row("p50, p99 ms", lambda entry:
                f"{milliseconds(entry['p50'])}, {milliseconds(entry['p99'])}"),
            row("bytes an item on disk", lambda entry: thousands(entry["bytesPerItem"])),
            row("MB on disk, with the log", lambda entry: thousands(entry["bytesOnDisk"] / 1e6)),
            row("MB in memory, of it not of files", lambda entry:
                f"{thousands(entry['residentBytes'] / 1e6)}, "
                f"{thousands(entry['privateBytes'] / 1e6)}"),
            row("start after a clean stop", lambda entry:
                f"{entry['startSecondsAfterStop']:.2f} s"),
            row("start after SIGKILL", lambda entry:
                f"{entry['startSecondsAfterKill']:.2f} s, "
                f"{thousands(entry['commandsAfterKill'])} commands"),
        ], "l" + "r" * len(growth))


def reached(goals):
    said = {True: "yes", False: "no", None: "not measured"}
    rows = []
    for goal in goals:
        bound = f"{'≥' if goal.at_least else '≤'} {number(goal.bound)}{goal.unit}"
        value = "" if goal.value is None else f"{number(goal.value)}{goal.unit}"
        rows.append([goal.letter, goal.text, bound, value, said[goal.is_reached]])
    return table(["", "goal", "is", "measured", "reached"], rows, "llrrl")


def table(head, rows, alignment):
    widths = [max(3, *(len(row[at]) for row in [head, *rows])) for at in range(len(head))]

    def line(cells):
        padded = [
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(cells, widths, alignment)]
        return "| " + " | ".join(padded) + " |"
    rule = [
        "-" * (width - 1) + (":" if side == "r" else "-")
        for width, side in zip(widths, alignment)]
    return "\n".join([line(head), "| " + " | ".join(rule) + " |", *map(line, rows)])


def thousands(value):
    """Three digits that matter, such as 61 200."""
    if value >= 1000:
        digits = len(str(int(value))) - 3
        value = round(value / 10 ** digits) * 10 ** digits
    return f"{round(value):,}".replace(",", " ") if value >= 10 else number(value)


def number(value):
    if value >= 1000:
        return f"{round(value):,}".replace(",", " ")
    return f"{value:.2f}".rstrip("0").rstrip(".") if value < 100 else f"{value:.0f}"


def milliseconds(value):
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"


def cores(found, name):
    return f"{found[name]:.2f}" if name in found else ""
