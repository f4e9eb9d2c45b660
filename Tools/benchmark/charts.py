"""Charts as SVG, drawn by hand: bars that can be read on a light and on a dark page."""

import html

from report import milliseconds, thousands
from rounds import rate

WIDTH = 760
LEFT = 268
RIGHT = 110
BAR = 15
STEP = 21
HEAD = 34

# Where nobody says how the page is, the text's grey can be read on both.
STYLE = """
  text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #727a84 }
  .head { font-weight: 600 }
  .value { font-variant-numeric: tabular-nums }
  .quipu { fill: #0f8b7e } .peer { fill: #8a94a0 } .limit { fill: #c9a227 }
  .axis { stroke: #8a94a0; stroke-width: 1 }
  .tail { opacity: .4 }
  @media (prefers-color-scheme: light) { text { fill: #24292f } }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quipu { fill: #2fc4b2 } .peer { fill: #7d8794 } .limit { fill: #d9b648 }
  }
"""


def draw(directory, groups, medians, growth):
    """Writes all charts that there are figures for; answers their paths."""
    charts = {
        "rates.svg": ("How many a second", [
            (title(group), [
                (case.title, kind(case), [rate(medians[case.name], group)],
                 thousands(rate(medians[case.name], group)))
                for case in measured(group, medians)])
            for group in groups]),
        "latencies.svg": ("Latency at full load: half of all answers, and 99 of 100, in ms", [
            (title(group), [
                (case.title, kind(case), [medians[case.name]["p99"], medians[case.name]["p50"]],
                 f"{milliseconds(medians[case.name]['p50'])}   "
                 f"{milliseconds(medians[case.name]['p99'])}")
                for case in measured(group, medians)])
            for group in groups]),
    }
    if growth:
        charts["growth.svg"] = ("Increments a second on tables of", [("", [
            (f"{thousands(entry['items'])} items", "quipu", [entry["perSecond"]],
             thousands(entry["perSecond"])) for entry in growth])])
    paths = []
    for name, (heading, panels) in charts.items():
        panels = [panel for panel in panels if panel[1]]
        if panels:
            paths.append(directory / name)
            paths[-1].write_text(chart(heading, panels))
    return paths


def title(group):
    return f"{group.letter}  {group.title}"


def measured(group, medians):
    return [case for case in group.cases if case.name in medians]


def kind(case):
    if case.server == "answer":
        return "limit"
    return "quipu" if case.server.startswith("quipu") else "peer"


def chart(heading, panels):
    """Panels below each other, each with a scale of its own."""
    parts, y = [text(0, 18, heading, "head")], HEAD
    for name, bars in panels:
        y += 8
        parts.append(text(0, y + 10, name, "head"))
        y += STEP
        top = y
        longest = max(max(lengths) for _, _, lengths, _ in bars) or 1
        for label, look, lengths, value in bars:
            parts.append(text(LEFT - 10, y + 12, label, anchor="end"))
            widths = [length / longest * (WIDTH - LEFT - RIGHT) for length in lengths]
            # The longest lies behind the others.
            for at, width in enumerate(widths):
                tail = " tail" if len(widths) > 1 and at == 0 else ""
                parts.append(
                    f'<rect class="{look}{tail}" x="{LEFT}" y="{y}" width="{max(width, 1):.1f}" '
                    f'height="{BAR}" rx="2"/>')
            parts.append(text(LEFT + max(widths) + 6, y + 12, value, "value"))
            y += STEP
        parts.append(f'<line class="axis" x1="{LEFT}" x2="{LEFT}" y1="{top - 3}" y2="{y - 3}"/>')
        y += 6
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 4}" '
        f'viewBox="0 0 {WIDTH} {y + 4}" role="img" aria-label="{html.escape(heading)}">\n'
        f"<style>{STYLE}</style>\n{body}\n</svg>\n")


def text(x, y, content, look=None, anchor=None):
    classes = f' class="{look}"' if look else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text x="{x:.1f}" y="{y}"{classes}{anchored} xml:space="preserve">'
        f"{html.escape(content)}</text>")
