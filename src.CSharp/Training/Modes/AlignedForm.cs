namespace LrnnSymbolic.Training;

/// <summary>What an aligned weight matrix looks like in its frames.</summary>
public enum AlignedForm
{
    /// <summary>One number on the diagonal for each singular dimension.</summary>
    Diagonal,

    /// <summary>
    /// Blocks [[mu, -nu], [nu, mu]] along the diagonal: the real form of a complex mode mu + i nu with its conjugate. Where modes are listed,
    /// a block takes two places: its real parts, then its imaginary parts.
    /// </summary>
    Rotations,
}
