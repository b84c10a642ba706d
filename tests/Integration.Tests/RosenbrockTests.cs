using System.Collections.Immutable;
using LrnnSymbolic.Contracts;
using Xunit;

namespace LrnnSymbolic.Integration.Tests;

public sealed class RosenbrockTests
{
    [Fact]
    public void ThePublishedTableHasNoDefect()
    {
        var conditions = Rodas5P.Tableau.Conditions();
        Assert.Empty(Rodas5P.Tableau.Defects());
        Assert.Equal(17, conditions.Count(condition => condition.Subject == TableauSubject.Weights));
        Assert.Equal(8 + 1, conditions.Count(condition => condition.Subject == TableauSubject.EmbeddedWeights));
        Assert.Equal(8 * 4 + 8, conditions.Count(condition => condition.Subject == TableauSubject.DenseWeights));
        Assert.Equal(4, conditions.Count(condition => condition.Subject == TableauSubject.Damping));
    }

    [Fact]
    public void TheTableOfLowOrderHasNoDefect()
    {
        Assert.Empty(Rodas3.Tableau.Defects());
        Assert.NotEmpty((Rodas3.Tableau with { Order = 4 }).Defects());
        Assert.NotEmpty((Rodas3.Tableau with { EmbeddedOrder = 3 }).Defects());
        Assert.NotEmpty((Rodas3.Tableau with { TimeWeights = [0.5, 1.4, 0, 0] }).Defects());
    }

    [Fact]
    public void ADisturbanceOfAnyCoefficientIsReported()
    {
        const double size = 1e-9;
        var table = Rodas5P.Tableau;
        RosenbrockTableau[] variants =
        [
            table with { Diagonal = table.Diagonal + size },
            .. Rows(table.Nodes).Select(row => table with { Nodes = row }),
            .. Rows(table.TimeWeights).Select(row => table with { TimeWeights = row }),
            .. Rows(table.Weights).Select(row => table with { Weights = row }),
            // Not the last: an error estimate of one stage is one at any scale.
            .. Rows(table.ErrorWeights).SkipLast(1).Select(row => table with { ErrorWeights = row }),
            .. Tables(table.StageWeights).Select(rows => table with { StageWeights = rows }),
            .. Tables(table.Couplings).Select(rows => table with { Couplings = rows }),
            .. Tables(table.DenseWeights).Select(rows => table with { DenseWeights = rows }),
        ];
        Assert.Equal(1 + 4 * 8 - 1 + 2 * 28 + 4 * 8, variants.Length);
        Assert.All(variants, variant => Assert.NotEmpty(variant.Defects()));

        static IEnumerable<ImmutableArray<double>> Rows(ImmutableArray<double> row) =>
            row.Select((value, index) => row.SetItem(index, value + size));

        static IEnumerable<ImmutableArray<ImmutableArray<double>>> Tables(ImmutableArray<ImmutableArray<double>> rows) =>
            rows.SelectMany((row, index) => Rows(row).Select(changed => rows.SetItem(index, changed)));
    }

    [Fact]
    public void AnOrderThatIsNotThereIsReported()
    {
        Assert.NotEmpty((Rodas5P.Tableau with { Order = 6 }).Defects());
        Assert.NotEmpty((Rodas5P.Tableau with { EmbeddedOrder = 5 }).Defects());
        Assert.NotEmpty((Rodas5P.Tableau with { DenseOrder = 5 }).Defects());
        Assert.NotEmpty((Rodas5P.Tableau with { ErrorWeights = [0, 0, 0, 0, 0, 0, 0, 0] }).Defects());
    }

