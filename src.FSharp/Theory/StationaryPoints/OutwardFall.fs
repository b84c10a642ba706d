namespace LrnnSymbolic.Theory

open System
open System.Numerics
open LrnnSymbolic.Algebra

/// Whether the reduced energy of a task of numbers falls all the way outwards from a recurrent mode. A flow that grows there has nowhere to
/// end; where the energy turns further out, growth, however steady, ends at a minimum.
[<RequireQualifiedAccess>]
module internal OutwardFall =
    // What holds from a number nearer to 0 holds from b, and one of few bits keeps the numbers short.
    let private grid = 16

    // a(start (1 + x) / grid) in powers of x, times grid^n: no root for x > 0 where all have one sign (Descartes).
    let private coefficientsBeyond (start: BigInteger) (a: BigInteger[]) =
        let n = a.Length - 1

        a
        |> Array.mapi (fun k c -> c * BigInteger.Pow(BigInteger grid, n - k) * BigInteger.Pow(start, k))
        |> IntegerPolynomial.shiftByOne

    /// Certain where true, for |b| of at least 1/16. By dE*/db = -A G / (2 B^2) the energy falls outwards where A G has the sign of b.
    let from (b: float) (numbers: ReducedNumbers) : bool =
        let product = numbers.Correlation * numbers.StationaryPolynomial
        let start =
            if Double.IsFinite b then
                BigInteger(Math.Floor(abs b * float grid))
            else
                BigInteger.Zero

        if start.IsZero || product.IsZero then
            false
        else
            let outwards = if b > 0.0 then 1 else -1

            product.Primitive
            |> Array.mapi (fun k c -> if b < 0.0 && k % 2 = 1 then -c else c)
            |> coefficientsBeyond start
            |> Array.forall (fun c -> c.Sign * product.Content.Sign * outwards >= 0)

    /// The same from the coefficients of A and of B by powers of b.
    let ofCoefficients (correlation: float[]) (responsePower: float[]) (b: float) : bool =
        let polynomial (coefficients: float[]) = Univariate.OfCoefficients(coefficients |> Seq.map Rational.OfDouble)

        from
            b
            { Steps = correlation.Length
              Correlation = polynomial correlation
              ResponsePower = polynomial responsePower
              TaskPower = Rational.Zero
              Uncertainty = Rational.Zero
              ReadsBackwards = false }
