namespace LrnnSymbolic.Integration;

/// <summary>A method under the name that users choose it by. The list of all is the only place that knows which there are.</summary>
/// <param name="name">One word in lower case.</param>
/// <param name="remark">What the name does not say, in a few words.</param>
/// <param name="method">The method; its table is built when it is asked for.</param>
public sealed class NamedMethod(string name, string remark, Func<IntegrationMethod> method)
{
    /// <summary>The method to use where nothing else is known.</summary>
    public static NamedMethod Automatic { get; } = new(
        "auto", "dormand-prince, and rodas where the flow is stiff", () => new SwitchingMethod(DormandPrince54.Tableau, Rodas5P.Tableau));

    /// <summary>All methods, <see cref="Automatic"/> first.</summary>
    public static IReadOnlyList<NamedMethod> All { get; } =
    [
        Automatic,
        new("dormand-prince", "", () => DormandPrince54.Tableau),
        new("dormand-prince-8", "", () => DormandPrince853.Tableau),
        new("tsitouras", "", () => Tsitouras54.Tableau),
        new("rodas", "", () => Rodas5P.Tableau),
        // A window of order 10 costs about as much as a step of order 5, and is several times as long.
        new("taylor", "windows of its power series", () => new TaylorMethod(10)),
    ];

    /// <summary>The names of all, in this order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(method => method.Name)];

    /// <summary>What the method is chosen by.</summary>
    public string Name => name;

    /// <summary>What the name does not say; may be empty.</summary>
    public string Remark => remark;

    /// <summary>The method.</summary>
    public IntegrationMethod Method => method();

    /// <summary>The method of a name.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static NamedMethod Of(string name) =>
        All.FirstOrDefault(method => method.Name == name) ?? throw new ArgumentException($"There is no method '{name}'.", nameof(name));
}
