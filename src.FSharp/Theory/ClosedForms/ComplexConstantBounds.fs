namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Rational bounds of the real and the imaginary part of a constant such as exp(I) + sqrt(2).
[<RequireQualifiedAccess>]
module internal ComplexConstantBounds =
    [<Struct; NoEquality; NoComparison>]
    type private Bounds = { Low: Rational; High: Rational }

    [<Struct; NoEquality; NoComparison>]
    type private Rectangle = { Re: Bounds; Im: Bounds }

    let private point q = { Low = q; High = q }
    let private zero = point Rational.Zero
    let private hull (values: Rational list) =
        { Low = List.min values
          High = List.max values }
    let private add x y =
        { Low = x.Low + y.Low
          High = x.High + y.High }
    let private negate x = { Low = -x.High; High = -x.Low }
    let private times x y = hull [ x.Low * y.Low; x.Low * y.High; x.High * y.Low; x.High * y.High ]
    let private isApart x = x.Low.Sign > 0 || x.High.Sign < 0

    let private multiply z w =
        { Re = add (times z.Re w.Re) (negate (times z.Im w.Im))
          Im = add (times z.Re w.Im) (times z.Im w.Re) }

    let private reciprocal z =
        let size = add (times z.Re z.Re) (times z.Im z.Im)
        if size.Low.Sign <= 0 then
            raise (UnsupportedOperation "no rational bounds for 1/0")
        let inverse = hull [ size.Low.Reciprocal; size.High.Reciprocal ]
        { Re = times z.Re inverse
          Im = times (negate z.Im) inverse }

    let private real (bits: int) (e: Expr) =
        let struct (low, high) = ConstantBounds.enclose bits e
        { Re = { Low = low; High = high }
          Im = zero }

    let rec private enclose (bits: int) (e: Expr) : Rectangle =
        match e.Node with
        | _ when Properties.isReal e -> real bits e
        | Constant ImaginaryUnit -> { Re = zero; Im = point Rational.One }
        | Sum(constant, terms) ->
            terms
            |> Array.map (fun t -> multiply { Re = point t.Coefficient; Im = zero } (enclose bits t.Expr))
            |> Array.fold
                (fun z w ->
                    { Re = add z.Re w.Re
                      Im = add z.Im w.Im })
                { Re = point constant; Im = zero }
        | Product factors -> factors |> Array.map (power bits) |> Array.reduce multiply
        | Power f -> power bits f
        | Conjugate x ->
            let z = enclose bits x
            { z with Im = negate z.Im }
        | _ -> raise (UnsupportedOperation $"no rational bounds for {Infix.print e}")

    and private power bits (f: Factor) =
        match f.Exponent.Node with
        | _ when Properties.isReal (Canonical.power f.Base f.Exponent) -> real bits (Canonical.power f.Base f.Exponent)
        | Number q when q.IsInteger && q.Abs <= Rational.OfInt 64 ->
            let z = enclose bits f.Base
            let whole =
                List.replicate (int q.Abs.Numerator) z |> List.fold multiply { Re = point Rational.One; Im = zero }
            if q.Sign < 0 then reciprocal whole else whole
        | _ when obj.ReferenceEquals(f.Base, Canonical.constant E) ->
            let x, angle = Expand.expand (ComplexForms.re f.Exponent), Expand.expand (ComplexForms.im f.Exponent)
            let size = real bits (Canonical.exponential x)
            multiply
                size
                { Re = (real bits (Functions.cos angle)).Re
                  Im = (real bits (Functions.sin angle)).Re }
        | _ -> raise (UnsupportedOperation $"no rational bounds for {Infix.print (Canonical.power f.Base f.Exponent)}")

    /// Is it certain that the constant is not 0? The precision suffices for all but extremely small ones.
    let isNonzero (e: Expr) : bool =
        let at bits =
            try
                let z = enclose bits e
                Some(isApart z.Re || isApart z.Im)
            with
            | UnsupportedOperation _
            | UndefinedExpression _ -> None

        match at 40 with
        | Some false -> at 200 = Some true
        | known -> known = Some true
