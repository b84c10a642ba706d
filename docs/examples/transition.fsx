// The theory's own types: the stationary points of a task of numbers, and where its best solution changes, exactly.
#load "lrnn.fsx"
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

let orFail result =
    match result with
    | Ok value -> value
    | Error(InputProblem problem) -> failwith problem

// s_1 = beta and s_T = 1/beta, else 0.
let task = LearningTask.Read("dirac-ratio").With "T=4"

match orFail (StationaryPoints.ofTask (task.With "beta=9/10").Dynamics) with
| Points(points, _, _, _) ->
    for p in points do
        let b, energy = AlgebraicNumber.toDecimal 8 p.B, AlgebraicValue.toDecimal 8 p.Energy
        printfn "%A at b = %s, energy %s%s" p.Kind b energy (if p.IsGlobal then ", the lowest" else "")
| other -> printfn "%A" other

let report = orFail (Transitions.find "beta" (Rational.ofInt 0, Rational.ofInt 3) task.Dynamics)

for t in report.Transitions do
    printfn "%A at beta = %s: b from %.6f to %.6f" t.Kind (Transitions.toDecimal 12 t.Value) t.From.B t.To.B
