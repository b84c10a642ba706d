// The learning curves of a task, from its formula: derive, compile, integrate, and compare with a network that is trained.
using System.Globalization;
using LrnnSymbolic.Algebra;
using LrnnSymbolic.Comparison;
using LrnnSymbolic.Contracts;
using LrnnSymbolic.Emission;
using LrnnSymbolic.Integration;
using LrnnSymbolic.Theory;
using LrnnSymbolic.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var task = LearningTask.Read("delta*lambda^(T - t)");
foreach (var equation in task.Equations(SectionName.Flow))
    Console.WriteLine(equation.Text);
foreach (var equation in task.Equations(SectionName.ClosedSums))
    Console.WriteLine($"{equation.Latex}  where {string.Join(", ", equation.ConditionLatex)}");

// a, b and c from 0.1, over 20 units of learning time.
ParameterValue[] values = [("T", 6), ("delta", 1.1), ("lambda", 0.5)];
var integrator = new Integrator(DormandPrince54.Tableau, new Tolerance(Relative: 1e-10, Absolute: 1e-10));
var theory = integrator.Integrate(task.Flow(values), 0, [0.1, 0.1, 0.1], 20);
var energy = task.Compile(Quantity.Energy, values);
Console.WriteLine("\n  time         a         b         c      energy");
foreach (var time in new double[] { 0, 5, 10, 15, 20 })
{
    var modes = theory.Evaluate(time);
    Console.WriteLine($"{time,6} {modes[0],9:F6} {modes[1],9:F6} {modes[2],9:F6} {energy.At(modes[0], modes[1], modes[2])[0],11:E2}");
}

// What the theory says of it without integrating: the mode without loss, the stationary points, and u = a c while b stays.
if (task.ZeroLoss().Decision is ZeroLoss.Solved solved)
    Console.WriteLine($"\nno loss at b = {Infix.print(solved.b)}, u = {Infix.print(solved.u)}");
if (task.With(values).StationaryPoints() is StationarySet.Points stationary)
    Console.WriteLine($"{stationary.points.Count(point => point.Kind.IsMinimum)} of {stationary.points.Length} stationary points are minima");
Console.WriteLine($"u(5) = {task.InputOutput(values).At(0.1, 0.1, 0.1, 5):F6} with b = 0.1 held");

// With the parameters free: the flow for any of their values, and how it changes with them.
double[] state = [0.1, 0.1, 0.1];
Console.WriteLine($"tau b' = {task.Flow(state, ("T", 6), ("delta", 1.2), ("lambda", 0.5))[1]:F6} with a delta of 1.2");
var slopes = task.FlowByParameters(state, values);
Console.WriteLine($"d(tau b')/d(delta) = {slopes[1, 0]:F6}, d(tau b')/d(lambda) = {slopes[1, 1]:F6}");

// The same task in a network of four hidden units, trained by gradient descent from modes 0.1.
var experiment = new NetworkExperiment(
    SingularValues.Tabulate(modes: 1, steps: 6, (_, t) => 1.1 * Math.Pow(0.5, 6 - t)),
    new NetworkShape(inputs: 4, hidden: 4, outputs: 4),
    Samples: 1000,
    Seed: 1,
    DescentSchedule.Evenly(learningRate: 0.002, steps: 10_000, intervals: 10));
var run = experiment.FromAligned([new ConnectivityModes(0.1, 0.1, 0.1)]);
var trained = run.Points[^1].Observation.Modes[0];
Console.WriteLine($"\ntrained, at learning time {run.Points[^1].LearningTime:F1}: a = {trained.Input:F4}, b = {trained.Recurrent:F4}, c = {trained.Output:F4}");
