"""Times a whole process: python3 whole_process.py [--quick] SYSTEM COMMAND ...; one JSON line."""

import json
import statistics
import subprocess
import sys
import time


def main():
    arguments = sys.argv[1:]
    runs = 3 if arguments[0] == "--quick" else 11
    system, *command = arguments[1:] if arguments[0] == "--quick" else arguments
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    row = {"system": system, "step": "process", "T": 6, "ns": statistics.median(times) * 1e9, "n": runs}
    print(json.dumps(row), flush=True)


main()
