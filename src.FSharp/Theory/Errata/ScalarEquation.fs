namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// Printed scalar equations against derived expressions, at places.
[<RequireQualifiedAccess>]
module internal ScalarEquation =
    /// An expression in the task grammar.
    let parse (text: string) =
        match Parser.parse Vocabulary.real text with
        | Ok e -> e
        | Error failure -> raise (UnsupportedOperation(string failure))

    /// The right-hand side of "left = right".
    let right (text: string) =
        match text.IndexOf(" = ", System.StringComparison.Ordinal) with
        | -1 -> text
        | at -> text.Substring(at + 3)

    let parseRight (text: string) = parse (right text)

    /// The exact value where it is rational, else the rounded one.
    let value (place: Place) (e: Expr) : PrintedValue =
        let exact =
            Evaluation.pointOf place.Values |> Evaluation.withIndexed "s" (fun at -> ValueSome(place.Data at))

        match Evaluation.toRational exact e with
        | Ok q -> Exact q
        | Error reason ->
            let rounded =
                Evaluation.pointOf [ for name, q in place.Values -> name, q.ToDouble() ]
                |> Evaluation.withIndexed "s" (fun at -> ValueSome((place.Data at).ToDouble()))

            match Evaluation.toDouble rounded e with
            | Ok x -> PrintedValue.ofDouble x
            | Error _ -> Missing reason

    /// Ours and the printed expressions, with the places and where the convention holds.
    [<NoEquality; NoComparison>]
    type Sides =
        { Ours: Expr list
          Literal: Expr list
          Agreed: Expr list option
          Mended: Expr list option
          Domain: Place -> bool
          Places: Place list }

    let trials (sides: Sides) : Trial list =
        let values place = List.map (value place)

        [ for place in sides.Places ->
              let inside = sides.Domain place

              { Place = Place.describe (sides.Ours @ sides.Literal) place
                Ours = values place sides.Ours
                Literal = values place sides.Literal
                Agreed = sides.Agreed |> Option.filter (fun _ -> inside) |> Option.map (values place)
                Mended = sides.Mended |> Option.filter (fun _ -> inside) |> Option.map (values place) } ]

    let everywhere (_: Place) = true

    /// The equation against an expression; the reading is what the convention makes of the printed right-hand side, and
    /// also of the corrected one, which keeps the paper's conventions.
    let against (places: Place list) (domain: Place -> bool) (reading: Expr -> Expr) (ours: unit -> Expr) (equation: PrintedEquation) =
        equation
        |> PrintedEquation.check (fun () ->
            let literal = parseRight equation.Printed

            trials
                { Ours = [ ours () ]
                  Literal = [ literal ]
                  Agreed = equation.Convention |> Option.map (fun _ -> [ reading literal ])
                  Mended = equation.Corrected |> Option.map (fun text -> [ reading (parseRight text) ])
                  Domain = domain
                  Places = places })

    /// At all places, without a reading.
    let plainly (ours: unit -> Expr) equation = against Place.all everywhere id ours equation

    /// The printed energy carries 1/tau; ours keeps tau on the left of the flow.
    let timesTau (e: Expr) = Mode.timescale *. e

    let energyConvention =
        "E carries 1/tau, so its flow has no tau on the left; tau E printed = E of the derivation"
