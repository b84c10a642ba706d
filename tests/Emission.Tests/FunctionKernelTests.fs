/// Every function's kernel, in every back end, against the algebra's values.
module LrnnSymbolic.Emission.Tests.FunctionKernelTests

open System
open Expecto
open LrnnSymbolic.Algebra
open LrnnSymbolic.Emission
open LrnnSymbolic.Theory

let private near (place: string) (found: float) (expected: float) =
    Expect.isLessThanOrEqual (abs (found - expected)) (1e-12 * (1.0 + abs expected)) $"{place}: {found:R} for {expected:R}"

let private ofReals (row: FunctionRow) =
    test $"{row.Name} of real numbers" {
        let random = Random 41
        let names = row.Draw random |> List.mapi (fun k _ -> $"x_{k + 1}")
        let e = Functions.apply row.Id (names |> List.map (Vocabulary.real >> Canonical.symbol))
        let program = Lowering.lower "test" [] names [] TaskDynamics.singularValue [ "value", e ]
        let compiled, source, tape =
            DelegateBackend.compile program, Sources.compile program, TapeBackend.load program

        for _ in 1..200 do
            let xs = row.Draw random |> List.map _.ToDouble() |> List.toArray
            let place = $"{row.Name} of %A{xs}"
            let call kernel = Sources.call kernel xs [||] [||] 1
            let found = call compiled
            Sources.expectSameBits (call source) found place
            Sources.expectSameBits (call tape) found place
            near place found[0] (row.Double xs)
            near place (KernelMethods.call row.Id xs) (row.Double xs)
    }

let private ofComplex (row: FunctionRow) =
    test $"{row.Name} of complex numbers" {
        let random = Random 42
        let z = Canonical.symbol (Vocabulary.complex "z")
        let e = Functions.apply row.Id [ z ]
        let data = Symbol.Of("s", Assumptions.Of Domain.Complex)
        let lower () = Lowering.lowerParts "test" [] [ "z_re"; "z_im" ] [] data [ "re", Part.Re, e; "im", Part.Im, e ]

        match row.Program.OfComplex with
        | ValueNone -> Expect.throwsT<UnsupportedOperation> (lower >> ignore) "real arguments only"
        | ValueSome _ ->
            let program = lower ()
            let tape, compiled = TapeBackend.load program, DelegateBackend.compile program

            for _ in 1..100 do
                let x = float (random.Next(-40, 41)) / 16.0
                let y = float (random.Next(1, 21)) / 16.0
                let found = Sources.call tape [| x; y |] [||] [||] 2
                Sources.expectSameBits (Sources.call compiled [| x; y |] [||] [||] 2) found row.Name
                let expected = row.Complex [| Numerics.Complex(x, y) |]
                near $"Re {row.Name}({x} + {y} i)" found[0] expected.Real
                near $"Im {row.Name}({x} + {y} i)" found[1] expected.Imaginary
    }

[<Tests>]
let tests =
    testList
        "Kernels of functions"
        [ for row in Functions.rows do
              ofReals row
              if row.Arity = 1 then ofComplex row ]
