"""What the command line is measured against: derive the flow for T = 6 with SymPy, integrate it with SciPy, print the modes."""

from scipy.integrate import solve_ivp
from sympy import Rational, diff, lambdify, symbols

a, b, c = symbols("a b c", real=True)
delta, lam, steps = Rational(11, 10), Rational(8, 10), 6
energy = sum((delta * lam ** (steps - i) - c * b ** (steps - i) * a) ** 2 for i in range(1, steps + 1)) / 2
flow = lambdify([a, b, c], [-diff(energy, z) for z in (a, b, c)])
solution = solve_ivp(lambda _, y: flow(*y), [0, 20], [0.1, 0.1, 0.1], rtol=1e-8, atol=1e-10)
print(*solution.y[:, -1])
