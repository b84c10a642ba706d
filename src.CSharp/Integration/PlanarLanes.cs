using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LrnnSymbolic.Contracts;

namespace LrnnSymbolic.Integration;

/// <summary>The lanes of one thread. Quantity k of lane l is element k * Lanes + l of its array.</summary>
internal sealed class PlanarLanes
{
    private const int Lanes = 32;
    private const double SmallestFactor = 0.2;
    private const double LargestFactor = 6;
    private const double Safety = 0.9;
    private const int StepLimit = 10_000;

    // Kernels take whole vectors, of at most eight doubles.
    private const int Group = 8;

    private readonly RosenbrockTableau _tableau;
    private readonly Tolerance _tolerance;
    private readonly PlanarField _field;
    private readonly PlanarProblems _problems;
    private readonly double _endTime;
    private readonly bool _toSteadyState;
    private readonly PlanarEnds _ends;
    private readonly PlanarCorrection _correction;
    private readonly double _exponent;
    private readonly int _varying;

    private readonly int[] _problem = new int[Lanes];
    private readonly double[] _state = new double[2 * Lanes];
    private readonly double[] _parameters;
    private readonly double[] _time = new double[Lanes];
    private readonly double[] _size = new double[Lanes];
    private readonly double[] _attempts = new double[Lanes];
    private readonly double[] _slopes = new double[6 * Lanes];
    private readonly double[] _stageState = new double[2 * Lanes];
    private readonly double[] _stageSlope = new double[2 * Lanes];
    private readonly double[] _stages; // u_i of all stages
    private readonly double[] _inverse = new double[5 * Lanes]; // 1/h, and the inverse of 1/(h gamma) - J row by row
    private readonly double[] _marks = new double[Lanes];
    private readonly WeightedStages[] _stageWeights;
    private readonly WeightedStages[] _couplings;
    private readonly WeightedStages _weights;
    private readonly WeightedStages _errorWeights;

    public PlanarLanes(
        RosenbrockTableau tableau, Tolerance tolerance, PlanarField field, PlanarProblems problems, double endTime, bool toSteadyState, PlanarEnds ends)
    {
        _tableau = tableau;
        _tolerance = tolerance;
        _field = field;
        _problems = problems;
        _endTime = endTime;
        _toSteadyState = toSteadyState;
        _ends = ends;
        _correction = new PlanarCorrection(field);
        _exponent = -0.5 / (tableau.EmbeddedOrder + 1); // of the square of the error
        _varying = field.Varying.Count;
        _parameters = new double[_varying * Lanes];
        _stages = new double[2 * Lanes * tableau.Stages];
        _stageWeights = [.. tableau.StageWeights.Select(row => new WeightedStages(row))];
        _couplings = [.. tableau.Couplings.Select(row => new WeightedStages(row))];
        _weights = new WeightedStages(tableau.Weights);
        _errorWeights = new WeightedStages(tableau.ErrorWeights);
    }

    // A sum over stages, those of weight 0 left out.
    private readonly struct WeightedStages(IReadOnlyList<double> weights)
    {
        private readonly int[] _stages = [.. Enumerable.Range(0, weights.Count).Where(stage => weights[stage] != 0)];
        private readonly double[] _weights = [.. weights.Where(weight => weight != 0)];

        public bool IsEmpty => _stages.Length == 0;

        // Both components at the v-th vector.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (Vector<double> U, Vector<double> B) At(ref Vector<double> solved, int v)
        {
            var (u, b) = (Vector<double>.Zero, Vector<double>.Zero);
            for (var k = 0; k < _stages.Length; k++)
            {
                ref var stage = ref Unsafe.Add(ref solved, 2 * Vectors * _stages[k] + v);
                var weight = new Vector<double>(_weights[k]);
                u = Vector.FusedMultiplyAdd(weight, stage, u);
                b = Vector.FusedMultiplyAdd(weight, Unsafe.Add(ref stage, Vectors), b);
            }

            return (u, b);
        }
    }

    private static int Vectors => Lanes / Vector<double>.Count;

    private static ref Vector<double> First(double[] values) =>
        ref Unsafe.As<double, Vector<double>>(ref MemoryMarshal.GetArrayDataReference(values));

    private static Span<Vector<double>> Wide(double[] values, int k = 0) =>
        MemoryMarshal.Cast<double, Vector<double>>(values.AsSpan(k * Lanes, Lanes));

