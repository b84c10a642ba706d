namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Modes, their flow and energy: (5)-(9), (36)-(40), (68), (136).
[<RequireQualifiedAccess>]
module internal EnergyEquations =
    let private entry = PrintedEquation.make "energy and flow"
    let private energy = lazy (FromLoss.energyOfFlow Last)
    let private flow = lazy (FromLoss.modeFlow Last)
    let private ofMode k () = List.item k flow.Value
    let private summed = "E = 1/(2*tau)*sum((s[i] - c*b^(T - i)*a)^2, i, 1, T)"

    let private isEnergy number =
        entry number summed
        |> PrintedEquation.convention ScalarEquation.energyConvention
        |> ScalarEquation.against Place.all ScalarEquation.everywhere ScalarEquation.timesTau energy.Force

    let private flows =
        [ "5", 0, "tau*a' = sum(c*b^(T - i)*(s[i] - c*b^(T - i)*a), i, 1, T)"
          "6", 1, "tau*b' = sum((T - i)*c*b^(T - i - 1)*a*(s[i] - c*b^(T - i)*a), i, 1, T - 1)"
          "7", 2, "tau*c' = sum(b^(T - i)*a*(s[i] - c*b^(T - i)*a), i, 1, T)"
          "36", 0, "tau*a' = sum(b^(T - i)*c*(s[i] - c*b^(T - i)*a), i, 1, T)"
          "37", 1, "tau*b' = sum(sum(b^r*c*(s[i] - c*b^(T - i)*a)*a*b^(T - i - 1 - r), r, 0, T - i - 1), i, 1, T - 1)"
          "38", 1, "tau*b' = sum((T - i)*c*(s[i] - c*b^(T - i)*a)*a*b^(T - i - 1), i, 1, T - 1)"
          "39", 2, "tau*c' = sum((s[i] - c*b^(T - i)*a)*a*b^(T - i), i, 1, T)" ]

    // Lemma 3.2 speaks of the regularization at large T; at T = 60 a geometric sum below 1 has come to its limit.
    let private longLimit =
        let places =
            [ for b in [ Rational.ofRatio 1 2; Rational.ofRatio 1 3 ] ->
                  Place.all.Head |> Place.withValue "b" b |> Place.withValue "T" (Rational.ofInt 60) ]

        entry "9 text" "regularization at large T = infinity for c*b*a > 0"
        |> PrintedEquation.corrected
            "regularization at large T = a^2*c^2/(2*tau*(1 - b^2)) for |b| < 1; it diverges for |b| >= 1 and a*c != 0"
        |> PrintedEquation.check (fun () ->
            let ours = Energy.effectiveRegularization Mode.real energy.Value
            let limit = ScalarEquation.parse "a^2*c^2/(2*(1 - b^2))"

            [ for place in places ->
                  { Place = Place.describe [ ours ] place
                    Ours = [ ScalarEquation.value place ours ]
                    Literal = [ Missing "infinite" ]
                    Agreed = None
                    Mended = [ ScalarEquation.value place limit ] |> Some } ])

    let all =
        [ for number, mode, printed in flows do
              entry number printed |> ScalarEquation.plainly (ofMode mode)
          for number in [ "8"; "68"; "136" ] do
              isEnergy number
          isEnergy "40" |> PrintedEquation.note "printed as a sum over modes; compared for one"
          entry "9" "E = 1/(2*tau)*sum(s[i]^2 - 2*s[i]*c*b^(T - i)*a, i, 1, T) + 1/(2*tau)*c^2*a^2*(1 - b^(2*T))/(1 - b^2)"
          |> PrintedEquation.convention "E carries 1/tau; b^2 != 1, where the quotient is T"
          |> ScalarEquation.against Place.all (fun p -> not (p["b"] * p["b"]).IsOne) ScalarEquation.timesTau energy.Force
          longLimit ]
