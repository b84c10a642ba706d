namespace LrnnSymbolic.Algebra

open System
open System.Numerics

/// h_d(x_1, ..., x_r): the sum of all monomials of degree d in the variables; 1 for d = 0, and 0 for d < 0.
/// It is the divided difference of x^(d+r-1), hence the corner entry of a power of the bidiagonal matrix with the
/// variables on and ones above the diagonal. By squaring, so that the cost is O(r^3 log d) and variables may coincide.
[<RequireQualifiedAccess>]
module internal CompleteHomogeneous =
    let inline private multiply (zero: 'n) (x: 'n[,]) (y: 'n[,]) =
        let size = Array2D.length1 x

        Array2D.init size size (fun row column ->
            let mutable sum = zero
            for k in row..column do
                sum <- sum + x[row, k] * y[k, column]
            sum)

    let inline private corner (zero: 'n) (one: 'n) (variables: 'n[]) (exponent: int) =
        let size = variables.Length

        let mutable square =
            Array2D.init size size (fun row column ->
                if row = column then variables[row]
                elif column = row + 1 then one
                else zero)

        let mutable result = Array2D.init size size (fun row column -> if row = column then one else zero)
        let mutable rest = exponent

        while rest > 0 do
            if rest % 2 = 1 then result <- multiply zero result square
            rest <- rest / 2
            if rest > 0 then square <- multiply zero square square

        result[0, size - 1]

    let inline private evaluate (zero: 'n) (one: 'n) (variables: 'n[]) (degree: int) =
        if degree < 0 then zero
        elif degree = 0 then one
        elif variables.Length = 0 then zero
        else corner zero one variables (degree + variables.Length - 1)

    let value (variables: float[]) (degree: int) = evaluate 0.0 1.0 variables degree
    let complex (variables: Complex[]) (degree: int) = evaluate Complex.Zero Complex.One variables degree
    let exact (variables: Rational[]) (degree: int) = evaluate Rational.Zero Rational.One variables degree

    /// sum_{j=0}^{n-1} C(j,k) q^(j-k) cos(omega j + phi), q real: the real part of a geometric sum at q e^(i omega).
    let wave (k: int) (q: float) (omega: float) (phi: float) (n: int) =
        let ratio = Complex.FromPolarCoordinates(1.0, omega) * Complex(q, 0.0)
        let variables = Array.append (Array.create (k + 1) ratio) [| Complex.One |]
        let start = phi + omega * float k
        (Complex(Math.Cos start, Math.Sin start) * complex variables (n - 1 - k)).Real