    /// <summary>Solves the problems from <paramref name="first"/> to before <paramref name="last"/>.</summary>
    public void Run(int first, int last, CancellationToken cancellation)
    {
        var next = first;
        var running = 0;
        for (var lane = 0; lane < Lanes; lane++)
            Refill(lane, ref next, last, ref running);
        Differentiate(0, Lanes);
        ChooseFirstSizes(0, Lanes);
        while (running > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            MarkEnds();
            for (var group = 0; group < Lanes; group += Group)
                if (IsMarked(group) && EndLanes(group, ref next, last, ref running))
                {
                    Differentiate(group, group + Group);
                    ChooseFirstSizes(group, group + Group);
                }

            if (running == 0)
                return;
            Step();
            Differentiate(0, Lanes);
        }
    }

    // The slopes and their derivatives at the states of a range of lanes.
    private void Differentiate(int first, int last) =>
        _field.WithJacobian(first, last, Lanes, _state, _parameters, _field.Parameters, _field.Data, _slopes);

    // The next problem into a lane; where there is none, the lane stands still.
    private void Refill(int lane, ref int next, int last, ref int running)
    {
        var count = _problems.Count;
        _time[lane] = 0;
        _attempts[lane] = 0;
        _size[lane] = 0; // to be chosen
        if (next == last)
        {
            _problem[lane] = -1;
            _time[lane] = _endTime;
            return;
        }

        var problem = next++;
        running++;
        _problem[lane] = problem;
        for (var k = 0; k < 2; k++)
            _state[k * Lanes + lane] = _problems.Starts[k * count + problem];
        for (var k = 0; k < _varying; k++)
            _parameters[k * Lanes + lane] = _problems.Varying[k * count + problem];
    }

    // A hundredth of the time in which the state would change by itself; the step control makes up for a poor guess.
    private void ChooseFirstSizes(int first, int last)
    {
        for (var lane = first; lane < last; lane++)
        {
            if (_size[lane] != 0 || _problem[lane] < 0)
                continue;
            var state = Math.Max(Math.Abs(_state[lane]), Math.Abs(_state[Lanes + lane]));
            var slope = Math.Max(Math.Abs(_slopes[lane]), Math.Abs(_slopes[Lanes + lane]));
            var size = 0.01 * (state + 1e-3) / slope;
            _size[lane] = Math.Min(double.IsFinite(size) && size > 0 ? size : 1e-6, _endTime);
        }
    }

    // Marks lanes for a closer look: where Newton's step is short, where the slopes are not finite, at the end of the time and of the steps.
    private void MarkEnds()
    {
        Span<Vector<double>> u = Wide(_state), b = Wide(_state, 1), f = Wide(_slopes), g = Wide(_slopes, 1);
        Span<Vector<double>> fu = Wide(_slopes, 2), fb = Wide(_slopes, 3), gu = Wide(_slopes, 4), gb = Wide(_slopes, 5);
        Span<Vector<double>> marks = Wide(_marks), time = Wide(_time), attempts = Wide(_attempts);
        Vector<double> largest = new(double.MaxValue), end = new(_endTime), limit = new(StepLimit), near = new(Polishing.NearEnough);
        for (var v = 0; v < Vectors; v++)
        {
            var determinant = fu[v] * gb[v] - fb[v] * gu[v];
            var stepU = fb[v] * g[v] - f[v] * gb[v];
            var stepB = gu[v] * f[v] - fu[v] * g[v];
            // Each in its own units: a large u says nothing about b.
            var reach = near * Vector.Abs(determinant);
            var settles = Vector.LessThanOrEqual(Vector.Abs(stepU), reach * (Vector<double>.One + Vector.Abs(u[v])))
                & Vector.LessThanOrEqual(Vector.Abs(stepB), reach * (Vector<double>.One + Vector.Abs(b[v])));
            var isFinite = Vector.LessThanOrEqual(Vector.Abs(f[v]) + Vector.Abs(g[v]), largest);
            var marked = settles | ~isFinite | Vector.GreaterThanOrEqual(time[v], end) | Vector.GreaterThanOrEqual(attempts[v], limit);
            marks[v] = Vector.ConditionalSelect(marked, Vector<double>.One, Vector<double>.Zero);
        }
    }