    /// <summary>
    /// Of two methods of one stage, gamma = 1 damps all that is fast; gamma = 1/2 has order 2 and leaves |R| = 1 at infinity. As both are
    /// their own embedded solution, that is reported too.
    /// </summary>
    [Theory]
    [InlineData(1.0, 1, false)]
    [InlineData(0.5, 2, true)]
    [InlineData(0.25, 1, true)]
    public void DampingIsChecked(double gamma, int order, bool defective)
    {
        var table = new RosenbrockTableau
        {
            Name = "one stage",
            Order = order,
            EmbeddedOrder = order,
            DenseOrder = 1,
            Diagonal = gamma,
            Nodes = [0],
            TimeWeights = [gamma],
            StageWeights = [[]],
            Couplings = [[]],
            Weights = [1 / gamma],
            ErrorWeights = [0],
            DenseWeights = [[1 / gamma]],
        };
        Assert.Equal(defective, table.Defects().Any(defect => defect.Subject == TableauSubject.Damping));
        Assert.DoesNotContain(table.Defects(), defect => defect.Subject == TableauSubject.Weights);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ErrorsAddUpToAtMostTheTolerancesOfTheSteps(int index)
    {
        var problem = Problem.All[index];
        Assert.All(new[] { 1e-3, 1e-5, 1e-7, 1e-9, 1e-11 }, tolerance =>
        {
            var trajectory = new Integrator(Rodas5P.Tableau, new Tolerance(tolerance, tolerance))
                .Integrate(problem.Stiff, problem.Start, problem.Exact(problem.Start), problem.End);
            var times = trajectory.Times.ToArray();
            var size = times.Max(time => problem.Exact(time).Max(Math.Abs));
            var bound = trajectory.Statistics.Accepted * Math.Sqrt(trajectory.Dimension) * tolerance * (1 + size) * problem.Growth;
            Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
            Assert.InRange(problem.ErrorAt(trajectory, times), 0, bound);
        });
    }

    /// <summary>y' = -r (y - cos t) - sin t from its solution cos t and from far off it: no rate r limits the steps.</summary>
    [Theory]
    [InlineData(1e3)]
    [InlineData(1e6)]
    [InlineData(1e9)]
    public void StiffDecayDoesNotLimitTheSteps(double rate)
    {
        var problem = new DifferentialEquation(
            (t, y, f) => f[0] = -rate * (y[0] - Math.Cos(t)) - Math.Sin(t),
            (_, _, j) => j[0] = -rate,
            (t, _, f) => f[0] = -rate * Math.Sin(t) - Math.Cos(t));
        var integrator = new Integrator(Rodas5P.Tableau, new Tolerance(1e-8, 1e-8));
        var onIt = integrator.Integrate(problem, 0, [1], 10);
        var offIt = integrator.Integrate(problem, 0, [2], 10);
        Assert.Equal(Math.Cos(10), onIt.FinalState[0], 1e-7);
        Assert.Equal(Math.Cos(10), offIt.FinalState[0], 1e-7);
        Assert.InRange(offIt.Statistics.Accepted, 10, 300);
    }

    [Fact]
    public void StatisticsCountWhatHappened()
    {
        var (fields, jacobians) = (0, 0);
        var problem = Problem.CosineRate;
        var counted = new DifferentialEquation(
            (t, y, f) => { fields++; problem.Field(t, y, f); }, (t, y, j) => { jacobians++; problem.Jacobian!(t, y, j); }, problem.TimeDerivative);
        var trajectory = new Integrator(Rodas5P.Tableau, new Tolerance(1e-8, 1e-8)).Integrate(counted, 0, [1], 10);
        var statistics = trajectory.Statistics;
        Assert.Equal(fields, statistics.Evaluations);
        Assert.Equal(jacobians, statistics.Jacobians);
        Assert.Equal(2 + 8 * (statistics.Accepted + statistics.Rejected), statistics.Evaluations);
        Assert.Equal(statistics.Accepted, statistics.Jacobians);
        Assert.Equal(statistics.Accepted, statistics.ImplicitSteps);
    }

    /// <summary>1/(h gamma) - J is singular for y' = y/gamma and h = 1; the step is repeated shorter.</summary>
    [Fact]
    public void ASingularMatrixRejectsItsStep()
    {
        var rate = 1 / Rodas5P.Tableau.Diagonal;
        var problem = new DifferentialEquation((_, y, f) => f[0] = rate * y[0], (_, _, j) => j[0] = rate);
        var trajectory = new Integrator(Rodas5P.Tableau, new Tolerance(1e-6, 1e-6), new StepControl { FirstStep = 1 })
            .Integrate(problem, 0, [1], 2);
        Assert.Equal(IntegrationOutcome.Reached, trajectory.Outcome);
        Assert.InRange(trajectory.Statistics.Rejected, 1, 20);
        Assert.Equal(1, trajectory.FinalState[0] / Math.Exp(2 * rate), 1e-4);
    }

    [Fact]
    public void APoleIsDivergence()
    {
        var problem = new DifferentialEquation((_, y, f) => f[0] = y[0] * y[0], (_, y, j) => j[0] = 2 * y[0]);
        var trajectory = new Integrator(Rodas5P.Tableau, new Tolerance(1e-9, 1e-9)).Integrate(problem, 0, [1], 2);
        Assert.Equal(IntegrationOutcome.Diverged, trajectory.Outcome);
        Assert.Equal(1, trajectory.TimeReached, 1e-6);
    }
}
