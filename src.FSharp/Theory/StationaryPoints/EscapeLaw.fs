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
    let private reversed (p: Univariate) degree k = if k > degree then Rational.Zero else p.Coefficient(degree - k)

    // Coefficients of A^2/B in x = 1/b about x = 0, from those of A^2: A = b^(T-1) a(x), B = b^(2(T-1)) d(x) with d(0) = 1.
    let private gainFrom (square: int -> 'c) (minus: 'c -> Rational -> 'c -> 'c) (steps: int) (b: Univariate) (orders: int) : 'c[] =
        let degree = 2 * (steps - 1)
        let quotient = Array.zeroCreate (orders + 1)

        for k in 0..orders do
            let mutable c = square k

            for j in 1..k do
                c <- minus c (reversed b degree j) quotient[k - j]

            quotient[k] <- c

        quotient

    let private gainAtInfinity (steps: int) (a: Univariate) (b: Univariate) (orders: int) : Rational[] =
        let square = a * a
        gainFrom (reversed square (2 * (steps - 1))) (fun c factor q -> c - factor * q) steps b orders

    /// Growth and limit with the control as a symbol, for all of its values with this order; none where values are rounded.
    let inControl
        (control: Symbol)
        (responsePower: Univariate)
        (correlation: ControlledCorrelation)
        (law: EscapeLaw)
        : (Expr * Expr) option =
        let steps = correlation.Coefficients.Length
        let reversed = Array.rev correlation.Coefficients
        let p = Canonical.symbol control
        let expr (x: Univariate) = Univariate.toExpr p x

        // The coefficient of x^k in a(x)^2.
        let square k =
            Seq.fold
                (fun sum j -> if k - j < steps && j < steps then sum + reversed[j] * reversed[k - j] else sum)
                Univariate.Zero
                (seq { 0..k })

        let gain =
            gainFrom square (fun c factor q -> c - Univariate.scale factor q) steps responsePower law.Order

        let isFirst = gain |> Array.skip 1 |> Array.tryFindIndex (fun c -> not c.IsZero) = Some(law.Order - 1)

        if not correlation.Uncertainty.IsZero || not isFirst then
            None
        else
            let scale = expr correlation.ScaleNumerator /. expr correlation.ScaleDenominator
            let ofGain k = scale *. scale *. expr gain[k]

            let power =
                match correlation.TaskPower with
                | Some(numerator, denominator) -> expr numerator /. expr denominator
                | None ->
                    scale
                    *. scale
                    *. expr (correlation.Coefficients |> Array.fold (fun sum c -> sum + c * c) Univariate.Zero)

            let sign = if law.Side < 0 && law.Order % 2 = 1 then 1 else -1
            let half = Canonical.number (Rational.ofRatio 1 2)

            Some(
                RationalForm.cancel (Canonical.ofInt (sign * law.Order * (law.Order + 2)) *. half *. ofGain law.Order),
                RationalForm.cancel (half *. (power -. ofGain 0))
            )

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
