namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// A part of the range of the parameter, by what is known there.
[<NoEquality; NoComparison>]
type internal TransitionPiece =
    | Lowest of low: Rational * high: Rational * MinimumBranch
    | Change of Crossing
    | Open of low: Rational * high: Rational

/// Which branch of minima is lowest where.
[<RequireQualifiedAccess>]
module internal TransitionPiece =
    let private two = Rational.OfInt 2

    // |A|/sqrt(B) is the product of the values with a vector of length 1 at most: an error of them changes it by no more. So gains keep
    // their order where their roots differ by more than twice the error; and sqrt(r) <= 1 + r.
    let private staysAhead (x: ControlProblem) (q: Rational) (best: MinimumBranch) (other: MinimumBranch) =
        let least = two * x.Uncertainty

        let rec decide (bits: int) =
            let struct (a, b) = AlgebraicValue.enclose bits (MinimumBranch.gain q best)
            let struct (c, d) = AlgebraicValue.enclose bits (MinimumBranch.gain q other)

            if a - d > least * (two + b + d) then true
            elif b < c || bits > 8192 then false
            else decide (2 * bits)

        decide 128

    let private isBestAt (x: ControlProblem) (q: Rational) (branches: MinimumBranch list) (best: MinimumBranch) =
        branches |> List.forall (fun b -> obj.ReferenceEquals(b, best) || staysAhead x q best b)

    /// A crossing of rounded values, so wide that the order at its ends holds for the true ones.
    let widen (x: ControlProblem) (c: Crossing) =
        let c = Crossing.refine x.Margin c
        { c with
            Low = c.Low - x.Margin
            High = c.High + x.Margin }

    let private exactPieces (phase: Phase) =
        match phase.Branches with
        | [] -> [ Open(phase.Low, phase.High) ]
        | [ single ] -> [ Lowest(phase.Low, phase.High, single) ]
        | branches ->
            match Crossing.ofPhase phase with
            | Result.Error _ -> [ Open(phase.Low, phase.High) ]
            | Result.Ok [] ->
                let best =
                    branches
                    |> List.reduce (fun x y ->
                        if AlgebraicValue.compare (MinimumBranch.gain phase.Low x) (MinimumBranch.gain phase.Low y) >= 0 then
                            x
                        else
                            y)

                [ Lowest(phase.Low, phase.High, best) ]
            | Result.Ok crossings ->
                [ Lowest(phase.Low, (List.head crossings).Low, (List.head crossings).From)
                  for c, next in List.pairwise crossings do
                      Change c
                      Lowest(c.High, next.Low, c.To)
                  let last = List.last crossings
                  Change last
                  Lowest(last.High, phase.High, last.To) ]

    let ofPhase (x: ControlProblem) (phase: Phase) =
        let pieces = exactPieces phase

        if not x.IsRounded || phase.Branches.Length < 2 then
            pieces
        else
            let holds piece =
                match piece with
                | Lowest _
                | Open _ -> true
                | Change c ->
                    let c = widen x c
                    isBestAt x c.Low phase.Branches c.From && isBestAt x c.High phase.Branches c.To

            let best piece =
                match piece with
                | Lowest(_, _, b) -> Some b
                | _ -> None
            let atEnd q piece = best piece |> Option.exists (isBestAt x q phase.Branches)

            if
                List.forall holds pieces
                && atEnd phase.Low (List.head pieces)
                && atEnd phase.High (List.last pieces)
            then
                pieces
            else
                [ Open(phase.Low, phase.High) ]

    let touches (q: AlgebraicNumber) (piece: TransitionPiece) =
        match piece with
        | Lowest(low, high, _)
        | Open(low, high) -> ControlProblem.contains q low high
        | Change c -> ControlProblem.contains q c.Low c.High
