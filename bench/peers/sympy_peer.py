"""The energy of one mode, 1/2 sum_{i=1..T} (s_i - c b^(T-i) a)^2, in SymPy: the steps of bench/Symbolic, one JSON line each.

python3 sympy_peer.py [--quick] [T ...]
"""

import json
import statistics
import sys
import time

from sympy import Add, Rational, Symbol, diff, expand, latex
from sympy.core.cache import clear_cache


class Unknowns:
    """The symbols of one run, with names of their own."""

    def __init__(self, steps, run):
        def real(name):
            return Symbol(f"{name}_{run}", real=True)

        self.modes = [real("a"), real("b"), real("c")]
        self.s = [real(f"s{i}") for i in range(steps + 1)]


def energy(steps, u):
    a, b, c = u.modes
    return Rational(1, 2) * Add(*[(u.s[i] - c * b ** (steps - i) * a) ** 2 for i in range(1, steps + 1)])


def flow(u, e):
    return [-diff(e, v) for v in u.modes]


def freshly(seconds, steps, name, prepare, work):
    """Times work on a fresh input each run, with the cache of the run before emptied; preparation is not timed."""

    def once(k):
        clear_cache()
        u = Unknowns(steps, k)
        prepared = prepare(u)
        start = time.perf_counter()
        work(u, prepared)
        return (time.perf_counter() - start) * 1e6

    cold = once(0)
    samples = []
    start = time.perf_counter()
    while len(samples) < 3 or time.perf_counter() - start < seconds:
        samples.append(once(len(samples) + 1))
    row = {
        "system": "sympy",
        "T": steps,
        "step": name,
        "median_us": round(statistics.median(samples), 3),
        "min_us": round(min(samples), 3),
        "n": len(samples),
        "cold_us": round(cold, 3),
    }
    print(json.dumps(row), flush=True)


def run(seconds, steps):
    def prepared(u):
        return energy(steps, u)

    def derived(u):
        return flow(u, energy(steps, u))

    freshly(seconds, steps, "build", lambda u: None, lambda u, _: energy(steps, u))
    freshly(seconds, steps, "diff", prepared, flow)
    freshly(seconds, steps, "expand", derived, lambda u, rows: [expand(r) for r in rows])
    freshly(seconds, steps, "jacobian", derived, lambda u, rows: [[diff(r, v) for v in u.modes] for r in rows])
    freshly(seconds, steps, "latex", derived, lambda u, rows: [latex(r) for r in rows])


def main():
    seconds = 0.3 if "--quick" in sys.argv else 1.5
    sizes = [int(x) for x in sys.argv[1:] if not x.startswith("--")]
    for steps in sizes or [4, 8, 16, 32, 64]:
        run(seconds, steps)


if __name__ == "__main__":
    main()
