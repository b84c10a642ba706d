"""One learning curve by SciPy's LSODA, as a user would write it; JSON lines in microseconds."""

import json
import statistics
import time

import numpy as np
from scipy.integrate import solve_ivp

T = 6


def flow(_, state, s):
    a, b, c = state
    n = np.arange(T - 1, -1, -1)
    powers = b**n
    slopes = n * b ** np.maximum(n - 1, 0)
    error = s - c * a * powers
    return [c * np.dot(powers, error), c * a * np.dot(slopes, error), a * np.dot(powers, error)]


TASKS = {
    "constant": np.ones(T),
    "inverse-exponential": 0.8 ** np.arange(T - 1, -1, -1),
    "dirac": np.array([0.6, 0, 0, 0, 0, 1.0]),
}

for name, s in TASKS.items():
    times = []
    for _ in range(15):
        start = time.perf_counter()
        solve_ivp(flow, (0, 50), [0.1, 0.1, 0.1], method="LSODA", rtol=1e-8, atol=1e-10, args=(s,))
        times.append((time.perf_counter() - start) * 1e6)
    print(json.dumps({"system": "SciPy", "work": "one curve", "size": name, "time": statistics.median(times), "n": len(times)}), flush=True)
