using System.Globalization;
using LrnnSymbolic.Lrnn.Input;

namespace LrnnSymbolic.Lrnn.Output;

/// <summary>Integrated learning curves as tables for people and as JSON.</summary>
internal static class IntegrationText
{
    /// <summary>One mode has its curves at the top level; several stand in a list.</summary>
    public static Dictionary<string, object> Json(Integrated result, string method, double tolerance, bool withEvents)
    {
        Dictionary<string, object>[] curves = [.. result.Modes.Select(curve => Json(result.Theory, curve, method, tolerance, withEvents))];
        var document = new Dictionary<string, object> { ["times"] = result.Times };
        if (curves.Length > 1)
            document["modes"] = curves;
        else
            foreach (var (name, values) in curves[0])
                document[name] = values;
        return document;
    }

    private static Dictionary<string, object> Json(ModeTheory theory, IntegratedMode curve, string method, double tolerance, bool withEvents)
    {
        var statistics = curve.Trajectory.Statistics;
        var document = new Dictionary<string, object>
        {
            ["a"] = theory.Tasks.Component(curve.States, 0),
            ["b"] = theory.Tasks.Component(curve.States, 1),
            ["c"] = theory.Tasks.Component(curve.States, 2),
            ["energy"] = curve.Energies,
            ["stats"] = new Dictionary<string, object>
            {
                ["evaluations"] = statistics.Evaluations,
                ["accepted"] = statistics.Accepted,
                ["rejected"] = statistics.Rejected,
                ["jacobians"] = statistics.Jacobians,
                ["implicitSteps"] = statistics.ImplicitSteps,
                ["method"] = method,
                ["tolerance"] = tolerance,
                ["largestErrorEstimate"] = statistics.LargestErrorEstimate,
            },
        };
        if (withEvents)
            document["events"] = curve.Events.Select(found => At(found.SignChange.State, new()
            {
                ["name"] = found.Name,
                ["time"] = found.SignChange.Time,
                ["rising"] = found.SignChange.Rising,
            })).ToArray();
        if (curve.Steady is { } steady)
            document["end"] = At(steady.State, new()
            {
                ["reason"] = SteadyEnds.Reason(steady.End),
                ["time"] = curve.Trajectory.TimeReached,
                ["polished"] = steady.Polished,
                ["slope"] = steady.Slope,
                ["curvatures"] = steady.Curvatures,
            });
        return document;

        Dictionary<string, object> At(double[] state, Dictionary<string, object> place)
        {
            (place["a"], place["b"], place["c"]) = (state[0], state[1], state[2]);
            place["energy"] = theory.Energy(curve.Mode, state);
            return place;
        }
    }

    public static void Print(Integrated result, double tolerance)
    {
        string[] names = [.. result.Theory.Tasks.StateNames, "energy"];
        foreach (var curve in result.Modes)
        {
            if (result.Modes.Count > 1)
                Line($"mode {curve.Mode + 1}");
            Line($"{"t",12} {string.Join(' ', names.Select(name => $"{name,20}"))}");
            for (var k = 0; k < result.Times.Length; k++)
                Line($"{result.Times[k],12:G8} {string.Join(' ', curve.States[k].Append(curve.Energies[k]).Select(x => Invariant($"{x,20:G12}")))}");
            var statistics = curve.Trajectory.Statistics;
            Line($"{statistics.Evaluations} evaluations, {statistics.Accepted} steps accepted, {statistics.Rejected} rejected, tolerance {tolerance}");
            if (statistics.ImplicitSteps is var implicitSteps and > 0)
                Line($"stiff: {implicitSteps} of the steps are implicit");
            foreach (var (name, crossing) in curve.Events)
                Line($"event {name} at t = {crossing.Time:G12}: {State(crossing.State)}");
            PrintEnd(result.Theory, curve);
        }
    }

    private static void PrintEnd(ModeTheory theory, IntegratedMode curve)
    {
        if (curve.Steady is not { } steady)
            return;
        Line($"{SteadyEnds.Reason(steady.End)} at t = {curve.Trajectory.TimeReached:G6}: {State(steady.State)}, energy = {theory.Energy(curve.Mode, steady.State):G6}");
        Line($"slope {steady.Slope:G3}, curvatures on the slice {string.Join(", ", steady.Curvatures.Select(value => value.ToString("G6", CultureInfo.InvariantCulture)))}{(steady.Polished ? ", polished" : "")}");
    }

    private static void Line(FormattableString text) => Console.Out.WriteLine(Invariant(text));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string State(double[] state) => Invariant($"a = {state[0]:G12}, b = {state[1]:G12}, c = {state[2]:G12}");
}
