"""A picture of the goals: how much of each limit is used up, on a scale of powers. Plain SVG, drawn by hand."""

import math
from html import escape

ROW, TOP, LEFT, WIDTH, RIGHT = 22, 56, 560, 380, 30
#: The scale: a hundredth of the limit to ten times it.
LOWEST, HIGHEST = 0.01, 10
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1d2b33 }
.note { fill: #5b6b75 } .grid { stroke: #d5dde2 } .limit { stroke: #1d2b33; stroke-width: 2 }
.met { fill: #1f7a5c } .missed { fill: #b3402f } .range { stroke: #5b6b75; stroke-width: 2 }
.page { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf1 } .note { fill: #9fb0ba } .grid { stroke: #33424c } .limit { stroke: #e6edf1 }
  .met { fill: #5cc8a1 } .missed { fill: #ef8a78 } .range { stroke: #9fb0ba } .page { fill: #172026 }
}
"""


def drawing(goals):
    """Return the SVG of those goals that have a limit, were measured, and are more than a count that must be none."""
    shown = sorted((goal for goal in goals if goal.share is not None), key=lambda goal: goal.number)
    height = TOP + ROW * len(shown) + 34
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}" role="img">',
        "<title>How much of each limit is used up; left of the line is met</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{LEFT + WIDTH + RIGHT}" height="{height}"/>',
        *scale(height),
        *(part for row, goal in enumerate(shown) for part in line(goal, TOP + ROW * row + ROW // 2)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def scale(height):
    for power in range(round(math.log10(LOWEST)), round(math.log10(HIGHEST)) + 1):
        share = 10**power
        kind = "limit" if power == 0 else "grid"
        x = across(share)
        yield f'<line class="{kind}" x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{height - 30}"/>'
        words = "the limit" if power == 0 else f"{share:g} ×"
        yield f'<text class="note" x="{x}" y="{height - 12}" text-anchor="middle">{words}</text>'
    yield '<text x="12" y="26">Part of each limit that is used up</text>'
    yield f'<text class="note" x="{across(1) - 10}" y="{TOP - 16}" text-anchor="end">met</text>'
    yield f'<text class="note" x="{across(1) + 10}" y="{TOP - 16}">missed</text>'


def line(goal, y):
    low, high = sorted(map(goal.share_of, (goal.figure.low, goal.figure.high)))
    yield f'<text x="12" y="{y + 4}">{escape(goal.what)}</text>'
    yield f'<text class="note" x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(goal.on)}</text>'
    yield f'<line class="range" x1="{across(low)}" y1="{y}" x2="{across(high)}" y2="{y}"/>'
    yield f'<circle class="{"met" if goal.is_met else "missed"}" cx="{across(goal.share)}" cy="{y}" r="6"/>'


def across(share):
    """Return where a share stands from the left; what is off the scale stands at its edge."""
    within = min(max(share, LOWEST), HIGHEST)
    return round(LEFT + WIDTH * math.log(within / LOWEST) / math.log(HIGHEST / LOWEST), 1)
