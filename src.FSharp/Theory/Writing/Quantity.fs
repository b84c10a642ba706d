namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// The quantities that left-hand sides name, each once.
[<RequireQualifiedAccess>]
module internal Quantity =
    let loss = Named(Word "loss", Script "L")
    let energy = Named(Word "energy", Letter "E")
    let private part label = Below(Glyph "E", Word label)
    let data = Named(Word "data", part "data")
    let regularization = Named(Word "regularization", part "reg")

    /// Formulas with commas between them.
    let list (parts: Formula list) =
        Row
            [ for k, part in List.indexed parts do
                  if k > 0 then Mark ", "
                  part ]

    let private dotted (name: string) =
        match Naming.read name with
        | Naming.Subscripted(head, subscripts) when not subscripts.IsEmpty ->
            Below(Accented(Dot, Letter head), Letter(String.concat "_" subscripts))
        | _ -> Accented(Dot, Letter name)

    /// The derivative of a mode by learning time.
    let derivative (name: string) = Named(Row [ Letter name; Mark "'" ], dotted name)

    /// tau times the derivative of a mode by learning time.
    let rate (name: string) =
        Named(Row [ Letter "tau"; Mark "*"; Letter name; Mark "'" ], Row [ Letter "tau"; Thin; dotted name ])

    /// The differential of what is written.
    let differential (of': Formula) = Row [ Word "d"; of' ]

    /// u(t) and its like.
    let at (name: string) (argument: string) = Formula.of' (Letter name) (Letter argument)

    /// u*, the best of its kind for a given b.
    let starred (name: string) = Named(Row [ Letter name; Mark "*" ], Formula.of' (Above(Letter name, Mark "*")) (Letter "b"))
