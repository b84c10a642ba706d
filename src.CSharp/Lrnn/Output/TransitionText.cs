using System.Globalization;
using System.Text;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Lrnn.Transitions;
using LrnnSymbolic.Theory;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Transitions and stationary branches as text, as a LaTeX fragment, and as the JSON contract's object.</summary>
internal static class TransitionText
{
    public static string Plain(IReadOnlyList<TransitionFinding> found, int digits)
    {
        var text = new StringBuilder();
        if (found.Count > 1)
            Table(text, found, digits);
        else
            One(text, found[0], digits);
        return text.ToString();
    }

    // ---- Several trajectory lengths ----

    private static void Table(StringBuilder text, IReadOnlyList<TransitionFinding> found, int digits)
    {
        var control = found[0].Control;
        text.AppendLine($"Transitions of {found[0].Task.Name} in {control} from {found[0].Report.Range.Item1} to {found[0].Report.Range.Item2}");
        text.AppendLine($"{"T",4}  {control.PadRight(digits + 4)}  {"order",-8}  {"b below",12}  {"b above",12}  {"u below",12}  {"u above",12}  {"energy",12}");
        foreach (var finding in found)
        {
            var steps = finding.Report.Energy.Steps;
            if (finding.Report.Transitions.IsEmpty && finding.Report.Undecided.IsEmpty)
                text.AppendLine($"{steps,4}  none");
            foreach (var transition in finding.Report.Transitions)
                text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                    $"{steps,4}  {Theory.Transitions.toDecimal(digits, transition.Value).PadRight(digits + 4)}  {Order(transition),-8}  {Number(transition.From.B),12}  {Number(transition.To.B),12}  {Number(transition.From.U),12}  {Number(transition.To.U),12}  {Number(transition.From.Energy),12}"));
            Undecided(text, finding.Report);
        }
    }

    // ---- One task ----

    private static void One(StringBuilder text, TransitionFinding finding, int digits)
    {
        var report = finding.Report;
        var control = finding.Control;
        text.AppendLine($"Transitions of {finding.Task.Name} in {control} from {report.Range.Item1} to {report.Range.Item2}, T = {report.Energy.Steps}");
        foreach (var remark in report.Remarks)
            text.AppendLine($"  {remark}");
        if (report.Transitions.IsEmpty && report.Undecided.IsEmpty)
            text.AppendLine("  None: the point of lowest energy changes continuously and without splitting.");
        foreach (var transition in report.Transitions)
        {
            Transition(text, control, transition, digits);
            foreach (var line in Landau(report, transition))
                text.AppendLine($"    {line}");
        }

        foreach (var excluded in report.Excluded)
            text.AppendLine($"  {control} = {PointTexts.describe(excluded)} is excluded: the task vanishes or has no value there");
        Undecided(text, report);
        Phases(text, report);
        Bifurcations(text, report);
        if (finding.Flow is { } flow)
            Flow(text, report, flow);
        text.AppendLine().AppendLine("Proof");
        foreach (var (number, step) in TransitionProof.steps(report).Index())
            text.AppendLine($"  {number + 1}. {step}");
    }

    private static void Transition(StringBuilder text, string control, Transition transition, int digits)
    {
        text.AppendLine($"  {control} = {Theory.Transitions.toDecimal(digits, transition.Value)}: {Kind(transition)}");
        text.AppendLine($"    exact: {Exact(transition.Value, LongestDegree)}");
        text.AppendLine($"    below: {State(transition.From)}");
        text.AppendLine($"    above: {State(transition.To)}");
        foreach (var tie in transition.Ties)
            text.AppendLine($"    as low there: b = {Number(tie)}");
        if (!transition.Attained)
            text.AppendLine("    no point attains the lowest energy at the value itself");
    }

    // Why a symmetric point splits: the quadratic coefficient changes its sign where the quartic one is positive.
    private static IEnumerable<string> Landau(TransitionReport report, Transition transition)
    {
        if (!transition.Kind.IsSecondOrder || double.IsFinite(transition.From.B) && transition.From.B != 0)
            yield break;
        var isZero = transition.From.B == 0;
        if (LandauExpansionModule.about(isZero ? SymmetricPoint.Zero : SymmetricPoint.Infinite, 2, report.Energy) is not { } expansion)
            yield break;
        Expr[] coefficients = [.. expansion.Value.Coefficients];
        var at = Evaluation.pointOf([Tuple.Create(report.Control!.Name, Theory.Transitions.toDouble(transition.Value))]);
        var quartic = Evaluation.toDouble(at, coefficients[2]);
        var sign = isZero ? "" : "-";
        yield return $"E* = {Infix.print(coefficients[0])} + ({Infix.print(coefficients[1])})*b^{sign}2 + ({Infix.print(coefficients[2])})*b^{sign}4 + ...";
        if (quartic.IsOk)
            yield return $"the second coefficient is zero there, the third {Number(quartic.ResultValue)}";
    }

    private static void Undecided(StringBuilder text, TransitionReport report)
    {
        foreach (var (low, high) in report.Undecided)
            text.AppendLine($"  NOT DECIDED: where the energy is lowest for {report.Control!.Name} from {Number(low)} to {Number(high)}");
    }

    private static void Phases(StringBuilder text, TransitionReport report)
    {
        text.AppendLine().AppendLine("Stationary points between the transitions");
        foreach (var phase in report.Phases)
        {
            text.AppendLine($"  {report.Control!.Name} = {phase.Sample}");
            switch (phase.Stationary)
            {
                case StationarySet.Points set:
                    foreach (var point in set.points)
                        text.AppendLine($"    {PointTexts.describePoint(point)}");
                    text.AppendLine($"    {PointTexts.describeInfinity(set.infinity, set.attained)}");
                    break;
                case StationarySet.OneStep step:
                    text.AppendLine($"    every b with u = {PointTexts.fraction(step.u)} is a global minimum, E = 0");
                    break;
                default:
                    text.AppendLine("    A = 0: each point with u = 0 has the lowest energy");
                    break;
            }
        }
    }

    private static void Bifurcations(StringBuilder text, TransitionReport report)
    {
        text.AppendLine().AppendLine("Where stationary points appear, merge or pass through infinity");
        if (report.Bifurcations.IsEmpty)
            text.AppendLine(report.AreBifurcationsComplete ? "  nowhere in the range" : "  none found");
        foreach (var birth in report.Bifurcations)
            text.AppendLine(
                $"  {report.Control!.Name} = {Value(birth)}: {Kind(birth)}, minima {birth.MinimaBelow} -> {birth.MinimaAbove}, stationary points {birth.StationaryBelow} -> {birth.StationaryAbove}");
        text.AppendLine($"  found {report.BifurcationMethod}");
    }

    private static string Value(Bifurcation birth) => birth.Value switch
    {
        BifurcationValue.Root root => PointTexts.describe(root.Item),
        _ => Theory.Transitions.bifurcationValue(birth).ToString("G15", CultureInfo.InvariantCulture),
    };

    private static string Kind(Bifurcation birth)
    {
        var kind = birth.Kind switch
        {
            { IsFold: true } => "fold",
            { IsPitchfork: true } => "pitchfork",
            { IsSilentSplit: true } => "two points with u = 0 part around a minimum",
            { IsTwinPitchfork: true } => "two pitchforks at once",
            { IsPassage: true } => "a stationary point passes through infinity",
            _ => "not classified",
        };
        return birth.B is { Value: var b } ? $"{kind} at b = {Number(b)}" : kind;
    }

    private static void Flow(StringBuilder text, TransitionReport report, FlowFinding flow)
    {
        var control = report.Control!.Name;
        text.AppendLine().AppendLine(FormattableString.Invariant(
            $"Gradient flow from a = {flow.Start.Input}, b = {flow.Start.Recurrent}, c = {flow.Start.Output}"));
        if (flow.SameStart.Count == 0)
        {
            text.AppendLine(report.Phases.Any(phase => phase.Stationary.IsOneStep)
                ? "  not followed: b has no influence, and every b with u = s_1 is a global minimum"
                : "  not followed: E* is the same for every b, and each point with u = 0 is a global minimum");
            return;
        }

        foreach (var stretch in Stretches(flow))
            text.AppendLine($"  {control} from {Number(stretch.First.Control.ToDouble())} to {Number(stretch.Last.Control.ToDouble())}: {Outcome(report, stretch.First, stretch.Last)}");
        foreach (var jump in flow.Jumps)
            text.AppendLine($"  jumps at {control} = {Middle(jump)}: {End(jump.Low)} below, {End(jump.High)} above");
        Hysteresis(text, report, $"  {control} raised slowly", flow.Upwards);
        Hysteresis(text, report, $"  {control} lowered slowly", flow.Downwards);
    }

    private static void Hysteresis(StringBuilder text, TransitionReport report, string sweep, FlowSweep found)
    {
        var events = found.Jumps.Select(jump => $"jumps at {Middle(jump)} from {End(jump.Low)} to {End(jump.High)}").ToList();
        if (found.Ends.Count > 0 && found.Ends[^1] is { End.Destination: not Destination.Minimum } last)
            events.Add(found.Ends.Count == 1
                ? $"already at {Number(last.Control.ToDouble())} {End(last)}"
                : $"{End(last)} from a value on that is {Between(report, found.Ends[^2].Control, last.Control)}");
        text.AppendLine($"{sweep}: {(events.Count == 0 ? "no jump" : string.Join(", ", events))}");
    }

    // Samples know no more than where the change is; an exact transition in the same place is told, not taken for it.
    private static string Between(TransitionReport report, Rational one, Rational other)
    {
        var (low, high) = Rational.Compare(one, other) < 0 ? (one.ToDouble(), other.ToDouble()) : (other.ToDouble(), one.ToDouble());
        double[] exact = [.. report.Transitions.Select(transition => Theory.Transitions.toDouble(transition.Value)).Where(value => low <= value && value <= high)];
        return $"between {Number(low)} and {Number(high)}{(exact.Length > 0 ? $", as is the transition at {string.Join(", ", exact.Select(Number))}" : "")}";
    }

    // Neighbouring values without a jump between them.
    private static IEnumerable<(Reached First, Reached Last)> Stretches(FlowFinding flow)
    {
        var first = 0;
        for (var k = 0; k < flow.SameStart.Count; k++)
            if (k + 1 == flow.SameStart.Count || IsBreak(flow, flow.SameStart[k], flow.SameStart[k + 1]))
            {
                yield return (flow.SameStart[first], flow.SameStart[k]);
                first = k + 1;
            }
    }

    private static bool IsBreak(FlowFinding flow, Reached low, Reached high) =>
        low.End.Destination != high.End.Destination || low.IsSilent != high.IsSilent || flow.Jumps.Any(jump => IsBetween(jump, low, high));

    private static bool IsBetween(FlowJump jump, Reached low, Reached high) => Rational.Compare(jump.Low.Control, low.Control) >= 0 && Rational.Compare(jump.High.Control, high.Control) <= 0;

    private static string Outcome(TransitionReport report, Reached first, Reached last) => first.End.Destination switch
    {
        Destination.Minimum => $"b goes to {Number(first.End.Recurrent)} ... {Number(last.End.Recurrent)}, {Lowest(first, last)}",
        Destination.Infinity => $"{End(first)}{Growth(report, first, last)}",
        Destination.Saddle when first.IsSilent =>
            $"u decays to 0, where every b is stationary: a saddle, with b = {Number(first.End.Recurrent)} ... {Number(last.End.Recurrent)}",
        Destination.Saddle => $"{End(first)}, from which the energy could fall on both sides",
        _ => $"not decided after t = {Number(first.End.Time)}, at b = {Number(first.End.Recurrent)} ... {Number(last.End.Recurrent)}",
    };

    private static string Lowest(Reached first, Reached last) => (first.IsGlobal, last.IsGlobal) switch
    {
        _ when !first.IsGlobalDecided || !last.IsGlobalDecided => "a minimum as low as another to all digits, not decided which is global",
        (true, true) => "the global minimum",
        (false, false) => "a local minimum",
        (true, false) => "the global minimum that becomes a local one",
        _ => "a local minimum that becomes the global one",
    };

    // The law for every value of a stretch if its ends share the order and it has a form in the control, else that of the first value.
    private static string Growth(TransitionReport report, Reached first, Reached last)
    {
        if (first.Escape is not { } law)
            return "";
        if (law.Order == last.Escape?.Order && law.Side == last.Escape.Side && BranchDiagramModule.lawInControl(report, law) is { Value: var (growth, limit) })
            return $", |b|^{law.Order + 2} = ({Infix.print(growth)})*t + ..., E -> {Infix.print(limit)}";
        return $"; at {report.Control!.Name} = {PointTexts.fraction(first.Control)}: {Growth(law)}";
    }

    /// <summary>The law in words, with the constant in exact form.</summary>
    private static string Growth(EscapeLaw law) =>
        $"|b|^{law.Order + 2} = {PointTexts.fraction(law.Growth)} t + ..., E -> {PointTexts.fraction(law.Limit)}";

    private static string End(Reached reached) => reached.End.Destination switch
    {
        Destination.Minimum => $"b = {Number(reached.End.Recurrent)}",
        Destination.Infinity => reached.End.Recurrent > 0 ? "b grows without bound" : "b falls without bound",
        Destination.Saddle when reached.IsSilent => $"a saddle with u = 0, b = {Number(reached.End.Recurrent)}",
        Destination.Saddle => $"the saddle at b = {Number(reached.End.Recurrent)}, which symmetry keeps",
        _ => $"not decided, at b = {Number(reached.End.Recurrent)}",
    };

    private static string Middle(FlowJump jump) => Number((jump.Low.Control.ToDouble() + jump.High.Control.ToDouble()) / 2);

    private static string Kind(Transition transition) => transition.Kind switch
    {
        { IsFirstOrder: true } => "first order, b and u jump",
        { IsSecondOrder: true } => "second order, a symmetric point splits",
        _ => "b passes through infinity",
    };

    private static string Order(Transition transition) => transition.Kind switch
    {
        { IsFirstOrder: true } => "first",
        { IsSecondOrder: true } => "second",
        _ => "infinity",
    };

    private static string State(PhaseState state)
    {
        var pair = state.IsPair ? ", and its mirror image" : "";
        return double.IsInfinity(state.B)
            ? $"|b| -> infinity, E -> {Number(state.Energy)}, not attained"
            : $"b = {Number(state.B)}, u = {Number(state.U)}, E = {Number(state.Energy)}{pair}";
    }

    // The number in radicals, or its minimal polynomial with an interval that isolates it.
    private static string Exact(TransitionValue value, int longest = int.MaxValue) => value switch
    {
        TransitionValue.Exact { Item: var number } when AlgebraicNumberModule.tryRadicals(number) is { } radicals => Infix.print(radicals.Value),
        TransitionValue.Exact { Item: var number } when number.Polynomial.Degree > longest =>
            $"the root of a polynomial of degree {number.Polynomial.Degree} in {Interval(number)} (--format json has it)",
        TransitionValue.Exact { Item: var number } =>
            $"the root of {Infix.print(UnivariateModule.toExpr(Canonical.symbol(Unknown), number.Polynomial))} in {Interval(number)}",
        TransitionValue.Certified { Item1: var crossing, power: var power } => Certified(crossing, power),
        TransitionValue.Enclosed { low: var low, high: var high } => Enclosed(low, high),
        _ => throw new InvalidOperationException($"no text for {value}"),
    };

    private static string Enclosed(Rational low, Rational high)
    {
        var middle = AlgebraicNumberModule.toDecimal(14, AlgebraicNumberModule.ofRational((low + high) * Rational.OfInt(2).Reciprocal));
        var width = (high - low).ToDouble().ToString("E0", CultureInfo.InvariantCulture);
        return $"certified in an interval of width {width} around {middle}; the values are irrational, so that there is no polynomial";
    }

    private static string Certified(Crossing crossing, int power)
    {
        var (low, high) = CrossingModule.decimalBounds(14, crossing);
        var whose = power == 1 ? "" : $"its power {power} is ";
        return $"{whose}the one crossing of two energies, certified in [{low}, {high}] and to any number of digits (--digits); no polynomial was worked out";
    }

    // Beyond this a polynomial fills the screen.
    private const int LongestDegree = 8;

    private static readonly Symbol Unknown = Symbol.Of("x", Assumptions.Of(Domain.Real));

    private static string Interval(AlgebraicNumber number)
    {
        var interval = AlgebraicNumberModule.isolating(number);
        return $"[{interval.Lower}, {interval.Upper}]";
    }

    private static string Number(double x) => double.IsFinite(x)
        ? x.ToString("G9", CultureInfo.InvariantCulture)
        : x > 0 ? "inf" : "-inf";

    // ---- LaTeX ----

    public static string Latex(IReadOnlyList<TransitionFinding> found, int digits)
    {
        var text = new StringBuilder();
        var control = Algebra.Latex.name(found[0].Control);
        text.AppendLine($"% Transitions of {found[0].Task.Name}")
            .AppendLine("\\begin{tabular}{rlllll}")
            .AppendLine($"$T$ & ${control}_{{\\mathrm{{c}}}}$ & order & $b$ & $u$ & $E^{{*}}$ \\\\ \\hline");
        foreach (var finding in found)
            foreach (var transition in finding.Report.Transitions)
                text.AppendLine(
                    $"{finding.Report.Energy.Steps} & ${Value(transition.Value, digits)}$ & {Order(transition)} & ${TexNumber(transition.From.B)} \\to {TexNumber(transition.To.B)}$ & ${TexNumber(transition.From.U)} \\to {TexNumber(transition.To.U)}$ & ${TexNumber(transition.From.Energy)}$ \\\\");
        text.AppendLine("\\end{tabular}");
        foreach (var finding in found)
        {
            text.AppendLine().AppendLine($"\\paragraph{{Proof for $T = {finding.Report.Energy.Steps}$}}").AppendLine("\\begin{enumerate}");
            foreach (var step in TransitionProof.steps(finding.Report))
                text.AppendLine($"  \\item {TexText.Of(step)}");
            text.AppendLine("\\end{enumerate}");
        }

        return text.ToString();
    }

    private static string Value(TransitionValue value, int digits) =>
        value is TransitionValue.Exact { Item: var number } && AlgebraicNumberModule.tryRadicals(number) is { } radicals
            ? $"{Algebra.Latex.print(radicals.Value)} = {Theory.Transitions.toDecimal(digits, value)}"
            : Theory.Transitions.toDecimal(digits, value);

    private static string TexNumber(double x) => double.IsInfinity(x) ? (x > 0 ? "\\infty" : "-\\infty") : x.ToString("G6", CultureInfo.InvariantCulture);

    // ---- JSON ----

    public static object Json(IReadOnlyList<TransitionFinding> found, int digits) => found.Count == 1
        ? Document(found[0], digits)
        : new Dictionary<string, object>
        {
            ["control"] = found[0].Control,
            ["lengths"] = found.Select(finding => Document(finding, digits)).ToArray(),
        };

    private static Dictionary<string, object> Document(TransitionFinding finding, int digits)
    {
        var report = finding.Report;
        var document = new Dictionary<string, object>
        {
            ["control"] = report.Control!.Name,
            ["T"] = report.Energy.Steps,
            ["range"] = new[] { report.Range.Item1.ToDouble(), report.Range.Item2.ToDouble() },
            ["transitions"] = report.Transitions.Select(transition => Json(report, transition, digits)).ToArray(),
            ["branches"] = report.Phases.Select(Json).ToArray(),
            ["excluded"] = report.Excluded.Select(AlgebraicNumberModule.toDouble).ToArray(),
            ["undecided"] = report.Undecided.Select(range => new[] { range.Item1, range.Item2 }).ToArray(),
            ["remarks"] = report.Remarks.ToArray(),
            ["proof"] = TransitionProof.steps(report).ToArray(),
        };
        document["bifurcations"] = report.Bifurcations.Select(Json).ToArray();
        document["bifurcationMethod"] = report.BifurcationMethod;
        document["bifurcationsComplete"] = report.AreBifurcationsComplete;
        if (finding.Flow is { } flow)
            document["flow"] = Json(flow);
        return document;
    }

    private static Dictionary<string, object> Json(Bifurcation birth)
    {
        var document = new Dictionary<string, object>
        {
            ["value"] = Theory.Transitions.bifurcationValue(birth),
            ["exact"] = birth.Value is BifurcationValue.Root root ? Exact(TransitionValue.NewExact(root.Item)) : "certified by intervals; no polynomial was worked out",
            ["kind"] = Kind(birth),
            ["minima"] = new[] { birth.MinimaBelow, birth.MinimaAbove },
            ["stationary"] = new[] { birth.StationaryBelow, birth.StationaryAbove },
        };
        if (birth.Value is BifurcationValue.Within within)
            document["interval"] = new[] { within.low.ToString(), within.high.ToString() };
        return document;
    }

    private static Dictionary<string, object> Json(TransitionReport report, Transition transition, int digits) => new()
    {
        ["landau"] = Landau(report, transition).ToArray(),
        ["value"] = Theory.Transitions.toDouble(transition.Value),
        ["decimal"] = Theory.Transitions.toDecimal(digits, transition.Value),
        ["exact"] = Exact(transition.Value),
        ["order"] = transition.Kind.IsSecondOrder ? 2 : 1,
        ["kind"] = Kind(transition),
        ["from"] = Json(transition.From),
        ["to"] = Json(transition.To),
        ["attained"] = transition.Attained,
    };

    private static Dictionary<string, object> Json(PhaseState state) => new()
    {
        ["b"] = state.B,
        ["u"] = state.U,
        ["energy"] = state.Energy,
        ["pair"] = state.IsPair,
        ["attained"] = double.IsFinite(state.B),
    };

    private static Dictionary<string, object> Json(PhaseSample phase) => new()
    {
        ["at"] = phase.Sample.ToDouble(),
        ["exactAt"] = phase.Sample.ToString(),
        ["points"] = phase.Stationary is StationarySet.Points set
            ? set.points.Select(Json).ToArray()
            : [],
        ["infinity"] = phase.Stationary is StationarySet.Points { infinity: var infinity, attained: var attained }
            ? new Dictionary<string, object> { ["energy"] = infinity.Energy.ToDouble(), ["infimum"] = infinity.IsGlobal, ["attained"] = attained }
            : new Dictionary<string, object>(),
    };

    private static Dictionary<string, object> Json(StationaryPoint point) => new()
    {
        ["kind"] = point.Kind.IsMinimum ? "minimum" : point.Kind.IsSaddle ? "saddle" : "inflection",
        ["global"] = point.IsGlobal,
        ["globalDecided"] = point.IsGlobalDecided,
        ["b"] = AlgebraicNumberModule.toDouble(point.B),
        ["u"] = AlgebraicValueModule.toDouble(point.U),
        ["energy"] = AlgebraicValueModule.toDouble(point.Energy),
        ["exact"] = PointTexts.describe(point.B),
        ["stability"] = point.Stability,
        ["stabilityDecided"] = point.IsStabilityDecided,
    };

    private static Dictionary<string, object> Json(FlowFinding flow) => new()
    {
        ["initial"] = new Dictionary<string, object> { ["a"] = flow.Start.Input, ["b"] = flow.Start.Recurrent, ["c"] = flow.Start.Output },
        ["reached"] = flow.SameStart.Select(Json).ToArray(),
        ["jumps"] = flow.Jumps.Select(Json).ToArray(),
        ["upwards"] = Json(flow.Upwards),
        ["downwards"] = Json(flow.Downwards),
    };

    private static Dictionary<string, object> Json(FlowSweep sweep) => new()
    {
        ["reached"] = sweep.Ends.Select(Json).ToArray(),
        ["jumps"] = sweep.Jumps.Select(Json).ToArray(),
    };

    private static Dictionary<string, object> Json(Reached reached)
    {
        var document = new Dictionary<string, object>
        {
            ["at"] = reached.Control.ToDouble(),
            ["outcome"] = reached.End.Destination.ToString().ToLowerInvariant(),
            ["b"] = reached.End.Recurrent,
            ["u"] = reached.InputOutput,
            ["global"] = reached.IsGlobal,
        };
        if (reached.Escape is { } law)
            document["growth"] = Growth(law);
        return document;
    }

    private static Dictionary<string, object> Json(FlowJump jump) => new()
    {
        ["between"] = new[] { jump.Low.Control.ToDouble(), jump.High.Control.ToDouble() },
        ["from"] = End(jump.Low),
        ["to"] = End(jump.High),
    };
}
