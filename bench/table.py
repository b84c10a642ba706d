"""Reads the JSON lines of the benchmark programs and prints the algebra's and the kernels' Markdown tables.

python3 table.py [--json FILE] < LINES
"""

import json
import sys

OURS = "lrnn"
PEERS = ["ginac", "sympy"]
KERNELS = ["rhs:table", "rhs:closed", "batch", "lower+compile+call", "process"]
KERNEL_PEERS = ["sympy", "numba", "c"]
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


def kernel_table(cells):
    heading = ["work", "T", "ours (ns)", "SymPy (ns)", "numba (ns)", "C++ (ns)", "ours/C++", "SymPy/ours"]
    rows = []
    for (step, size), times in cells.items():
        ours, sympy, numba, c = (times.get(system) for system in [OURS, *KERNEL_PEERS])
        rows.append([step, str(size), *map(number, [ours, sympy, numba, c, ratio(ours, c), ratio(sympy, ours)])])
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
