namespace LrnnSymbolic.Theory

open System
open System.Numerics

/// A matrix of numbers with the operations that printed matrix formulas are written in.
[<NoEquality; NoComparison>]
type ValueMatrix =
    { Entries: Complex[,] }

    member m.Rows = Array2D.length1 m.Entries
    member m.Columns = Array2D.length2 m.Entries

    /// W^T, and the conjugate transpose.
    member m.T = { Entries = Array2D.init m.Columns m.Rows (fun i j -> m.Entries[j, i]) }
    member m.Conjugate = { Entries = m.Entries |> Array2D.map Complex.Conjugate }
    member m.Dagger = m.T.Conjugate

    static member Init rows columns (f: int -> int -> Complex) = { Entries = Array2D.init rows columns f }
    static member Zero rows columns = ValueMatrix.Init rows columns (fun _ _ -> Complex.Zero)
    static member Identity n = ValueMatrix.Init n n (fun i j -> if i = j then Complex.One else Complex.Zero)
    static member Diagonal(values: Complex[]) =
        ValueMatrix.Init values.Length values.Length (fun i j -> if i = j then values[i] else Complex.Zero)

    static member (+)(x: ValueMatrix, y: ValueMatrix) = { Entries = x.Entries |> Array2D.mapi (fun i j v -> v + y.Entries[i, j]) }
    static member (-)(x: ValueMatrix, y: ValueMatrix) = { Entries = x.Entries |> Array2D.mapi (fun i j v -> v - y.Entries[i, j]) }
    static member (~-)(x: ValueMatrix) = { Entries = x.Entries |> Array2D.map Complex.Negate }
    static member (*)(k: float, x: ValueMatrix) = { Entries = x.Entries |> Array2D.map (fun v -> Complex(k, 0.0) * v) }

    static member (*)(x: ValueMatrix, y: ValueMatrix) =
        if x.Columns <> y.Rows then
            invalidArg "y" $"{x.Rows} by {x.Columns} times {y.Rows} by {y.Columns}"

        ValueMatrix.Init x.Rows y.Columns (fun i j ->
            let mutable sum = Complex.Zero
            for k in 0 .. x.Columns - 1 do
                sum <- sum + x.Entries[i, k] * y.Entries[k, j]
            sum)

[<RequireQualifiedAccess>]
module internal ValueMatrix =
    /// W^n for n at least 0.
    let power (n: int) (m: ValueMatrix) =
        if n < 0 then invalidArg "n" "a negative power"
        Seq.fold (fun p _ -> p * m) (ValueMatrix.Identity m.Rows) (seq { 1..n })

    let kron (x: ValueMatrix) (y: ValueMatrix) =
        ValueMatrix.Init (x.Rows * y.Rows) (x.Columns * y.Columns) (fun i j ->
            x.Entries[i / y.Rows, j / y.Columns] * y.Entries[i % y.Rows, j % y.Columns])

    /// The columns stacked.
    let vec (m: ValueMatrix) = ValueMatrix.Init (m.Rows * m.Columns) 1 (fun i _ -> m.Entries[i % m.Rows, i / m.Rows])

    let sum (zero: ValueMatrix) (parts: ValueMatrix seq) = Seq.fold (+) zero parts

    let values (m: ValueMatrix) : PrintedValue list = [ for v in Seq.cast<Complex> m.Entries -> PrintedValue.ofComplex v ]

    /// Multiples of 1/4 between -1 and 1, never 0: short to print, and exact in doubles.
    let draw (random: Random) rows columns =
        ValueMatrix.Init rows columns (fun _ _ ->
            let quarters = float (random.Next(1, 5)) / 4.0
            Complex((if random.Next 2 = 0 then quarters else -quarters), 0.0))

    /// An orthogonal matrix, a product of plane rotations.
    let drawOrthogonal (random: Random) n =
        let rotation i j =
            let angle = 0.3 + 2.0 * random.NextDouble()
            let c, s = Complex(cos angle, 0.0), Complex(sin angle, 0.0)
            ValueMatrix.Init n n (fun p q ->
                if p = q then (if p = i || p = j then c else Complex.One)
                elif p = i && q = j then -s
                elif p = j && q = i then s
                else Complex.Zero)

        Seq.fold
            (*)
            (ValueMatrix.Identity n)
            (seq {
                for i in 0 .. n - 2 do
                    for j in i + 1 .. n - 1 -> rotation i j
            })

    let text (m: ValueMatrix) =
        let row i =
            String.concat ", " [ for j in 0 .. m.Columns - 1 -> PrintedValue.text (PrintedValue.ofComplex m.Entries[i, j]) ]
        if m.Rows = 1 && m.Columns = 1 then
            row 0
        else
            "[" + String.concat ", " [ for i in 0 .. m.Rows - 1 -> $"[{row i}]" ] + "]"