    private bool IsMarked(int group)
    {
        var sum = 0.0;
        for (var lane = group; lane < group + Group; lane++)
            sum += _marks[lane];
        return sum != 0;
    }

    // Ends what has ended in a group of lanes; true where a lane was refilled.
    private bool EndLanes(int group, ref int next, int last, ref int running)
    {
        var refilled = false;
        for (var lane = group; lane < group + Group; lane++)
        {
            if (_problem[lane] < 0 || _marks[lane] == 0 || End(lane) is not { } end)
                continue;
            var (problem, count) = (_problem[lane], _problems.Count);
            _ends.Ends[problem] = end;
            _ends.Times[problem] = _time[lane];
            _ends.Steps[problem] = (int)_attempts[lane];
            _ends.States[problem] = _state[lane];
            _ends.States[count + problem] = _state[Lanes + lane];
            running--;
            Refill(lane, ref next, last, ref running);
            refilled |= _problem[lane] >= 0;
        }

        return refilled;
    }

    private PlanarEnd? End(int lane)
    {
        var isFinite = double.IsFinite(_slopes[lane]) && double.IsFinite(_slopes[Lanes + lane]);
        if (!isFinite || _attempts[lane] >= StepLimit)
            return PlanarEnd.Undecided;
        if (_toSteadyState && Polish(lane))
            return PlanarEnd.Converged;
        if (_time[lane] >= _endTime)
            return PlanarEnd.Reached;
        return _toSteadyState && !IsStable(lane) ? PlanarEnd.Undecided : null;
    }

    private bool Polish(int lane)
    {
        Span<double> point = [_state[lane], _state[Lanes + lane]];
        _correction.Take(_problems, _problem[lane]);
        if (!Polishing.Polish(_correction, point, takesLast: true))
            return false;
        (_state[lane], _state[Lanes + lane]) = (point[0], point[1]);
        return true;
    }

    // Do perturbations of the state decay?
    private bool IsStable(int lane)
    {
        var (fu, fb, gu, gb) = (_slopes[2 * Lanes + lane], _slopes[3 * Lanes + lane], _slopes[4 * Lanes + lane], _slopes[5 * Lanes + lane]);
        return fu * gb - fb * gu > 0 && fu + gb < 0;
    }

    private void Step()
    {
        Span<Vector<double>> u = Wide(_state), b = Wide(_state, 1), time = Wide(_time), size = Wide(_size), attempts = Wide(_attempts);
        var end = new Vector<double>(_endTime);
        for (var v = 0; v < Vectors; v++)
            size[v] = Vector.Min(size[v], end - time[v]);
        Invert();

        for (var stage = 0; stage < _tableau.Stages; stage++)
            Solve(stage, FieldAt(stage));

        ref var solved = ref First(_stages);
        Vector<double> relative = new(_tolerance.Relative), absolute = new(_tolerance.Absolute), half = new(0.5);
        Vector<double> smallest = new(SmallestFactor), largest = new(LargestFactor), four = new(4);
        var imbalance = Wide(_parameters, _varying - 1);
        for (var v = 0; v < Vectors; v++)
        {
            var (changeU, changeB) = _weights.At(ref solved, v);
            var (nextU, nextB) = (u[v] + changeU, b[v] + changeB);
            var (errorU, errorB) = _errorWeights.At(ref solved, v);
            var largestU = Vector.Max(Vector.Abs(u[v]), Vector.Abs(nextU));
            // An error of u is one of a and c of its size over the root of a^2 + c^2.
            var root = Vector.SquareRoot(Vector.SquareRoot(imbalance[v] * imbalance[v] + four * largestU * largestU));
            errorU /= absolute * root + relative * largestU;
            errorB /= absolute + relative * Vector.Max(Vector.Abs(b[v]), Vector.Abs(nextB));
            var error = half * (errorU * errorU + errorB * errorB);
            // On a^2 = c^2 the line u = 0 is kept; a step across it would end in another basin.
            var crosses = Vector.LessThanOrEqual(u[v] * nextU, Vector<double>.Zero) & Vector.Equals(imbalance[v], Vector<double>.Zero);
            var passes = Vector.LessThanOrEqual(error, Vector<double>.One) & ~crosses;
            var factor = new Vector<double>(Safety) * Power(Vector.Max(error, new Vector<double>(1e-30)), _exponent);
            // Where the error is not a number, the comparison leaves the smallest factor.
            factor = Vector.ConditionalSelect(Vector.GreaterThan(factor, smallest), Vector.Min(factor, largest), smallest);
            factor = Vector.ConditionalSelect(passes, factor, Vector.Min(factor, half));
            u[v] = Vector.ConditionalSelect(passes, nextU, u[v]);
            b[v] = Vector.ConditionalSelect(passes, nextB, b[v]);
            time[v] = Vector.ConditionalSelect(passes, time[v] + size[v], time[v]);
            size[v] *= factor;
            attempts[v] += Vector<double>.One;
        }
    }

