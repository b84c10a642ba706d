/// The lowest energy by brute force, in doubles, over the line of b with its point at infinity: an independent route.
module LrnnSymbolic.Theory.Tests.LowestEnergy

open System

/// A^2/B at b = tan(angle / 2) for A = sum s_i b^(T-i) and B = sum w_i b^(2(T-i)). The angle pi is b at infinity.
let weightedGain (w: float[]) (s: float[]) (angle: float) =
    // b = sin/cos of the half angle: homogeneous powers need no division.
    let x, y = sin (0.5 * angle), cos (0.5 * angle)
    let steps = s.Length
    let mutable a, b = 0.0, 0.0

    for i in 1..steps do
        let basis = Math.Pow(x, float (steps - i)) * Math.Pow(y, float (i - 1))
        a <- a + s[i - 1] * basis
        b <- b + w[i - 1] * basis * basis

    a * a / b

/// The same for the last output: the energy is (sum s^2 - gain)/2.
let gain (s: float[]) (angle: float) = weightedGain (Array.create s.Length 1.0) s angle

let private golden = 0.5 * (sqrt 5.0 - 1.0)

let private polish (f: float -> float) (low: float) (high: float) =
    let mutable low, high = low, high

    for _ in 1..60 do
        let p, q = high - golden * (high - low), low + golden * (high - low)
        if f p > f q then high <- q else low <- p

    0.5 * (low + high)

/// Angles of all local maxima on a grid, polished.
let maximaOf (gain: float -> float) : float list =
    let cells = 1200
    let at k = -Math.PI + 2.0 * Math.PI * (float k + 0.31) / float cells
    let values = Array.init cells (fun k -> gain (at k))

    [ for k in 0 .. cells - 1 do
          let before, after = values[(k + cells - 1) % cells], values[(k + 1) % cells]
          if values[k] > before && values[k] >= after then
              polish gain (at (k - 1)) (at (k + 1)) ]

let maxima (s: float[]) : float list = maximaOf (gain s)

/// The angle of the greatest gain.
let best (s: float[]) : float = maxima s |> List.maxBy (gain s)

/// The distance of two angles on the circle.
let distance (x: float) (y: float) =
    let d = abs (x - y) % (2.0 * Math.PI)
    min d (2.0 * Math.PI - d)

/// Values at which the best angle jumps as s(p) moves through a range: any step that turns too far is halved until it is small.
/// Where points have mirror images of the same energy, `canonical` gives the angle of one of them.
let jumps (canonical: float -> float) (s: float -> float[]) (low: float) (high: float) : float list =
    let angle p = canonical (best (s p))

    let rec search (p: float) (at: float) (q: float) (there: float) (depth: int) =
        if distance at there < 0.15 then
            []
        elif depth = 0 then
            [ 0.5 * (p + q) ]
        else
            let middle = 0.5 * (p + q)
            let value = angle middle
            search p at middle value (depth - 1) @ search middle value q there (depth - 1)

    // Off the simple numbers, at which a task may have no value.
    [ for k in 0..199 do
          let at j = low + (high - low) * (float j + 0.0007) / 200.01
          yield! search (at k) (angle (at k)) (at (k + 1)) (angle (at (k + 1))) 26 ]
