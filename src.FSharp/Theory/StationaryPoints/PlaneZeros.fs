namespace LrnnSymbolic.Theory

open System
open System.Collections.Generic
open LrnnSymbolic.Algebra

/// A rectangle of the plane.
[<NoEquality; NoComparison>]
type internal Box =
    { X: Interval
      Y: Interval }

    member b.Width = max b.X.Width b.Y.Width
    member b.Contains(other: Box) = b.X.Contains other.X && b.Y.Contains other.Y

/// Two functions of (x, y) with bounds over rectangles: of their values, and of their derivatives by x and by y, row by row.
[<NoEquality; NoComparison>]
type internal PlaneSystem =
    { Values: Box -> struct (Interval * Interval)
      Slopes: Box -> struct (Interval * Interval * Interval * Interval) }

/// A zero that is proved to exist and to be the only one in Region; it lies in Place, which is as narrow as doubles allow.
[<NoEquality; NoComparison>]
type internal PlaneZero = { Place: Box; Region: Box }

/// Common zeros of two functions in a rectangle, by bisection and the interval Newton method of Krawczyk: an image of a
/// rectangle that lies inside it proves one zero, simple and alone; an image that misses it, or values that miss 0, prove none.
[<RequireQualifiedAccess>]
module internal PlaneZeros =
    let private middle (b: Box) : Box =
        { X = Interval.point b.X.Middle
          Y = Interval.point b.Y.Middle }

    let private tryMeet (x: Interval) (y: Interval) : Interval option =
        let low, high = max x.Low y.Low, min x.High y.High
        if low <= high then Some { Low = low; High = high } else None

    /// m - M f(m) + (1 - M J)(box - m), for an approximate inverse M of J's middle; none where that is singular.
    let private krawczyk (system: PlaneSystem) (box: Box) : Box option =
        let m = middle box
        let struct (f, g) = system.Values m
        let struct (fx, fy, gx, gy) = system.Slopes box
        let a, b, c, d = fx.Middle, fy.Middle, gx.Middle, gy.Middle
        let determinant = a * d - b * c

        if determinant = 0.0 || not (Double.IsFinite determinant) then
            None
        else
            let p = Interval.point
            let inverse = [| p (d / determinant); p (-b / determinant); p (-c / determinant); p (a / determinant) |]
            let one = p 1.0
            let row r s (middle: Interval) onX onY = middle - (r * f + s * g) + onX * (box.X - m.X) + onY * (box.Y - m.Y)

            let r, s = inverse[0], inverse[1]
            let t, u = inverse[2], inverse[3]

            Some
                { X = row r s m.X (one - (r * fx + s * gx)) (-(r * fy + s * gy))
                  Y = row t u m.Y (-(t * fx + u * gx)) (one - (t * fy + u * gy)) }

    let private isInside (inner: Interval) (outer: Interval) = outer.Low < inner.Low && inner.High < outer.High

    let private narrowed (system: PlaneSystem) (region: Box) (start: Box) : PlaneZero =
        let rec go (box: Box) (rounds: int) =
            match krawczyk system box with
            | Some next when rounds > 0 ->
                match tryMeet next.X box.X, tryMeet next.Y box.Y with
                | Some x, Some y when max x.Width y.Width < 0.9 * box.Width -> go { X = x; Y = y } (rounds - 1)
                | Some x, Some y -> { X = x; Y = y }
                | _ -> box
            | _ -> box

        { Place = go start 40; Region = region }

    let private inflate (share: float) (b: Box) : Box =
        let wider (x: Interval) : Interval =
            let margin = share * x.Width + 1e-13
            { Low = x.Low - margin
              High = x.High + margin }

        { X = wider b.X; Y = wider b.Y }

    let private excludesZero (system: PlaneSystem) (box: Box) =
        let struct (f, g) = system.Values box
        f.Sign <> 0 || g.Sign <> 0

    /// All zeros in the rectangle and perhaps some just beside it, and the rectangles of which nothing could be proved: those
    /// narrower than the least width, or all that is left after so many steps.
    let find (least: float) (steps: int) (system: PlaneSystem) (start: Box) : PlaneZero list * Box list =
        let found = List<PlaneZero>()
        let undecided = List<Box>()
        let left = Stack<Box>()
        left.Push start
        let mutable taken = 0

        let halves (box: Box) =
            if box.X.Width >= box.Y.Width then
                [ { box with
                      X = { box.X with High = box.X.Middle } }
                  { box with
                      X = { box.X with Low = box.X.Middle } } ]
            else
                [ { box with
                      Y = { box.Y with High = box.Y.Middle } }
                  { box with
                      Y = { box.Y with Low = box.Y.Middle } } ]

        while left.Count > 0 do
            let box = left.Pop()
            taken <- taken + 1

            if not (found.Exists(fun z -> z.Region.Contains box)) && not (excludesZero system box) then
                // A zero on the edge is inside of a wider rectangle.
                let wide = inflate 0.4 box

                match krawczyk system wide with
                | Some image when isInside image.X wide.X && isInside image.Y wide.Y ->
                    let zero = narrowed system wide image

                    if not (found.Exists(fun z -> z.Region.Contains zero.Place)) then found.Add zero
                | Some image when (tryMeet image.X wide.X).IsNone || (tryMeet image.Y wide.Y).IsNone -> ()
                | _ when box.Width < least || taken > steps -> undecided.Add box
                | _ ->
                    for half in halves box do
                        left.Push half

        List.ofSeq found, List.ofSeq undecided
