namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The proof of a report of transitions, in sentences: which steps were taken, and what each of them establishes.
[<RequireQualifiedAccess>]
module internal TransitionProof =
    let private coordinate (folding: Folding) =
        match folding with
        | Plain -> "x = b for |b| <= 1, and x = 1/b beyond"
        | Squared -> "E* is even in b, so x = b^2 for |b| <= 1, and x = 1/b^2 beyond"
        | Reciprocal ->
            "the task reads the same backwards but for its sign, so E*(b) = E*(1/b), and x = v^2 with v = (1 - b)/(1 + b), and x = 1/v^2 beyond v = 1"

    let private parameter (report: TransitionReport) (f: Following) =
        if f.Power = 1 then
            $"q = {report.Control.Name}"
        else
            $"q = {report.Control.Name}^{f.Power}, the only power that A depends on but for a common factor"

    let private reduction (report: TransitionReport) (f: Following) =
        let degree = report.Energy.Steps - 1

        [ $"For each b the energy is quadratic in u and lowest at u = A/B, where it is E* = (P - A^2/B)/2: lowest where A^2/B is greatest. A has the degree {degree} in b, B the degree {2 * degree}, and B > 0."
          "dE*/db = -A G/(2 B^2) with the polynomial G = 2 A' B - A B': a minimum of E* is a root of G at which A G falls through 0."
          $"The parameter is {parameter report f}; the coordinate: {coordinate f.Folding}. Both parts together cover the line of b with its point at infinity." ]

    let private following (f: Following) =
        [ $"The range of q is cut into {f.Pieces} pieces. On each of them, interval arithmetic with outward rounding proves for all its q at once: some intervals of x hold one minimum each, because A G changes its sign over the interval while dG/dx has one sign on it; everywhere else A^2/B is less than at one of these minima, or G has no root; and if several minima are left, dE*/dq differs between any two of them, so that two energies cross once at most; or they and their slopes are exactly equal at a rational number while the second derivative of the difference has one sign: they touch there and do not cross." ]

    let private isolated (value: TransitionValue) =
        match value with
        | Exact x when (AlgebraicNumber.tryRational x).IsSome -> "equal there, as algebraic numbers"
        | Exact x ->
            let interval = AlgebraicNumber.isolating x
            $"in the opposite order at the ends of an interval around it; it is the only root of its polynomial, of degree {x.Polynomial.Degree}, between {interval.Lower} and {interval.Upper}"
        | Enclosed(low, high) ->
            let decimal q = AlgebraicNumber.toDecimal 14 (AlgebraicNumber.ofRational q)
            $"in the opposite order at both ends of an interval of a width of {(high - low).ToDouble():E0} around it, near {decimal low}, for the irrational values themselves"
        | Certified(c, power, _) ->
            let low, high = Crossing.decimalBounds 14 c
            let what = if power = 1 then "it" else $"its power {power}"
            $"in the opposite order on both sides, for q at the ends of an interval as narrow as is asked for. So the crossing exists, and, as they cross once at most in their piece of the range, it is alone there: {what} lies between {low} and {high}. No polynomial was worked out for it"

    let private number (x: float) = x.ToString("G9", System.Globalization.CultureInfo.InvariantCulture)

    let private ofTransition (report: TransitionReport) (t: Transition) =
        let at = $"At {report.Control.Name} = {Transitions.toDecimal 12 t.Value}"

        match t.Kind with
        | FirstOrder ->
            $"{at} the lowest branch changes from b = {number t.From.B} to b = {number t.To.B}. Compared exactly, with coordinates isolated by Descartes' rule of signs, the two energies are {isolated t.Value}."
        | SecondOrder ->
            $"{at} the lowest minimum reaches the symmetric point x = 0: G(0), a polynomial in q, changes its sign there and nowhere else nearby, and the branch is one and the same on both sides."
        | ThroughInfinity -> $"{at} the leading coefficient of G changes its sign: the lowest minimum passes through 1/b = 0."

    // ---- Two ends -----------------------------------------------------------------------------------------------------------

    /// A task of the first and the last step alone, of at least four: settled for every value at once.
    let private ofTwoEnds (report: TransitionReport) (f: Following) =
        let steps = report.Energy.Steps
        let isInner k = k > 0 && k < steps - 1
        let hasInner = f.Correlation |> Seq.indexed |> Seq.exists (fun (k, c) -> isInner k && not c.IsZero)

        if steps < 4 || hasInner || report.Energy.Task.Setting.Outputs <> Last then
            []
        else
            [ $"A second proof, without a computer: only s_1 and s_T are not 0, so A = s_1 b^n + s_T with n = {steps - 1}. The inner terms of B pair up, b^(2k) + b^(2(n-k)) >= 2 |b|^n for k = 1 ... n-1, so B >= 1 + |b|^(2n) + (n-1) |b|^n >= (1 + |b|^n)^2, as n >= 3. If |s_1| <= |s_T| then A^2 <= s_T^2 (1 + |b|^n)^2 <= s_T^2 B: b = 0, where A^2/B = s_T^2, has the lowest energy, alone but for |b| = 1 with n = 3 and |s_1| = |s_T|. By the symmetry E*(b; s) = E*(1/b; s reversed) the infimum lies at infinity, with A^2/B -> s_1^2, if |s_1| >= |s_T|. This holds for every T from 4 on: the solution changes just where |s_1| = |s_T|." ]

    // ---- The whole ----------------------------------------------------------------------------------------------------------

    let private openRange (report: TransitionReport) =
        [ for low, high in report.Undecided do
              $"Not proved: where the energy is lowest for {report.Control.Name} from {low} to {high}." ]

    /// The steps in order; for a control on which b does not depend, why there is nothing to prove.
    let steps (report: TransitionReport) : string list =
        match report.Following with
        | None -> report.Remarks
        | Some f ->
            let rest =
                if report.Undecided.IsEmpty then
                    "Elsewhere in the range one branch is lowest and depends on the parameter continuously, so that these are all transitions."
                else
                    "Outside the ranges that are not decided these are all transitions."

            [ yield! reduction report f
              if f.IsRounded then
                  "Irrational values are replaced by rational numbers beside them, with bounds of the difference. Each interval below is widened by what it can change; and as |A|/sqrt(B) is the product of the values with a vector of length 1, no energy changes by more than its order at the ends of each crossing allows."
              yield! following f
              yield! List.map (ofTransition report) report.Transitions
              yield! openRange report
              rest
              $"Births and merges of stationary points: {report.BifurcationMethod}."
              yield! ofTwoEnds report f ]
