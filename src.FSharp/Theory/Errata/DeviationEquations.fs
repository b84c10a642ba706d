namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The energy in deviations from a solution: (137)-(143).
[<RequireQualifiedAccess>]
module internal DeviationEquations =
    let private entry = PrintedEquation.make "deviations"

    // f(lambda, i) = lambda^(T-i), whose root 1/(T-i) is lambda; the last step has the factor 1.
    let private f = "lambda^(T - i)"
    let private energy (error: string) = $"E = 1/(2*tau)*sum({error}, i, 1, T)"
    let private binomials lower = $"sum(binomial(T - i, k)*lambda^(T - i - k)*D_b^k, k, {lower}, T - i)"

    let private convention =
        "E carries 1/tau; f(lambda, T) = 1 (so the exponential task is first written as delta*lambda^T*(1/lambda)^(T - i))"

    // The energy of the inverse-exponential task at deviating modes, from the loss; u = a c with c = 1.
    let private deviating (u: Expr) (b: Expr) =
        match TaskDynamics.parse "inverse-exponential" with
        | Error(InputProblem problem) -> raise (UnsupportedOperation problem)
        | Ok task ->
            Energy.fill task (FromLoss.energyOfFlow Last)
            |> Substitution.symbols [ Mode.input, u; Mode.recurrent, b; Mode.output, Canonical.one ]

    // The printed names of the solution's u and b, which are the task's parameters.
    let private delta, private lambda =
        let symbol (name: string) = Canonical.symbol (Vocabulary.real name)
        symbol "delta", symbol "lambda"

    let private ofU = lazy deviating (delta +. Deviations.deviationOfU) lambda
    let private ofB = lazy deviating delta (lambda +. Deviations.deviationOfB)
    let private ofBoth =
        lazy deviating (delta +. Deviations.deviationOfU) (lambda +. Deviations.deviationOfB)

    let private against (ours: Lazy<Expr>) decorate number error =
        entry number (energy error)
        |> decorate
        |> PrintedEquation.note "for f = lambda^(T - i); one D_b at every step"
        |> ScalarEquation.against Place.all ScalarEquation.everywhere ScalarEquation.timesTau ours.Force

    let private after = PrintedEquation.convention convention

    let all =
        [ against ofBoth after "137" $"(delta*{f} - (delta + D_u)*(lambda + D_b)^(T - i))^2"
          against ofU after "138" $"(delta*{f} - (delta + D_u)*{f})^2"
          against ofU after "139" $"(-D_u*{f})^2"
          against ofB after "140" $"(delta*{f} - delta*(lambda + D_b)^(T - i))^2"
          against ofB after "141" $"""(delta*{f} - delta*{binomials "0"})^2"""
          // Misplaced bracket: only the second term is squared.
          against
              ofB
              (after >> PrintedEquation.corrected (energy $"""(delta*{f} - delta*({f} + {binomials "1"}))^2"""))
              "142"
              $"""(delta*{f} - delta*({f} + {binomials "1"})^2)"""
          |> PrintedEquation.note "the square belongs to the whole bracket; possibly only in the transcription"
          against ofB after "143" $"""(-delta*{binomials "1"})^2""" ]
