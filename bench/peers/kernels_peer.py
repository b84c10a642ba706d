"""The flow of one mode as a user of Python gets it: SymPy's lambdify, and numba where it is installed. JSON lines.

python3 kernels_peer.py [--quick]
"""

import json
import statistics
import sys
import time

from sympy import Rational, Symbol, diff, lambdify, symbols

SECONDS = 0.1 if "--quick" in sys.argv else 0.5


def written_out(steps, run=0):
    modes = [Symbol(f"{name}_{run}", real=True) for name in "abc"]
    values = [Symbol(f"s{i}_{run}", real=True) for i in range(1, steps + 1)]
    a, b, c = modes
    energy = Rational(1, 2) * sum((s - c * b ** (steps - i) * a) ** 2 for i, s in enumerate(values, 1))
    return modes, values, [-diff(energy, z) for z in modes]


def report(system, step, steps, sample, per=1):
    sample()
    times = []
    start = time.perf_counter()
    while len(times) < 3 or time.perf_counter() - start < SECONDS:
        before = time.perf_counter()
        sample()
        times.append((time.perf_counter() - before) / per * 1e9)
    print(json.dumps({"system": system, "step": step, "T": steps, "ns": statistics.median(times), "n": len(times)}), flush=True)


def rhs():
    modes, values, flow = written_out(6)
    f = lambdify([*modes, *values], flow, cse=True)
    data = [1.1 * 0.8 ** (6 - i) for i in range(1, 7)]

    def sample():
        y = [0.7, 0.6, 0.8]
        for _ in range(1000):
            d = f(*y, *data)
            y = [p + 1e-12 * q for p, q in zip(y, d)]

    report("sympy", "rhs:table", 6, sample, 1000)


def compiled():
    run = [0]

    def sample():
        run[0] += 1
        modes, values, flow = prepared.pop() if prepared else written_out(64, run[0])
        lambdify([*modes, *values], flow, cse=True)(0.7, 0.6, 0.8, *[1 / k for k in range(1, 65)])

    prepared = [written_out(64, -k) for k in range(1, 5)]
    report("sympy", "lower+compile+call", 64, sample)


def numba_rhs():
    try:
        from numba import njit
    except ImportError:
        return
    import numpy as np

    @njit
    def feed(calls, steps, s):
        a, b, c = 0.7, 0.6, 0.8
        for _ in range(calls):
            x = b * b
            A, dA, B, dB = s[0], 0.0, 1.0, 0.0
            for i in range(1, steps):
                dA = dA * b + A
                A = A * b + s[i]
                dB = dB * x + B
                B = B * x + 1.0
            u = a * c
            drive = A - u * B
            da, db, dc = c * drive, u * (dA - u * b * dB), a * drive
            a, b, c = a + 1e-12 * da, b + 1e-12 * db, c + 1e-12 * dc
        return a + b + c

    table = 1.1 * 0.999 ** np.arange(4095, -1, -1)
    for steps in (6, 4096):
        calls = max(200, 400000 // (steps + 20))
        report("numba", "rhs:table", steps, lambda: feed(calls, steps, table), calls)


rhs()
compiled()
numba_rhs()
