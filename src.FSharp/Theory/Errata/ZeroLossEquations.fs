namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Solutions without loss: (70)-(92) and the claims beside them.
[<RequireQualifiedAccess>]
module internal ZeroLossEquations =
    let private entry = PrintedEquation.make "zero loss"

    let private solve name =
        match TaskDynamics.parse name with
        | Error(InputProblem problem) -> raise (UnsupportedOperation problem)
        | Ok task ->
            match ZeroLoss.decide task with
            | Solved(b, u, _) -> task, b, u
            | _ -> raise (UnsupportedOperation $"no solution for {name}")

    let private constant = lazy solve "constant"
    let private inverse = lazy solve "inverse-exponential"
    let private exponential = lazy solve "exponential"

    // What a printed condition on the modes says about s at a step: c b^(T-t) a there, at our solution.
    let private response (solution: Lazy<TaskDynamics * Expr * Expr>) (back: Expr) =
        let _, b, u = solution.Value
        u *. Canonical.power b back

    let private valued number printed solution back =
        entry number printed
        |> ScalarEquation.against (Place.from 2) ScalarEquation.everywhere id (fun () -> response solution back)

    let private recurrent number printed (solution: Lazy<TaskDynamics * Expr * Expr>) =
        entry number printed
        |> PrintedEquation.note "for T >= 2 and delta != 0"
        |> ScalarEquation.against (Place.from 2) ScalarEquation.everywhere id (fun () -> let _, b, _ = solution.Value in b)

    // The sum of errors at our solution, which is printed as a sum that vanishes.
    let private vanishing number printed (solution: Lazy<TaskDynamics * Expr * Expr>) =
        entry number printed
        |> ScalarEquation.against (Place.from 2) ScalarEquation.everywhere id (fun () ->
            let task, b, u = solution.Value
            let value = Substitution.symbol TaskDynamics.step Mode.i task.Formula
            Canonical.sumOver Mode.index Canonical.one Mode.T (value -. u *. Canonical.power b (Mode.T -. Mode.i)))

    // (84) with our solution in the place of the modes; t, which nothing binds, read as T.
    let private unbound =
        entry "84" "error = sum(delta*lambda^t - c*b^(T - i)*a, i, 1, T)"
        |> PrintedEquation.corrected "error = sum(delta*lambda^i - c*b^(T - i)*a, i, 1, T)"
        |> PrintedEquation.note "t is not bound; read as T"
        |> PrintedEquation.check (fun () ->
            let _, b, u = exponential.Value
            let atSolution (text: string) =
                ScalarEquation.parseRight text
                |> Substitution.symbols [ Mode.outputStep, Mode.T; Mode.input, u; Mode.output, Canonical.one; Mode.recurrent, b ]

            ScalarEquation.trials
                { Ours = [ Canonical.zero ]
                  Literal = [ atSolution "sum(delta*lambda^t - c*b^(T - i)*a, i, 1, T)" ]
                  Agreed = None
                  Mended = Some [ atSolution "sum(delta*lambda^i - c*b^(T - i)*a, i, 1, T)" ]
                  Domain = ScalarEquation.everywhere
                  Places = Place.from 2 })

    // Section 3.3: the error of the exponential task's solution "grows as the difference |T - T_1| grows".
    let private extrapolation =
        entry "3.3 text" "error of T_1 = T - 5 over error of T_1 = T - 4 = above 1 (exponential task: it grows with the difference)"
        |> PrintedEquation.corrected
            "it grows with T_1 above T; below T it need not (closed form: delta^2/2*(1 - lambda^(T - T_1))^2*sum(lambda^(2*i), i, 1, T_1))"
        |> PrintedEquation.note "a claim of the running text; the comparison counts whether the ratio is above 1"
        |> PrintedEquation.check (fun () ->
            let task, b, u = exponential.Value
            let error = (OtherLengths.error task b u).Stable
            let closed = ScalarEquation.parse "delta^2/2*(1 - lambda^(T - T_1))^2*sum(lambda^(2*i), i, 1, T_1)"
            let place lambda = Place.all.Head |> Place.withValue "T" (Rational.ofInt 6) |> Place.withValue "lambda" lambda

            [ for lambda in [ Rational.ofRatio 11 10; Rational.ofRatio 6 5 ] do
                  let at length (e: Expr) = ScalarEquation.value (place lambda |> Place.withValue "T_1" (Rational.ofInt length)) e
                  let ours = [ at 1 error; at 2 error ]
                  let ratio = PrintedValue.size ours[0] / PrintedValue.size ours[1]

                  { Place = $"T = 6, delta = 1, lambda = {lambda}, error at T_1 = 1 and 2"
                    Ours = ours
                    Literal = (if ratio > 1.0 then ours else [ Missing "a larger one"; ours[1] ])
                    Agreed = None
                    Mended = Some [ at 1 closed; at 2 closed ] } ])

    // At the step before the last.
    let private rewritten =
        let equation = entry "F.1 text" "s[T - 1] = delta*lambda^T*(1/lambda)^1"
        ScalarEquation.against (Place.from 2) ScalarEquation.everywhere id (fun () -> response exponential Canonical.one) equation

    let all =
        let zero, one = Canonical.zero, Canonical.one

        [ valued "70" "c*b^(T - T)*a = delta" constant zero
          valued "71" "c*a = delta" constant zero
          valued "72" "c*b^(T - (T - 1))*a = delta" constant one
          valued "73" "c*b*a = delta" constant one
          recurrent "74" "b = 1" constant
          vanishing "75" "0 = sum(delta - delta*1^(T - i), i, 1, T)" constant
          vanishing "76" "0 = sum(delta - delta, i, 1, T)" constant
          valued "78" "c*b^(T - T)*a = delta*lambda^(T - T)" inverse zero
          valued "79" "c*a = delta" inverse zero
          valued "80" "c*b^(T - (T - 1))*a = delta*lambda^(T - (T - 1))" inverse one
          valued "81" "c*b*a = delta*lambda" inverse one
          recurrent "82" "b = lambda" inverse
          vanishing "83" "0 = sum(delta*lambda^(T - i) - delta*lambda^(T - i), i, 1, T)" inverse
          unbound
          valued "85" "c*b^(T - T)*a = delta*lambda^T" exponential zero
          valued "86" "c*a = delta*lambda^T" exponential zero
          valued "87" "c*b^(T - (T - 1))*a = delta*lambda^(T - 1)" exponential one
          valued "88" "c*b*a = delta*lambda^T/lambda" exponential one
          recurrent "89" "b = 1/lambda" exponential
          vanishing "90" "0 = sum(delta*lambda^i - delta*lambda^T*(1/lambda)^(T - i), i, 1, T)" exponential
          vanishing "91" "0 = sum(delta*lambda^i - delta*lambda^T*lambda^(i - T), i, 1, T)" exponential
          vanishing "92" "0 = sum(delta*lambda^i - delta*lambda^i, i, 1, T)" exponential
          rewritten
          extrapolation ]
