namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// How the learning flow leaves towards infinite b on one side, where it does: near infinity
/// E* = Limit + Coefficient |b|^-Order + ... with a positive coefficient, the input-output mode follows u*(b) ever more closely (its rate
/// grows like |b|^(T-1)), and d|b|/dt = Order Coefficient |b|^(-Order-1) leads to |b|^(Order+2) = Order (Order+2) Coefficient t.
[<NoEquality; NoComparison>]
type internal EscapeLaw =
    {
        /// The sign of b.
        Side: int
        Limit: Rational
        Order: int
        Coefficient: Rational
    }

    /// |b|^(Order + 2) / t as t -> infinity, t in units of tau.
    member law.Growth = Rational.OfInt(law.Order * (law.Order + 2)) * law.Coefficient

[<RequireQualifiedAccess>]
module internal EscapeLaw =
    // Coefficients of A^2/B in x = 1/b about x = 0: A = b^(T-1) a(x), B = b^(2(T-1)) d(x) with d(0) = 1.
    let private gainAtInfinity (steps: int) (a: Univariate) (b: Univariate) (orders: int) : Rational[] =
        let reversed (p: Univariate) degree k = if k > degree then Rational.Zero else p.Coefficient(degree - k)
        let square = a * a
        let degree = 2 * (steps - 1)
        let quotient = Array.create (orders + 1) Rational.Zero

        for k in 0..orders do
            let mutable c = reversed square degree k

            for j in 1..k do
                c <- c - reversed b degree j * quotient[k - j]

            quotient[k] <- c

        quotient

    /// The law on the sides on which E* falls towards its limit; on the others the flow comes in from infinity.
    let ofNumbers (numbers: ReducedNumbers) : EscapeLaw list =
        let a, b, steps, power = numbers.Correlation, numbers.ResponsePower, numbers.Steps, numbers.TaskPower

        if a.IsZero || steps < 2 then
            []
        else
            // E* is a rational function that is not constant: its numerator tells it from a constant within its degree.
            let gain = gainAtInfinity steps a b (4 * steps)
            let half = Rational.ofRatio 1 2

            match gain |> Array.skip 1 |> Array.tryFindIndex (fun c -> not c.IsZero) with
            | None -> []
            | Some index ->
                let order = index + 1

                [ for side in [ 1; -1 ] do
                      let sign = if side < 0 && order % 2 = 1 then 1 else -1
                      let coefficient = Rational.OfInt sign * half * gain[order]

                      if coefficient.Sign > 0 then
                          { Side = side
                            Limit = half * (power - gain[0])
                            Order = order
                            Coefficient = coefficient } ]
