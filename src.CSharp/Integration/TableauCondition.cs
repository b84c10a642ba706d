namespace LrnnSymbolic.Integration;

/// <summary>One equation the coefficients of a <see cref="ButcherTableau"/> or a <see cref="RosenbrockTableau"/> have to satisfy.</summary>
/// <param name="Subject">The coefficients it is about.</param>
/// <param name="Equation">Which equation it is; a tree in bracket notation for an order condition.</param>
/// <param name="Residual">Left side minus right side; a few roundings when the equation holds.</param>
internal sealed record TableauCondition(TableauSubject Subject, string Equation, double Residual);
