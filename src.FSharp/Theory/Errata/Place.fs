namespace LrnnSymbolic.Theory

open System
open LrnnSymbolic.Algebra

/// A point of the scalar equations: values by name, T among them, and tabulated singular values.
[<NoEquality; NoComparison>]
type internal Place =
    { Values: (string * Rational) list
      Data: int[] -> Rational }

    member place.Item
        with get (name: string) = place.Values |> List.find (fun (n, _) -> n = name) |> snd

    member place.Length =
        match place["T"].TryInt with
        | ValueSome n -> n
        | ValueNone -> 0

/// Points that every check is made at: plain ones first, so that counterexamples can be done by hand, then drawn ones.
[<RequireQualifiedAccess>]
module internal Place =
    let private q n d = Rational.ofRatio n d

    let withValue (name: string) (value: Rational) (place: Place) =
        { place with
            Values = (name, value) :: List.filter (fun (n, _) -> n <> name) place.Values }

    // u = a c everywhere.
    let private withProduct (place: Place) = withValue "u" (place["a"] * place["c"]) place

    let private plain (length: int) (b: Rational) (tau: int) =
        { Values =
            [ "T", q length 1
              "a", q 1 1
              "b", b
              "c", q 1 1
              "tau", q tau 1
              "t", q 1 1
              "delta", q 1 1
              "lambda", q 2 1
              "kappa", q 3 1
              "beta", q 2 1
              "u_0", q 1 4
              "D_u", q 1 2
              "D_b", q 1 1
              "s_1", q 3 1
              "s_T", q 2 1 ]
          Data =
            fun at ->
                match at with
                | [| k |] -> q k 1
                | _ -> q (at[0] + 2 * at[1]) 1 }
        |> withProduct

    let private drawn (random: Random) (length: int) =
        let positive () = q (random.Next(1, 9)) (random.Next(2, 7))
        let signed () = if random.Next 2 = 0 then positive () else -(positive ())
        let table = Array2D.init 9 9 (fun _ _ -> signed ())

        { Values =
            [ "T", q length 1
              for name in [ "a"; "b"; "c"; "D_u"; "D_b"; "s_1" ] do
                  name, signed ()
              for name in [ "tau"; "t"; "delta"; "lambda"; "kappa"; "beta"; "u_0"; "s_T" ] do
                  name, positive () ]
          Data =
            fun at ->
                match at with
                | [| k |] -> table[0, k]
                | _ -> table[at[0], at[1]] }
        |> withProduct

    /// From T = 1 on, with b = 0, 1 and -1 among them.
    let all =
        let random = Random 1

        [ plain 2 (q 1 2) 1
          plain 1 (q 1 2) 1
          plain 2 (q 0 1) 2
          plain 3 (q 1 1) 1
          plain 2 (q -1 1) 2
          for length in [ 3; 2; 4; 5; 1 ] do
              drawn random length ]

    /// Those with T at least so many.
    let from (length: int) = all |> List.filter (fun p -> p.Length >= length)

    /// The same with a = c.
    let balanced = all |> List.map (fun p -> p |> withValue "c" p["a"] |> withProduct)

    /// Growing modes: every s positive, 0 < u_0 < u < A/B, u the mode at the end.
    let growing =
        all
        |> List.filter (fun p -> p["b"].Sign > 0)
        |> List.map (fun p ->
            let p = { p with Data = p.Data >> _.Abs }
            let power n = Rational.Pow(p["b"], n)
            let over (term: int -> Rational) = Seq.fold (fun total i -> total + term i) Rational.Zero (seq { 1 .. p.Length })
            let top =
                over (fun i -> p.Data [| i |] * power (p.Length - i)) / over (fun i -> power (2 * (p.Length - i)))
            p |> withValue "u" (top * q 1 2) |> withValue "u_0" (top * q 1 8))

    /// The values of the names that the expressions use, as text.
    let describe (expressions: Expr list) (place: Place) =
        let names = expressions |> List.collect (fun e -> [ for s in Properties.freeSymbols e -> s.Name ])
        let contain (text: string) = expressions |> List.exists (fun e -> (Infix.print e).Contains text)

        [ for name, value in place.Values |> List.sortBy (fun (n, _) -> (n <> "T", n)) do
              if List.contains name names then $"{name} = {value}"
          if contain "s[t" then
              for t in 1 .. place.Length do
                  for i in 1..t do
                      $"s[{t},{i}] = {place.Data [| t; i |]}"
          elif contain "s[" then
              let data = String.concat ", " [ for k in 1 .. place.Length -> string (place.Data [| k |]) ]
              $"s = ({data})" ]
        |> String.concat ", "
