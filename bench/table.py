"""Reads the JSON lines of the benchmark programs and prints the Markdown tables of the algebra and of the kernels.

python3 table.py [--json FILE] < LINES
"""

import json
import sys

OURS = "lrnn"
PEERS = ["ginac", "sympy"]
KERNELS = ["rhs:table", "rhs:closed", "batch", "lower+compile+call", "process"]
# The best a user has today, and the ceiling: C++ written for this work alone.
KERNEL_PEERS = ["sympy", "numba", "c"]
NAMES = {
    ("rhs:table", 6): "one mode, any task",
    ("rhs:table", 4096): "one mode, any task",
    ("rhs:closed", 4096): "one mode, closed sums",
    ("batch", 6): "10^5 modes, per mode",
    ("batch", 256): "10^5 modes, closed, per mode",
    ("batch", 4096): "10^5 modes, closed, per mode",
    ("lower+compile+call", 64): "lower, compile, first call",
    ("process", 6): "whole process",
}
# At most so many times the ceiling, or, where C++ has no counterpart, nanoseconds.
GOALS_OF_CEILING = {
    ("rhs:table", 6): 1.2,
    ("rhs:table", 4096): 1.3,
    ("rhs:closed", 4096): 1.2,
    ("batch", 6): 1.15,
    ("batch", 256): 1.2,
    ("batch", 4096): 1.2,
}
GOALS = {("lower+compile+call", 64): 2e6, ("process", 6): 350e6}
ORDER = ["build", "diff", "expand", "jacobian", "latex"]


def position(key):
    step, size = key
    return (ORDER.index(step) if step in ORDER else len(ORDER), size)


def read(lines):
    """The median of each system, by (step, size)."""
    cells = {}
    for line in lines:
        if line.startswith("{"):
            row = json.loads(line)
            if "median_us" not in row:
                continue
            cells.setdefault((row["step"], row["T"]), {})[row["system"]] = row["median_us"]
    return dict(sorted(cells.items(), key=lambda item: position(item[0])))


def read_kernels(lines):
    """Nanoseconds of each system, by (work, size)."""
    cells = {}
    for line in lines:
        if line.startswith("{"):
            row = json.loads(line)
            if "ns" in row:
                cells.setdefault((row["step"], row["T"]), {})[row["system"]] = row["ns"]
    return dict(sorted(cells.items(), key=lambda item: (KERNELS.index(item[0][0]), item[0][1])))


def number(value):
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio(above, below):
    return None if above is None or not below else above / below


def table(cells):
    heading = ["work", "T", "ours (us)", "GiNaC (us)", "SymPy (us)", "ours/GiNaC", "SymPy/ours"]
    rows = []
    for (step, size), medians in cells.items():
        ours, ginac, sympy = (medians.get(system) for system in [OURS, *PEERS])
        values = [ours, ginac, sympy, ratio(ours, ginac), ratio(sympy, ours)]
        rows.append([step, str(size) if size else "symbolic", *map(number, values)])
    return markdown(heading, rows)


def duration(ns):
    """Nanoseconds, in the unit that reads best."""
    if ns is None:
        return "-"
    return f"{number(ns / 1e6)} ms" if ns >= 1e6 else f"{number(ns / 1e3)} us" if ns >= 1e4 else f"{number(ns)} ns"


def goal(key, ours, ceiling):
    """The goal as text, and whether it is met in this run."""
    if key in GOALS_OF_CEILING:
        above = ratio(ours, ceiling)
        met = None if above is None else above <= GOALS_OF_CEILING[key]
        text = f"<= {GOALS_OF_CEILING[key]:.2f} x"
    elif key in GOALS:
        met = None if ours is None else ours <= GOALS[key]
        text = f"<= {duration(GOALS[key])}"
    else:
        return "-", "-"
    return text, "-" if met is None else "yes" if met else "no"


def kernel_table(cells):
    heading = ["work", "T", "ours", "SymPy", "numba", "best peer/ours", "ceiling: C++", "ours/C++", "goal", "met"]
    rows = []
    for key, times in cells.items():
        ours, sympy, numba, c = (times.get(system) for system in [OURS, *KERNEL_PEERS])
        best = min([x for x in (sympy, numba) if x is not None], default=None)
        texts = [duration(ours), duration(sympy), duration(numba), number(ratio(best, ours))]
        rows.append([NAMES.get(key, key[0]), str(key[1]), *texts, duration(c), number(ratio(ours, c)), *goal(key, ours, c)])
    return markdown(heading, rows)


def markdown(heading, rows):
    widths = [max(len(row[k]) for row in [heading, *rows]) for k in range(len(heading))]

    def line(row):
        texts = [text.ljust(w) if k == 0 else text.rjust(w) for k, (text, w) in enumerate(zip(row, widths))]
        return "| " + " | ".join(texts) + " |"

    rule = ["-" * w if k == 0 else "-" * (w - 1) + ":" for k, w in enumerate(widths)]
    return "\n".join(map(line, [heading, rule, *rows]))


def records(cells, peers, unit):
    """One row for each peer; work that no peer does has one row without a peer. The ratio is the peer's time over ours."""
    for (step, size), medians in cells.items():
        ours = medians.get(OURS)
        for peer in [p for p in peers if p in medians] or [None]:
            value = medians.get(peer)
            share = ratio(value, ours)
            yield {
                "work": step,
                "size": size,
                "unit": unit,
                "ours": ours,
                "peer": peer,
                "value": value,
                "ratio": None if share is None else round(share, 3),
            }


def main():
    lines = sys.stdin.readlines()
    cells, kernels = read(lines), read_kernels(lines)
    print(table(cells))
    if kernels:
        print()
        print(kernel_table(kernels))
    if "--json" in sys.argv:
        with open(sys.argv[sys.argv.index("--json") + 1], "w", encoding="utf-8") as out:
            for row in [*records(cells, PEERS, "us"), *records(kernels, KERNEL_PEERS, "ns")]:
                out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
