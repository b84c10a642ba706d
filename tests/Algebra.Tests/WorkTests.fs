/// What takes too much work is refused in a line; what is cancelled stops.
module LrnnSymbolic.Algebra.Tests.WorkTests

open System
open System.Threading
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Algebra.Tests.SumChecks

let private seconds (work: unit -> unit) =
    let clock = Diagnostics.Stopwatch.StartNew()
    work ()
    clock.Elapsed.TotalSeconds

// Much slower than they are, but nothing like the minutes and hours without limits.
let private patience = 20.0

[<Tests>]
let tests =
    testList
        "work"
        [ test "a step within a step cannot spend more than it" {
              let forever () =
                  while true do
                      Work.spend 100

              Expect.equal (Work.within 1000L forever) None "one step"

              let inner () =
                  Work.within 1_000_000_000_000L forever |> ignore
                  failtest "the inner step has nothing left"

              Expect.equal (Work.within 100_000L inner) None "the outer step ends"
              Expect.equal (Work.within 100_000L (fun () -> Work.within 10L forever)) (Some None) "the outer step goes on"
              Expect.equal (Work.within 10L (fun () -> 1)) (Some 1) "a step that costs nothing"
          }

          test "a cancelled computation stops" {
              use source = new CancellationTokenSource(200)

              let work () =
                  Work.observe source.Token
                  let e = parse "(x + y + eta + kappa + delta + u)^40"

                  try
                      ExponentialPolynomial.expand e |> ignore
                      ExponentialPolynomial.expand (parse "(x + y + eta + kappa + delta + u)^60") |> ignore
                      false
                  with :? OperationCanceledException ->
                      true

              Expect.isTrue (Threading.Tasks.Task.Run(work).Result) "cancelled"
          }

          for text in
              [ "sum(1/(t*(t+10)), t, 1, T)"
                "sum(1/(t*(t+50)), t, 1, T)"
                "sum(1/((t+1)*(t+7)*(t+13)), t, 1, T)"
                "sum(b^(T-t)/(t*(t+10)), t, 1, T)"
                "sum(1/((t+x)*(t+x+10)), t, 1, T)"
                "sum(1/(t*(t+10)*(t+20))^2, t, 1, T)"
                "sum(7^1000000*lambda^t, t, 1, T)"
                "sum(2^(2^(2^20))*lambda^t, t, 1, T)"
                "sum((x^t + y^t + z^t)^4, t, 1, T)"
                "sum(t^40*lambda^t, t, 1, T)"
                "sum(t^20*lambda^t*b^(T-t), t, 1, T)"
                "sum(sum(sin(k*j), k, 1, 10000), j, 1, 10000)" ] do
              test text { Expect.isLessThan (seconds (fun () -> ClosedSum.close (parse text) |> ignore)) patience text }

          test "Gosper's equation has its solution, however far the factors are apart" {
              for text in [ "sum(1/(t*(t+10)), t, 1, T)"; "sum(1/((t+1)*(t+7)*(t+13)), t, 1, T)"; "sum(1/(t*(t+25)), t, 1, T)" ] do
                  let closed = closeFully (parse text)
                  Expect.equal (agreesAt closed [ for T in 0..12 -> [ "T", ofInt T ] ]) 13 text

              let refused = ClosedSum.close (parse "sum(1/(t*(t+50)), t, 1, T)")
              Expect.stringContains refused.Remaining.Head.Reason "50 steps apart" "a refusal that says why"
          }

          test "a value that takes too many operations is refused" {
              match Evaluation.toDouble (Evaluation.pointOf []) (parse "sum(sum(sin(k*j), k, 1, 100000), j, 1, 100000)") with
              | Result.Error reason -> Expect.stringContains reason "operations" "the reason"
              | Result.Ok value -> failtest $"{value}"

              match Evaluation.toRational (Evaluation.pointOf []) (parse "sum(1/k, k, 1, 10^10)") with
              | Result.Error reason -> Expect.stringContains reason "nine digits" "a bound that is too large"
              | Result.Ok value -> failtest $"{value}"
          } ]
