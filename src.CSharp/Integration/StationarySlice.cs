using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Integration;

/// <summary>
/// A gradient flow near a state, in the principal directions of the Hessian on the slice: those transverse to the zero mode and to what is
/// frozen. The zero mode z satisfies |H z| &lt;= |g| for the gradient g, so it is one only where |g| is far below |z| |H|; elsewhere, as near
/// the saddle at which z vanishes, all directions count. Where the Hessian is not finite there are no directions.
/// </summary>
internal sealed class StationarySlice
{
    // Curvatures below this share of the largest one are zero within their rounding.
    private const double Flat = 1e-13;
    private const double ZeroMode = 1e-3;
    private const double Rounding = 4e-15;

    private readonly EnergyFlow _flow;
    private readonly double[] _state;
    private readonly Vector<double> _normal;
    private readonly Matrix<double> _directions;

    public StationarySlice(EnergyFlow flow, double time, double[] state, double[] slope)
    {
        var dimension = state.Length;
        var entries = new double[dimension * dimension];
        flow.Equation.RequiredJacobian(time, state, entries);
        var hessian = -Matrix<double>.Build.DenseOfRowMajor(dimension, dimension, entries);
        (_flow, _state) = (flow, state);
        _normal = Vector<double>.Build.DenseOfArray(flow.Conserved.Gradient(state));
        foreach (var component in flow.Frozen)
            _normal[component] = 0;
        Slope = slope.Max(Math.Abs);
        var isFinite = Finiteness.Holds(entries);
        // In units of the largest entry, whose square may be out of range.
        var unit = isFinite && entries.Max(Math.Abs) is var largest and > 0 ? largest : 1;
        hessian /= unit;
        var isZeroMode = isFinite && Slope / unit < ZeroMode * _normal.L2Norm() * hessian.L2Norm();
        if (!isZeroMode)
            _normal.Clear();
        var basis = Basis(dimension);
        if (basis.ColumnCount == 0 || !isFinite)
        {
            (_directions, Curvatures, Components) = (basis, [], []);
            return;
        }

        // The Jacobian is symmetric up to its rounding.
        var restricted = basis.TransposeThisAndMultiply(hessian * basis);
        var spectrum = ((restricted + restricted.Transpose()) / 2).Evd(Symmetricity.Symmetric);
        _directions = basis * spectrum.EigenVectors;
        Curvatures = [.. spectrum.EigenValues.Select(value => unit * value.Real)];
        Components = [.. _directions.TransposeThisAndMultiply(Vector<double>.Build.DenseOfArray(slope))];
    }

    /// <summary>The slice at a state whose slope is not known yet.</summary>
    public static StationarySlice At(EnergyFlow flow, double time, double[] state)
    {
        var slope = new double[state.Length];
        flow.Equation.Field(time, state, slope);
        return new StationarySlice(flow, time, state, slope);
    }

    /// <summary>rate times the curvatures of the energy, by increasing value.</summary>
    public double[] Curvatures { get; }

    /// <summary>The flow along the principal directions.</summary>
    public double[] Components { get; }

    /// <summary>The largest component of the flow.</summary>
    public double Slope { get; }

    private double Resolution => Flat * Curvatures.Max(Math.Abs);

    /// <summary>Is the energy curved upwards in every direction?</summary>
    public bool IsMinimum => Curvatures.Length > 0 && Curvatures.All(curvature => curvature > Resolution);

    /// <summary>Is the energy curved downwards in some direction?</summary>
    public bool HasDescent => Curvatures.Any(IsUnstable);

    /// <summary>
    /// Is the stationary point, to first order, within <paramref name="reach"/> of the state along the directions that are curved? Relative and absolute,
    /// component by component: a large a says nothing about b.
    /// </summary>
    public bool IsWithin(double reach) =>
        Curvatures.Length > 0
        && _directions.Multiply(Vector<double>.Build.DenseOfEnumerable(Curvatures.Zip(
                Components, (curvature, component) => IsCurved(curvature) ? component / curvature : 0)))
            .Zip(_state, (distance, value) => Math.Abs(distance) <= reach * (1 + Math.Abs(value))).All(isNear => isNear);

    /// <summary>
    /// Does the energy fall beside a stationary point, some way along a principal direction? Where a curvature is next to nothing it does not tell: at a
    /// degenerate saddle the energy falls with the third power of the distance.
    /// </summary>
    public bool FallsBeside()
    {
        var here = _flow.Energy(_state);
        var size = 1 + _state.Max(Math.Abs);
        double[] distances = [1e-3 * size, -1e-3 * size, 1e-2 * size, -1e-2 * size];
        double[] changes =
        [
            .. from direction in Enumerable.Range(0, Curvatures.Length)
               from distance in distances
               select _flow.Energy([.. _state.Select((value, k) => value + distance * _directions[k, direction])]) - here,
        ];
        // What is next to nothing beside the rise in other directions is what is left of the way here.
        return changes.Length > 0 && changes.Min() < -Math.Max(1e-7 * changes.Max(), 1e-11 * Math.Abs(here));
    }

    /// <summary>
    /// Is this a place in a flat valley: no direction of descent, and along the flat ones too little slope to move by <paramref name="reach"/> in the given time?
    /// </summary>
    public bool IsRest(double time, double reach) => !HasDescent && IsWithin(reach) && Stays(time, reach);

    /// <summary>
    /// Will the flow stay within <paramref name="reach"/> for <paramref name="remaining"/> time? Along a direction of descent the distance grows
    /// exponentially, along a flat one steadily; a component that is rounding beside the whole slope counts as none.
    /// </summary>
    public bool Stays(double remaining, double reach) => Curvatures.Zip(Components).All(pair =>
    {
        var (curvature, component) = (pair.First, Math.Abs(pair.Second));
        if (component == 0 || curvature > Resolution)
            return true;
        if (IsUnstable(curvature))
            return component <= Rounding * Slope
                || Math.Log(component / -curvature) - curvature * remaining <= Math.Log(reach);
        return component * remaining <= reach;
    });

    /// <summary>Newton's step to the stationary point on the level set of the conserved quantity.</summary>
    public double[] NewtonStep(double[] state, double level)
    {
        var along = Vector<double>.Build.DenseOfEnumerable(Components.Zip(Curvatures, (component, curvature) => component / curvature));
        var step = _directions * along;
        var square = _normal * _normal;
        if (square > 0)
            step += (level - _flow.Conserved.Value(state)) / square * _normal;
        return [.. step];
    }

    private bool IsCurved(double curvature) => Math.Abs(curvature) > Resolution;

    private bool IsUnstable(double curvature) => curvature < -Resolution;

    // Unit vectors made orthogonal to the normal and to each other, the one along the normal and the frozen ones left out.
    private Matrix<double> Basis(int dimension)
    {
        var length = _normal.L2Norm();
        var taken = new List<Vector<double>>();
        if (length > 0)
            taken.Add(_normal / length);
        var free = Enumerable.Range(0, dimension).Except(_flow.Frozen).OrderBy(i => Math.Abs(_normal[i])).ToArray();
        var basis = new List<Vector<double>>();
        foreach (var i in free.Take(free.Length - taken.Count))
        {
            var vector = Vector<double>.Build.Dense(dimension);
            vector[i] = 1;
            for (var pass = 0; pass < 2; pass++)
                foreach (var other in taken)
                    vector -= other * vector * other;
            vector /= vector.L2Norm();
            taken.Add(vector);
            basis.Add(vector);
        }

        return basis.Count == 0 ? Matrix<double>.Build.Dense(dimension, 0) : Matrix<double>.Build.DenseOfColumnVectors(basis);
    }
}
