namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Modes where every output counts: (152)-(159).
[<RequireQualifiedAccess>]
module internal EveryOutputEquations =
    let private entry = PrintedEquation.make "every output"
    let private flow k () = List.item k (FromLoss.modeFlow Every)
    let private energy = lazy (FromLoss.energyOfFlow Every)

    // s_{t,i} at every t and i, also i above t, where nothing is defined in the sums of the derivation.
    let private ofMode number k printed = entry number printed |> ScalarEquation.plainly (flow k)

    let private quotient =
        "E = 1/(2*tau)*sum(sum(s[t,i]^2 - 2*s[t,i]*c*b^(t - i)*a, i, 1, t), t, 1, T) + 1/(2*tau)*c^2*a^2*(T*(1 - b^2) - b^2*(1 - b^(2*T)))/(1 - b^2)^2"

    let all =
        [ ofMode "152" 0 "tau*a' = sum(sum(b^(t - i)*c*(s[t,i] - c*b^(t - i)*a), i, 1, t), t, 1, T)"
          ofMode "153" 1 "tau*b' = sum(sum(sum(b^r*c*(s[t,i] - c*b^(t - i)*a)*a*b^(t - i - 1 - r), r, 0, t - i - 1), i, 1, t - 1), t, 1, T)"
          ofMode "154" 1 "tau*b' = sum(sum((t - i)*c*(s[t,i] - c*b^(t - i)*a)*a*b^(t - i - 1), i, 1, t - 1), t, 1, T)"
          ofMode "155" 2 "tau*c' = sum(sum((s[t,i] - c*b^(t - i)*a)*a*b^(t - i), i, 1, t), t, 1, T)"
          entry "156" "E = 1/(2*tau)*sum(sum((s[t,i] - c*b^(t - i)*a)^2, i, 1, T), t, 1, T)"
          |> PrintedEquation.corrected "E = 1/(2*tau)*sum(sum((s[t,i] - c*b^(t - i)*a)^2, i, 1, t), t, 1, T)"
          |> PrintedEquation.convention ScalarEquation.energyConvention
          |> PrintedEquation.note "inputs after the output step cannot count"
          |> ScalarEquation.against Place.all ScalarEquation.everywhere ScalarEquation.timesTau energy.Force
          entry "159" quotient
          |> PrintedEquation.convention "E carries 1/tau; b^2 != 1, where the quotient is T*(T + 1)/2"
          |> ScalarEquation.against Place.all (fun p -> not (p["b"] * p["b"]).IsOne) ScalarEquation.timesTau energy.Force
          entry "M.3 text" "s[t,i] = delta*lambda^(t - i)"
          |> PrintedEquation.note "tasks of this kind, and no other of the classes tried, have a solution without loss"
          |> PrintedEquation.check (fun () ->
              let setting = { Outputs = Every; Modes = RealModes }

              let solvable text =
                  match TaskDynamics.parseFor setting text |> Result.map ZeroLoss.decide with
                  | Ok(Solved _) -> Exact Rational.One
                  | _ -> Exact Rational.Zero

              [ for text, expected in [ "delta*lambda^(t - i)", 1; "delta", 1; "delta*lambda^i", 0; "delta/(t - i + 1)", 0 ] ->
                    { Place = $"s[t,i] = {text}"
                      Ours = [ solvable text ]
                      Literal = [ Exact(Rational.ofInt expected) ]
                      Agreed = None
                      Mended = None } ]) ]
