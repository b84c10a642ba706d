namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Certain bounds of constants such as sqrt(2), pi or cos(1) + exp(I), as narrow as is asked for.
[<RequireQualifiedAccess>]
module internal ConstantBounds =
    let private refuse what = raise (UnsupportedOperation $"no rational bounds for {what}")

    let private point: Point<Certain> =
        { Symbols = fun _ -> ValueNone
          Indexed = fun _ _ -> ValueNone }

    let private value (bits: int) (e: Expr) : Certain voption =
        try
            ValueSome(Evaluation.value (Evaluation.certain bits) point e)
        with
        | TooFewDigits -> ValueNone
        | BeyondRange -> refuse "so large a number"

    /// Bounds at most 2^-bits apart. Raises UnsupportedOperation for what is no real constant, or not known to be one.
    let enclose (bits: int) (e: Expr) : struct (Rational * Rational) =
        let width = Rational.Pow(Rational.OfInt 2, -bits)

        // Digits of a ball are relative to its size.
        let rec within (precision: int) =
            match value precision e with
            | ValueSome z when not (Certain.isReal z) -> refuse (Infix.bounded 80 e)
            | ValueSome z when (let struct (low, high) = Certain.bounds z.RealPart in high - low <= width) -> Certain.bounds z.RealPart
            | _ when precision > 16 * bits + 1024 -> refuse (Infix.bounded 80 e)
            | _ -> within (2 * precision)

        within (bits + 64)

    /// Is it certain that the constant is not 0? The precision suffices for all but extremely small ones.
    let isNonzero (e: Expr) : bool =
        let isApart (x: Real) =
            let struct (low, high) = Certain.bounds x
            low.Sign > 0 || high.Sign < 0

        let at bits =
            try
                match value bits e with
                | ValueSome z -> Some(isApart z.RealPart || isApart z.ImaginaryPart)
                | ValueNone -> Some false
            with
            | UnsupportedOperation _
            | UndefinedExpression _ -> None

        match at 104 with
        | Some false -> at 264 = Some true
        | known -> known = Some true