    // The field at a stage. One at the state itself is known.
    private double[] FieldAt(int stage)
    {
        if (_stageWeights[stage].IsEmpty)
            return _slopes;
        Span<Vector<double>> u = Wide(_state), b = Wide(_state, 1), stageU = Wide(_stageState), stageB = Wide(_stageState, 1);
        ref var solved = ref First(_stages);
        for (var v = 0; v < Vectors; v++)
        {
            var (changeU, changeB) = _stageWeights[stage].At(ref solved, v);
            (stageU[v], stageB[v]) = (u[v] + changeU, b[v] + changeB);
        }

        _field.Field(0, Lanes, Lanes, _stageState, _parameters, _field.Parameters, _field.Data, _stageSlope);
        return _stageSlope;
    }

    private void Invert()
    {
        Span<Vector<double>> fu = Wide(_slopes, 2), fb = Wide(_slopes, 3), gu = Wide(_slopes, 4), gb = Wide(_slopes, 5);
        Span<Vector<double>> rate = Wide(_inverse), size = Wide(_size);
        Span<Vector<double>> iuu = Wide(_inverse, 1), iub = Wide(_inverse, 2), ibu = Wide(_inverse, 3), ibb = Wide(_inverse, 4);
        var diagonal = new Vector<double>(1 / _tableau.Diagonal);
        for (var v = 0; v < Vectors; v++)
        {
            rate[v] = Vector<double>.One / size[v];
            var (p, s) = (rate[v] * diagonal - fu[v], rate[v] * diagonal - gb[v]);
            var reciprocal = Vector<double>.One / (p * s - fb[v] * gu[v]);
            (iuu[v], iub[v]) = (s * reciprocal, fb[v] * reciprocal);
            (ibu[v], ibb[v]) = (gu[v] * reciprocal, p * reciprocal);
        }
    }

    // (1/(h gamma) - J) u_i = f + (1/h) sum_j c_ij u_j.
    private void Solve(int stage, double[] slopes)
    {
        Span<Vector<double>> f = Wide(slopes), g = Wide(slopes, 1), rate = Wide(_inverse);
        Span<Vector<double>> iuu = Wide(_inverse, 1), iub = Wide(_inverse, 2), ibu = Wide(_inverse, 3), ibb = Wide(_inverse, 4);
        ref var solved = ref First(_stages);
        ref var own = ref Unsafe.Add(ref solved, 2 * Vectors * stage);
        for (var v = 0; v < Vectors; v++)
        {
            var (coupledU, coupledB) = _couplings[stage].At(ref solved, v);
            var right = Vector.FusedMultiplyAdd(rate[v], coupledU, f[v]);
            var below = Vector.FusedMultiplyAdd(rate[v], coupledB, g[v]);
            Unsafe.Add(ref own, v) = Vector.FusedMultiplyAdd(iuu[v], right, iub[v] * below);
            Unsafe.Add(ref own, Vectors + v) = Vector.FusedMultiplyAdd(ibu[v], right, ibb[v] * below);
        }
    }

    // x^p for x > 0 and |p| < 1 within some per cent, which is all that a step control needs: a double's bits are close to a logarithm.
    private static Vector<double> Power(Vector<double> x, double p)
    {
        const double one = 0x3FF0_0000_0000_0000;
        const double centred = 0.0430 * (1L << 52);
        var logarithm = Vector.ConvertToDouble(Vector.AsVectorInt64(x)) - new Vector<double>(one - centred);
        return Vector.AsVectorDouble(Vector.ConvertToInt64(logarithm * new Vector<double>(p) + new Vector<double>(one - centred)));
    }
}
