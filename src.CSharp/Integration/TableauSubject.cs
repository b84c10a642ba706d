namespace LrnnSymbolic.Integration;

/// <summary>The part of a <see cref="ButcherTableau"/> or a <see cref="RosenbrockTableau"/> a condition speaks of.</summary>
internal enum TableauSubject
{
    /// <summary>The nodes c_i, which must be the row sums of the stage weights.</summary>
    Nodes,

    /// <summary>The weights b_i of the solution that is carried on.</summary>
    Weights,

    /// <summary>The weights b_i - e_i of the embedded solution, e_i being the error weights.</summary>
    EmbeddedWeights,

    /// <summary>The polynomials b_i(theta) of the dense output.</summary>
    DenseWeights,

    /// <summary>The stability function of an implicit method: |R(iy)| at most 1, and R = 0 at infinity.</summary>
    Damping,
}
