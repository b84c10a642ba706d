namespace LrnnSymbolic.Training;

/// <summary>The connectivity modes of one singular dimension.</summary>
/// <param name="Input">a, of W_x.</param>
/// <param name="Recurrent">b, of W_h.</param>
/// <param name="Output">c, of W_y.</param>
public readonly record struct ConnectivityModes(double Input, double Recurrent, double Output)
{
    /// <summary>The input-output mode u = a c.</summary>
    public double InputOutput => Input * Output;
}
