"""One mode's learning flow with numba, as fast as a user of Python gets it. JSON lines, nanoseconds.

python3 numba_peer.py [--quick]
"""

import json
import statistics
import sys
import time

import numpy as np
from numba import njit

SECONDS = 0.1 if "--quick" in sys.argv else 0.5
COUNT = 100352


def report(step, steps, sample, per):
    sample()  # compiles
    times = []
    start = time.perf_counter()
    while len(times) < 3 or time.perf_counter() - start < SECONDS:
        before = time.perf_counter()
        sample()
        times.append((time.perf_counter() - before) / per * 1e9)
    row = {"system": "numba", "step": step, "T": steps, "ns": statistics.median(times), "n": len(times)}
    print(json.dumps(row), flush=True)


@njit(fastmath={"contract"})
def feed_table(calls, steps, s):
    """Horner's rule for any task; each call feeds on the last one's result."""
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


@njit(fastmath={"contract", "arcp"})
def closed(steps, delta, lam, a, b, c):
    """The textbook form of the geometric sums, which is wrong near 1."""
    y, x = lam * b, b * b
    p, q = y ** (steps - 1), x ** (steps - 1)
    A, B = (1 - p * y) / (1 - y), (1 - q * x) / (1 - x)
    dA, dB = (A - steps * p) / (1 - y), (B - steps * q) / (1 - x)
    u = a * c
    drive = delta * A - u * B
    return c * drive, u * (delta * lam * dA - u * b * dB), a * drive


@njit
def feed_closed(calls, steps, delta, lam):
    a, b, c = 0.7, 0.6, 0.8
    for _ in range(calls):
        da, db, dc = closed(steps, delta, lam, a, b, c)
        a, b, c = a + 1e-12 * da, b + 1e-12 * db, c + 1e-12 * dc
    return a + b + c


@njit(fastmath={"contract"})
def batch_short(steps, delta, lam, a, b, c, da, db, dc):
    """Blocks of modes with Horner's rule, which the compiler vectorizes over the modes."""
    W = 64
    A, dA, B, dB, x, y = np.empty(W), np.empty(W), np.empty(W), np.empty(W), np.empty(W), np.empty(W)
    for m in range(0, a.shape[0], W):
        for j in range(W):
            x[j] = b[m + j] * b[m + j]
            y[j] = lam[m + j] * b[m + j]
            A[j], dA[j], B[j], dB[j] = 1.0, 0.0, 1.0, 0.0
        for _ in range(steps - 1):
            for j in range(W):
                dA[j] = dA[j] * y[j] + A[j]
                A[j] = A[j] * y[j] + 1.0
                dB[j] = dB[j] * x[j] + B[j]
                B[j] = B[j] * x[j] + 1.0
        for j in range(W):
            k = m + j
            u = a[k] * c[k]
            drive = delta[k] * A[j] - u * B[j]
            da[k] = c[k] * drive
            db[k] = u * (delta[k] * lam[k] * dA[j] - u * b[k] * dB[j])
            dc[k] = a[k] * drive


@njit(fastmath={"contract", "arcp"})
def batch_closed(steps, delta, lam, a, b, c, da, db, dc):
    for k in range(a.shape[0]):
        da[k], db[k], dc[k] = closed(steps, delta[k], lam[k], a[k], b[k], c[k])


def main():
    table = 1.1 * 0.999 ** np.arange(4095, -1, -1)
    for steps in (6, 4096):
        calls = max(200, 400000 // (steps + 20))
        report("rhs:table", steps, lambda: feed_table(calls, steps, table), calls)
    report("rhs:closed", 4096, lambda: feed_closed(5000, 4096, 1.1, 0.8), 5000)

    m = np.arange(COUNT)
    part = m / COUNT
    modes = 1.0 + 0.1 * part, 0.5 + 0.4 * ((3 * m) % COUNT) / COUNT
    states = 0.5 + 0.4 * part, 0.3 + 0.5 * ((7 * m) % COUNT) / COUNT, 0.6 + 0.2 * ((13 * m) % COUNT) / COUNT
    out = np.empty(COUNT), np.empty(COUNT), np.empty(COUNT)
    report("batch", 6, lambda: batch_short(6, *modes, *states, *out), COUNT)
    for steps in (256, 4096):
        report("batch", steps, lambda: batch_closed(steps, *modes, *states, *out), COUNT)


main()
