"""Steps of gradient descent and tangent kernels in numpy, on the work of bench/Training; one JSON line for each measurement."""

import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

SECONDS = 0.3 if "--quick" in sys.argv else 1.5


def report(work, size, step, system="numpy"):
    start = time.process_time()
    step()
    repeats = max(1, int(2e-3 / (time.process_time() - start)))
    times = []
    begin = time.perf_counter()
    while len(times) < 11 or time.perf_counter() - begin < SECONDS:
        start = time.process_time()
        for _ in range(repeats):
            step()
        times.append((time.process_time() - start) / repeats * 1e6)
    median = sorted(times)[len(times) // 2]
    print(json.dumps({"system": system, "work": work, "size": size, "us": median, "least": min(times), "n": len(times)}), flush=True)


def gradients(task, w_x, w_h, w_y):
    """dL/d(W_x, W_h, W_y) from correlations on white inputs; task[n] belongs to the input n steps before the last."""
    steps = len(task)
    powers = [w_x]
    for _ in range(steps - 1):
        powers.append(w_h @ powers[-1])
    errors = [w_y @ p - s for p, s in zip(powers, task)]
    back = w_y.T @ errors[-1]
    d_y = errors[-1] @ powers[-1].T
    d_h = np.zeros_like(w_h)
    for n in range(steps - 1, 0, -1):
        earlier = powers[n - 1].T
        d_h += back @ earlier
        back = w_y.T @ errors[n - 1] + w_h.T @ back
        d_y += errors[n - 1] @ earlier
    return back, d_h, d_y


def gradients_stacked(task, w_x, w_h, w_y):
    """The same with the products that do not depend on each other in one call."""
    steps, size, _ = task.shape
    powers = np.empty_like(task)
    powers[0] = w_x
    for n in range(1, steps):
        np.matmul(w_h, powers[n - 1], out=powers[n])
    errors = w_y @ powers - task
    back = w_y.T @ errors
    for n in range(steps - 2, -1, -1):
        back[n] += w_h.T @ back[n + 1]
    gram = lambda x, y: np.tensordot(x, y, ((0, 2), (0, 2)))
    return back[0], gram(back[1:], powers[:-1]), gram(errors, powers)


def train(size, steps):
    delta = np.linspace(1.2, 0.6, size)
    task = np.array([np.diag(delta * 0.8**n) for n in range(steps)])
    for form in (gradients, gradients_stacked):
        weights = [0.1 * np.eye(size) for _ in range(3)]

        def step():
            for w, d in zip(weights, form(task, *weights)):
                w -= 0.01 * d

        name = "train" if form is gradients else "train stacked"
        report(name, f"N={size},T={steps}", step)


def kernel(x, w_x, w_h, w_y):
    steps, samples, _ = x.shape
    outputs = w_y.shape[0]
    hidden = [x[0] @ w_x.T]
    for t in range(1, steps):
        hidden.append(hidden[-1] @ w_h.T + x[t] @ w_x.T)
    gains = [w_y]
    for _ in range(steps - 1):
        gains.append(gains[-1] @ w_h)
    gains = np.concatenate(gains)
    gain_gram = (gains @ gains.T).reshape(steps, outputs, steps, outputs).transpose(0, 2, 1, 3)

    def part(vectors):
        count = len(vectors)
        flat = np.concatenate(vectors)
        gram = (flat @ flat.T).reshape(count, samples, count, samples).transpose(1, 3, 0, 2)
        right = np.ascontiguousarray(gain_gram[:count, :count]).reshape(count**2, outputs**2)
        block = gram.reshape(samples**2, count**2) @ right
        return block.reshape(samples, samples, outputs, outputs).transpose(0, 2, 1, 3)

    k = part(list(x[::-1])) + part(hidden[-2::-1])
    diagonal = np.arange(outputs)
    k[:, diagonal, :, diagonal] += hidden[-1] @ hidden[-1].T
    return k.reshape(samples * outputs, samples * outputs)


def kernels(hidden, steps):
    draw = np.random.default_rng(2).standard_normal
    x = draw((steps, 20, 4))
    weights = draw((hidden, 4)) / 2, draw((hidden, hidden)) * 0.9 / hidden**0.5, draw((4, hidden)) / hidden**0.5
    report("kernel", f"Nh={hidden},T={steps},P=20", lambda: kernel(x, *weights))


def train_pytorch(size, steps, samples):
    """From samples with automatic differentiation, as a notebook does it."""
    try:
        import torch
    except ImportError:
        print("PyTorch: left out, python3 finds no module torch", file=sys.stderr)
        return
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    x = torch.linalg.qr(torch.randn(samples, steps * size))[0].T.reshape(steps, size, samples)
    task = torch.diag(torch.linspace(1.2, 0.6, size))
    y = sum(0.8 ** (steps - 1 - t) * task @ x[t] for t in range(steps))
    weights = [(0.1 * torch.eye(size)).requires_grad_() for _ in range(3)]

    def step():
        w_x, w_h, w_y = weights
        h = torch.zeros(size, samples)
        for t in range(steps):
            h = w_h @ h + w_x @ x[t]
        (((y - w_y @ h) ** 2).sum() / 2).backward()
        with torch.no_grad():
            for w in weights:
                w -= 0.01 * w.grad
                w.grad = None

    report(f"train PyTorch P={samples}", f"N={size},T={steps}", step, "PyTorch")


for size, steps in ((4, 6), (64, 20), (300, 10)):
    train(size, steps)
train_pytorch(4, 6, 1000)
for hidden, steps in ((4, 6), (300, 10)):
    kernels(hidden, steps)
