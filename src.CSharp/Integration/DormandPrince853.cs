using System.Collections.Immutable;

namespace LrnnSymbolic.Integration;

/// <summary>
/// The method of order 8 of Dormand and Prince with error estimates of orders 5 and 3 and a dense output of order 7, three stages of which are
/// evaluated for accepted steps only (Hairer, Nørsett, Wanner, "Solving Ordinary Differential Equations I", II.5, II.6 and II.10).
/// </summary>
public static class DormandPrince853
{
    // y(theta) = y0 + theta (F0 + (1 - theta) (F1 + theta (F2 + (1 - theta) (F3 + theta (F4 + (1 - theta) (F5 + theta F6)))))), where
    // F0, F1 and F2 make the values and slopes at both ends right; these are the weights of F3 to F6.
    private static readonly double[][] Inner =
    [
        [
            -8.428938276109013, 0, 0, 0, 0, 0.5667149535193777, -3.0689499459498917, 2.38466765651207, 2.117034582445028,
            -0.871391583777973, 2.2404374302607883, 0.6315787787694688, -0.08899033645133331, 18.148505520854727,
            -9.194632392478356, -4.436036387594894,
        ],
        [
            10.427508642579134, 0, 0, 0, 0, 242.28349177525817, 165.20045171727028, -374.5467547226902, -22.113666853125306,
            7.733432668472264, -30.674084731089398, -9.332130526430229, 15.697238121770845, -31.139403219565178,
            -9.35292435884448, 35.81684148639408,
        ],
        [
            19.985053242002433, 0, 0, 0, 0, -387.0373087493518, -189.17813819516758, 527.8081592054236, -11.57390253995963,
            6.8812326946963, -1.0006050966910838, 0.7777137798053443, -2.778205752353508, -60.19669523126412,
            84.32040550667716, 11.99229113618279,
        ],
        [
            -25.69393346270375, 0, 0, 0, 0, -154.18974869023643, -231.5293791760455, 357.6391179106141, 93.40532418362432,
            -37.45832313645163, 104.0996495089623, 29.8402934266605, -43.53345659001114, 96.32455395918828, -39.17726167561544,
            -149.72683625798564,
        ],
    ];

    /// <summary>The method's coefficients, each the nearest double to the published decimals.</summary>
    public static ButcherTableau Tableau { get; } = Build();

    private static ButcherTableau Build()
    {
        ImmutableArray<double> weights =
        [
            0.054293734116568765, 0, 0, 0, 0, 4.450312892752409, 1.8915178993145003, -5.801203960010585, 0.3111643669578199,
            -0.1521609496625161, 0.20136540080403034, 0.04471061572777259,
        ];
        return new()
        {
            Name = "Dormand–Prince 8(5,3)",
            Order = 8,
            EmbeddedOrder = 5,
            SecondEmbeddedOrder = 3,
            DenseOrder = 7,
            Nodes =
            [
                0, 0.05260015195876773, 0.0789002279381516, 0.1183503419072274, 0.2816496580927726, 0.3333333333333333, 0.25,
                0.3076923076923077, 0.6512820512820513, 0.6, 0.8571428571428571, 1, 1,
            ],
            StageWeights =
            [
                [],
                [0.05260015195876773],
                [0.0197250569845379, 0.0591751709536137],
                [0.02958758547680685, 0, 0.08876275643042054],
                [0.2413651341592667, 0, -0.8845494793282861, 0.924834003261792],
                [0.037037037037037035, 0, 0, 0.17082860872947386, 0.12546768756682242],
                [0.037109375, 0, 0, 0.17025221101954405, 0.06021653898045596, -0.017578125],
                [
                    0.03709200011850479, 0, 0, 0.17038392571223998, 0.10726203044637328, -0.015319437748624402,
                    0.008273789163814023,
                ],
                [
                    0.6241109587160757, 0, 0, -3.3608926294469414, -0.868219346841726, 27.59209969944671, 20.154067550477894,
                    -43.48988418106996,
                ],
                [
                    0.47766253643826434, 0, 0, -2.4881146199716677, -0.590290826836843, 21.230051448181193, 15.279233632882423,
                    -33.28821096898486, -0.020331201708508627,
                ],
                [
                    -0.9371424300859873, 0, 0, 5.186372428844064, 1.0914373489967295, -8.149787010746927, -18.52006565999696,
                    22.739487099350505, 2.4936055526796523, -3.0467644718982196,
                ],
                [
                    2.273310147516538, 0, 0, -10.53449546673725, -2.0008720582248625, -17.9589318631188, 27.94888452941996,
                    -2.8589982771350235, -8.87285693353063, 12.360567175794303, 0.6433927460157636,
                ],
                weights,
            ],
            ErrorWeights =
            [
                0.01312004499419488, 0, 0, 0, 0, -1.2251564463762044, -0.4957589496572502, 1.6643771824549864,
                -0.35032884874997366, 0.3341791187130175, 0.08192320648511571, -0.022355307863886294, 0,
            ],
            SecondErrorWeights =
            [
                -0.18980075407240762, 0, 0, 0, 0, 4.450312892752409, 1.8915178993145003, -5.801203960010585,
                -0.42268232132379197, -0.1521609496625161, 0.20136540080403034, 0.022651792198360825, 0,
            ],
            DenseNodes = [0.1, 0.2, 7.0 / 9],
            DenseStageWeights =
            [
                [
                    0.056167502283047954, 0, 0, 0, 0, 0, 0.25350021021662483, -0.2462390374708025, -0.12419142326381637,
                    0.15329179827876568, 0.00820105229563469, 0.007567897660545699, -0.008298,
                ],
                [
                    0.03183464816350214, 0, 0, 0, 0, 0.028300909672366776, 0.053541988307438566, -0.05492374857139099, 0, 0,
                    -0.00010834732869724932, 0.0003825710908356584, -0.00034046500868740456, 0.1413124436746325,
                ],
                [
                    -0.42889630158379194, 0, 0, 0, 0, -4.697621415361164, 7.683421196062599, 4.06898981839711,
                    0.3567271874552811, 0, 0, 0, -0.0013990241651590145, 2.9475147891527724, -9.15095847217987,
                ],
            ],
            DenseWeights = Dense(weights),
        };
    }

    // The powers of theta, each row of a weight for every stage.
    private static ImmutableArray<ImmutableArray<double>> Dense(ImmutableArray<double> weights)
    {
        var stages = Inner[0].Length;
        var powers = Enumerable.Range(0, 1 + Inner.Length + 2).Select(_ => new double[stages]).ToArray();
        double[] factor = [0, 1];
        for (var k = 0; k < powers.Length; k++)
        {
            for (var stage = 0; stage < stages; stage++)
                for (var power = 1; power < factor.Length; power++)
                    powers[power - 1][stage] += factor[power] * Weight(k, stage);
            factor = k % 2 == 0 ? Times(factor, 1, -1) : Times(factor, 0, 1);
        }

        return [.. powers.Select(row => row.ToImmutableArray())];

        double Weight(int k, int stage)
        {
            var end = stage < weights.Length ? weights[stage] : 0;
            var first = stage == 0 ? 1 : 0;
            var last = stage == weights.Length ? 1 : 0;
            return k switch { 0 => end, 1 => first - end, 2 => 2 * end - first - last, _ => Inner[k - 3][stage] };
        }
    }

    private static double[] Times(double[] polynomial, double constant, double linear)
    {
        var product = new double[polynomial.Length + 1];
        for (var power = 0; power < polynomial.Length; power++)
        {
            product[power] += constant * polynomial[power];
            product[power + 1] += linear * polynomial[power];
        }

        return product;
    }
}
