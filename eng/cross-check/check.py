"""Compares the answers that CrossCheck prints, read from standard input, with SymPy's, at points, to 1e-10."""

import collections
import json
import sys

import mpmath
import sympy as sp
from sympy.polys.subresultants_qq_zz import sylvester

mpmath.mp.dps = 60
TOLERANCE = mpmath.mpf(10) ** -10
LEAST = 200

x, y = sp.symbols("x y", real=True)
T = sp.Symbol("T", integer=True, positive=True)
i = sp.Symbol("i", integer=True)
NAMES = {
    "x": x,
    "y": y,
    "T": T,
    "i": i,
    "abs": sp.Abs,
    "sum": lambda body, index, lower, upper: sp.Sum(body, (index, lower, upper)),
    "gcd": lambda p, q: sp.Tuple(p, q),
    "resultant": lambda p, q: sp.Tuple(p, q),
}


def read(infix):
    return sp.sympify(infix.replace("^", "**"), locals=NAMES)


def rational(infix):
    """Reads a polynomial in x over the rationals."""
    return sp.Poly(infix, x, domain="QQ")


def degrees(fraction):
    """The total degrees of numerator and denominator of a fraction as it is written."""
    numerator, denominator = sp.fraction(sp.together(fraction))
    return [sp.Poly(sp.expand(p), x, y).total_degree() for p in (numerator, denominator)]


def reference(kind, problem):
    if kind == "derivative":
        return sp.diff(problem, x)
    if kind == "expand":
        return sp.expand(problem)
    if kind == "cancel":
        return sp.cancel(problem)
    if kind == "sum":
        return problem
    if kind == "series":
        taylor = sp.Integer(0)
        term = problem
        for n in range(5):
            taylor += term.subs(x, 0) / sp.factorial(n) * x**n
            term = sp.diff(term, x)
        return taylor
    if kind == "factor":
        return sp.factor(problem)
    if kind == "gcd":
        return sp.gcd(*map(rational, problem)).monic().as_expr()
    if kind == "resultant":
        # Not by SymPy's own resultant: in SymPy 1.14, resultant(-x - 1, x^3 + x^2 - 3 x) is 3 instead of -3.
        return sylvester(*map(sp.expand, problem), x).det(method="berkowitz")
    raise ValueError(f"unknown kind {kind}")


def complaint(kind, line, theirs, ours):
    """What is wrong with the shape of an answer, whatever its value."""
    if kind == "expand" and sp.expand(ours).as_ordered_terms() != ours.as_ordered_terms():
        return "not expanded"
    if kind == "cancel" and ours != 0 and degrees(ours) != degrees(theirs):
        return f"degrees {degrees(ours)}, not {degrees(theirs)}"
    if kind == "factor":
        expected = sorted(n for _, n in sp.factor_list(theirs)[1])
        if sorted(line["multiplicities"]) != expected:
            return f"multiplicities {line['multiplicities']}, not {expected}"
    return None


def value(expression, point):
    """The value at a point, None where there is none."""
    if expression.has(sp.Sum):
        return value(expression.subs(point).doit(), {})
    names = list(point)
    try:
        number = mpmath.mpmathify(sp.lambdify(names, expression, "mpmath")(*(to_mpf(point[n]) for n in names)))
    except (ZeroDivisionError, OverflowError):
        return None
    return number if mpmath.isfinite(number) else None


def to_mpf(q):
    return mpmath.mpf(int(q.p)) / int(q.q)


def close(a, b):
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b)) or max(abs(a), abs(b)) < mpmath.mpf(10) ** -40


def main():
    agreed, differ = collections.Counter(), collections.Counter()
    undefined = 0

    def report(line, reason):
        differ[line["kind"]] += 1
        print(f"{line['kind']}: {line['problem']}\n    ours: {line.get('ours')}\n    {reason}")

    for line in map(json.loads, sys.stdin):
        kind = line["kind"]
        if "error" in line:
            report(line, f"failed: {line['error']}")
            continue
        problem, ours = read(line["problem"]), read(line["ours"])
        theirs = reference(kind, problem)
        wrong = complaint(kind, line, theirs, ours)
        if wrong:
            report(line, wrong)
        for at in line["at"]:
            point = {NAMES[name]: sp.Rational(q) for name, q in at.items()}
            expected = value(theirs, point)
            if expected is None:
                undefined += 1
                continue
            found = value(ours, point)
            if found is not None and close(expected, found):
                agreed[kind] += 1
            else:
                shown = "undefined" if found is None else mpmath.nstr(found, 20)
                report(line, f"at {at}: {shown}, SymPy: {mpmath.nstr(expected, 20)}")

    for kind in sorted(agreed | differ):
        print(f"    {kind}: {agreed[kind]} agreed, {differ[kind]} differ")
    counted = agreed.total() + differ.total()
    print(f"{agreed.total()} agreed, {differ.total()} differ ({undefined} points where SymPy's answer has no value left out)")
    if counted < LEAST:
        print(f"too few points: {counted}, at least {LEAST} wanted", file=sys.stderr)
    return 1 if differ or counted < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
