namespace LrnnSymbolic.Emission

open LrnnSymbolic.Algebra
open LrnnSymbolic.Theory

/// A number that is emitted: a real expression, or a part of a complex one.
[<NoEquality; NoComparison>]
type WrittenOutput =
    { Name: string
      Part: Part
      Value: Expr }

/// Making the numbers that are emitted.
[<RequireQualifiedAccess>]
module WrittenOutput =
    let real (name: string, value: Expr) =
        { Name = name
          Part = Part.All
          Value = value }

    // A prime stays at the end: a' has the parts a_re' and a_im'.
    let private named (part: string) (name: string) = if name.EndsWith '\'' then name.TrimEnd '\'' + part + "'" else name + part

    /// The two numbers of a complex value.
    let parts (name: string, value: Expr) =
        [ { Name = named "_re" name
            Part = Part.Re
            Value = value }
          { Name = named "_im" name
            Part = Part.Im
            Value = value } ]

    /// Row by row, each entry with the name of its place.
    let matrix (prefix: string) (rows: 'entry list list) =
        [ for r, row in List.indexed rows do
              for k, entry in List.indexed row -> $"{prefix}[{r},{k}]", entry ]

    /// "name = expression", no longer than a length.
    let print (longest: int) (output: WrittenOutput) =
        let text = Infix.bounded longest output.Value

        match output.Part with
        | Part.All -> $"{output.Name} = {text}"
        | Part.Re -> $"{output.Name} = Re({text})"
        | Part.Im -> $"{output.Name} = Im({text})"

/// Something that the theory derives for a task, as expressions in named inputs.
[<NoEquality; NoComparison>]
type WrittenQuantity =
    {
        /// "flow", "hessian", ..., unique among a task's quantities.
        Name: string
        /// The section of the derivation that it belongs to.
        Section: string
        /// What it is a function of, besides the parameters; a complex symbol z is the two numbers z_re and z_im.
        States: Symbol list
        /// T, the task's own parameters, and what else is needed; complex ones as two numbers.
        Parameters: string list
        Outputs: WrittenOutput list
        /// When it holds, and what its numbers mean, in sentences.
        Remarks: string list
    }

/// Making quantities of a task, and lowering them to programs.
[<RequireQualifiedAccess>]
module WrittenQuantity =
    /// The names of the numbers that a symbol stands for: its own, or z_re and z_im where it is complex.
    let numbersOf (s: Symbol) =
        if s.Assumptions.Domain = Complex then
            [ s.Name + "_re"; s.Name + "_im" ]
        else
            [ s.Name ]

    /// T, then the task's own parameters.
    let parametersOf (task: TaskDynamics) = "T" :: (TaskDynamics.parameters task |> List.collect numbersOf)

    /// An input of a name that the task does not use as a parameter, of the given kind.
    let inputOf (vocabulary: Vocabulary) (task: TaskDynamics) (name: string) =
        let taken = TaskDynamics.parameters task
        if taken |> List.exists (fun s -> s.Name = name) then
            Substitution.fresh taken (vocabulary name)
        else
            vocabulary name

    let input (task: TaskDynamics) (name: string) = inputOf Vocabulary.real task name

    let make (task: TaskDynamics) section name states outputs =
        { Name = name
          Section = section
          States = states
          Parameters = parametersOf task
          Outputs = outputs
          Remarks = [] }

    // Shared subexpressions are printed each time, which can be without end.
    let internal longestLine = 10_000

    /// Each number as a line.
    let internal lines (q: WrittenQuantity) = q.Outputs |> List.map (WrittenOutput.print longestLine)

    /// Its program under a name, with these lines to explain it.
    let internal lowerWith (documentation: string list) (name: string) (task: TaskDynamics) (q: WrittenQuantity) : Program =
        Lowering.lowerParts
            name
            documentation
            (q.States |> List.collect numbersOf)
            q.Parameters
            (TaskDynamics.singularValueOf task.Setting.Modes)
            [ for output in q.Outputs -> output.Name, output.Part, output.Value ]

    /// Its program under a name.
    let lower (name: string) (task: TaskDynamics) (q: WrittenQuantity) : Program = lowerWith (lines q @ q.Remarks) name task q
