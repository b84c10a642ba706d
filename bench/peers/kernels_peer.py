"""The flow of one mode with its terms written out, by SymPy's lambdify. JSON lines, nanoseconds.

python3 kernels_peer.py [--quick]
"""

import json
import statistics
import sys
import time

from sympy import Symbol, lambdify

QUICK = "--quick" in sys.argv


def written_out(steps, run=0):
    """The right-hand sides, each term as differentiation leaves it; symbols of their own for each run."""
    modes = [Symbol(f"{name}_{run}", real=True) for name in "abc"]
    values = [Symbol(f"s{i}_{run}", real=True) for i in range(1, steps + 1)]
    a, b, c = modes
    terms = [(steps - i, s - c * b ** (steps - i) * a) for i, s in enumerate(values, 1)]
    flow = [
        sum(c * b**n * error for n, error in terms),
        sum(n * c * b ** (n - 1) * a * error for n, error in terms if n > 0),
        sum(a * b**n * error for n, error in terms),
    ]
    return modes, values, flow


def report(step, steps, samples, prepare, work, per=1):
    times = []
    for k in range(samples + 1):
        prepared = prepare(k)
        before = time.perf_counter()
        work(prepared)
        times.append((time.perf_counter() - before) / per * 1e9)
    median = statistics.median(times[1:])
    print(json.dumps({"system": "sympy", "step": step, "T": steps, "ns": median, "n": samples}), flush=True)


def main():
    modes, values, flow = written_out(6)
    f = lambdify([*modes, *values], flow, cse=True)
    data = [1.1 * 0.8 ** (6 - i) for i in range(1, 7)]
    calls = 1000

    def integrate(_):
        y = [0.7, 0.6, 0.8]
        for _ in range(calls):
            d = f(*y, *data)
            y = [p + 1e-12 * q for p, q in zip(y, d)]

    report("rhs:table", 6, 10 if QUICK else 50, lambda k: None, integrate, calls)

    def first_call(prepared):
        modes, values, flow = prepared
        lambdify([*modes, *values], flow, cse=True)(0.7, 0.6, 0.8, *[1 / k for k in range(1, 65)])

    report("lower+compile+call", 64, 3 if QUICK else 11, lambda k: written_out(64, k + 1), first_call)


main()
