namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The input-output mode with b frozen: (41)-(47), and (157) for every output.
[<RequireQualifiedAccess>]
module internal InputOutputEquations =
    let private entry = PrintedEquation.make "input-output mode"
    let private flow k = List.item k (FromLoss.modeFlow Last)
    let private slope = lazy (Mode.c *. flow 0 +. Mode.a *. flow 2)

    // A and B of a setting in the closed solution.
    let private filled outputs (e: Expr) =
        let energy = Energy.general { Outputs = outputs; Modes = RealModes }

        Substitution.symbols [ Vocabulary.real "A", Energy.correlation energy; Vocabulary.real "B", Energy.responsePower energy ] e

    let private A, private B = "sum(b^(T - i)*s[i], i, 1, T)", "sum(b^(2*(T - i)), i, 1, T)"
    let private both u = $"sum(b^(T - i)*s[i] - {u}*b^(2*(T - i)), i, 1, T)"
    let private time = lazy filled Last InputOutputMode.learningTime

    // The integral over v = 1/u is that of a smooth function; Simpson's rule on 200 pieces in log(u).
    let private integral =
        let integrand = ScalarEquation.parse "tau/sum(2*u*b^(T - i)*(s[i] - u*b^(T - i)), i, 1, T)"

        entry "44" "t = tau*integral from u(0) to u(t) of du/sum(2*u*b^(T - i)*(s[i] - u*b^(T - i)), i, 1, T)"
        |> PrintedEquation.check (fun () ->
            [ for place in List.truncate 3 Place.growing do
                  let low, high = place["u_0"].ToDouble(), place["u"].ToDouble()
                  let pieces = 200
                  let width = log (high / low) / float pieces

                  let at k =
                      let u = low * exp (float k * width)
                      match ScalarEquation.value (place |> Place.withValue "u" (Rational.OfDouble u)) integrand with
                      | Exact q -> u * q.ToDouble()
                      | Approximate z -> u * z.Real
                      | Missing _ -> nan

                  let weight k =
                      if k = 0 || k = pieces then 1.0
                      elif k % 2 = 1 then 4.0
                      else 2.0
                  let total = width / 3.0 * Seq.sum (seq { for k in 0..pieces -> weight k * at k })

                  { Place = Place.describe [ time.Value ] place
                    Ours = [ ScalarEquation.value place time.Value ]
                    Literal = [ PrintedValue.ofDouble total ]
                    Agreed = None
                    Mended = None } ])

    let private logarithms =
        let difference f = $"""({f "u"} - ({f "u_0"}))"""
        let literal = difference (fun u -> $"(tau*log({u}) - log({both u}))/(2*{A})")
        let agreed = difference (fun u -> $"tau/2*(log({u}) - log({both u}))/{A}")

        entry "45" $"""t = (tau*log(u) - log({both "u"}))/(2*{A}) between u(0) and u(t)"""
        |> PrintedEquation.convention "tau/2 multiplies both logarithms"
        |> PrintedEquation.note "possibly only in the transcription"
        |> PrintedEquation.check (fun () ->
            ScalarEquation.trials
                { Ours = [ time.Value ]
                  Literal = [ ScalarEquation.parse literal ]
                  Agreed = Some [ ScalarEquation.parse agreed ]
                  Mended = None
                  Domain = ScalarEquation.everywhere
                  Places = Place.growing })

    let private solution number outputs (a: string) (b: string) =
        entry number $"u(t) = exp(2*t*({a})/tau)*({a})/(({a})/u_0 - {b} + exp(2*t*({a})/tau)*{b})"
        |> PrintedEquation.note "for a = c and A != 0; at A = 0 it is u_0/(1 + 2*B*u_0*t/tau)"
        |> ScalarEquation.against Place.growing ScalarEquation.everywhere id (fun () -> filled outputs InputOutputMode.solution)

    let all =
        [ entry "41" "tau*u' = c*sum(c*b^(T - i)*(s[i] - c*b^(T - i)*a), i, 1, T) + a*sum(b^(T - i)*a*(s[i] - c*b^(T - i)*a), i, 1, T)"
          |> PrintedEquation.note "printed as tau*u' = c*(tau*a') + a*(tau*c')"
          |> ScalarEquation.plainly slope.Force
          entry "42" "tau*u' = c*sum(b^(T - i)*c*(s[i] - c*b^(T - i)*a), i, 1, T) + a*sum(a*b^(T - i)*(s - c*b^(T - i)*a), i, 1, T)"
          |> PrintedEquation.corrected
              "tau*u' = c*sum(b^(T - i)*c*(s[i] - c*b^(T - i)*a), i, 1, T) + a*sum(a*b^(T - i)*(s[i] - c*b^(T - i)*a), i, 1, T)"
          |> PrintedEquation.note "the index of s is lost; s read as s[T]"
          |> fun e ->
              e
              |> PrintedEquation.check (fun () ->
                  ScalarEquation.trials
                      { Ours = [ slope.Value ]
                        Literal = [ ScalarEquation.parse ((ScalarEquation.right e.Printed).Replace("(s - ", "(s[T] - ")) ]
                        Agreed = None
                        Mended = Some [ ScalarEquation.parseRight e.Corrected.Value ]
                        Domain = ScalarEquation.everywhere
                        Places = Place.all })
          entry "43" "tau*u' = 2*u*sum(b^(T - i)*(s[i] - b^(T - i)*u), i, 1, T)"
          |> PrintedEquation.convention "a = c; for k = a^2 - c^2 the factor 2u is sqrt(k^2 + 4u^2)"
          |> ScalarEquation.against (Place.all @ Place.balanced) (fun p -> Rational.AreEqual(p["a"], p["c"])) id slope.Force
          integral
          logarithms
          entry "46" $"""t = tau/(2*{A})*log(u*{both "u_0"}/(u_0*{both "u"}))"""
          |> ScalarEquation.against Place.growing ScalarEquation.everywhere id time.Force
          solution "47" Last A B
          solution "157" Every "sum(sum(b^(t - i)*s[t,i], i, 1, t), t, 1, T)" "sum(sum(b^(2*(t - i)), i, 1, t), t, 1, T)" ]
