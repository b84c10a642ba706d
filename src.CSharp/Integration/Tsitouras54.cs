namespace LrnnSymbolic.Integration;

/// <summary>
/// The pair of orders 5 and 4 of Tsitouras with its dense output of order 4 (Comput. Math. Appl. 62, 2011): the same cost as
/// <see cref="DormandPrince54"/> with smaller error constants.
/// </summary>
public static class Tsitouras54
{
    /// <summary>The method's coefficients, each the nearest double to the exact number.</summary>
    /// <remarks>
    /// The published polynomials b_i(theta) have sixteen digits. Their coefficients for stages 1 and 6 are short decimals, and these
    /// fix the other five through the conditions of order 4, to any number of digits.
    /// </remarks>
    public static ButcherTableau Tableau { get; } = new()
    {
        Name = "Tsitouras 5(4)",
        Order = 5,
        EmbeddedOrder = 4,
        DenseOrder = 4,
        Nodes = [0, 0.161, 0.327, 0.9, 0.9800255409045096857, 1, 1],
        StageWeights =
        [
            [],
            [0.161],
            [-0.008480655492356988544, 0.3354806554923569885],
            [2.897153057105493432, -6.359448489975074843, 4.362295432869581411],
            [5.325864828439256604, -11.74888356406282788, 7.495539342889836208, -0.09249506636175524925],
            [
                5.861455442946420029, -12.92096931784710929, 8.159367898576158643, -0.07158497328140099722,
                -0.02826905039406838291,
            ],
            [
                0.09646076681806522952, 0.01, 0.4798896504144995748, 1.379008574103741893, -3.290069515436080680,
                2.324710524099773982,
            ],
        ],
        ErrorWeights =
        [
            0.001780011052225771443, 0.0008164344596567469032, -0.00788087801026199601, 0.1447110071732629075,
            -0.582357165452555225, 0.4580821059291869467, -1.0 / 66,
        ],
        DenseWeights =
        [
            [1, 0, 0, 0, 0, 0, 0],
            [
                -2.763706197274825868673, 0.1317, 3.930296236894751517409, -12.41107716693367703873,
                37.50931341651103917898, -27.89652628919728778898, 1.5,
            ],
            [
                2.913255461821912655419, -0.2234, -5.941033872131504735718, 30.33818863028232165023,
                -88.17890489476640107756, 65.09189467479367150763, -4,
            ],
            [
                -1.053088497729021557227, 0.1017, 2.490627285651252793084, -16.54810288924490271831,
                47.37952196281928121868, -34.87065786149660973623, 2.5,
            ],
        ],
    };
}
