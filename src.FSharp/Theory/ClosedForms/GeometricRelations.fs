namespace LrnnSymbolic.Theory

open LrnnSymbolic.Algebra

/// A product of values minus another one, or a difference of two values, that is 0 if the task has a solution without loss: with
/// s_t = u b^(T-t) the products s_p s_q are u^2 b^(2T-p-q) for any u and b, u = 0 and b = 0 among them.
[<NoEquality; NoComparison>]
type internal GeometricRelation =
    {
        /// In s[t], or s[t,i].
        Left: Expr
        /// Of the task.
        Value: Expr
    }

/// The relations between the values of a task that is geometric, and the zones of places that together are all of them.
[<RequireQualifiedAccess>]
module internal GeometricRelations =
    let private one, two = Canonical.one, Canonical.ofInt 2
    let private number = Canonical.ofInt

    // ---- Relations at single places ---------------------------------------------------------------------------------------

    /// One value alone; it is 0 where u is.
    let alone (task: TaskDynamics) (place: TaskPlace) =
        { Left = TaskValues.symbolAt task place
          Value = TaskValues.at task place }

    // p q - r w.
    let private minor task p q r w =
        let difference value = value p *. value q -. value r *. value w
        { Left = difference (TaskValues.symbolAt task)
          Value = difference (TaskValues.at task) }

    let private difference task p q =
        let difference value = value p -. value q
        { Left = difference (TaskValues.symbolAt task)
          Value = difference (TaskValues.at task) }

    let input (length: Expr) (step: Expr) =
        { Length = length
          Counted = length
          Input = step }

    let output (length: Expr) (counted: Expr) (step: Expr) =
        { Length = length
          Counted = counted
          Input = step }

    /// The values of b^0 and b^1, u and u b: the last and the one before, or s_{1,1} and s_{2,1} where every output counts.
    let settling (task: TaskDynamics) (length: Expr) =
        match task.Setting.Outputs with
        | Last -> input length length, input length (length -. one)
        | Every -> output length one one, output length two one

    /// s_t u - s_{t+1} (u b): 0 if both are geometric, and then u b^n at one step gives u b^(n+1) at the step before. At n = 0 the
    /// value itself minus u.
    let chain (task: TaskDynamics) (place: TaskPlace) =
        let u, before = settling task place.Length

        if obj.ReferenceEquals(place.Counted, place.Input) then
            difference task place u
        else
            minor
                task
                place
                u
                { place with
                    Input = place.Input +. one }
                before

    // Three neighbours from a step on.
    let private neighbours (task: TaskDynamics) (length: Expr) (first: Expr) =
        let at k = input length (first +. number k)
        minor task (at 0) (at 2) (at 1) (at 1)

    let private ofLast (task: TaskDynamics) (least: int) (length: Expr) =
        let back k = length -. number k
        let starts = [ for k in 1 .. least - 2 -> fun () -> neighbours task length (number k) ]
        let ends = [ for k in 2 .. least - 1 -> fun () -> neighbours task length (back k) ]

        let across =
            [ for k in 1 .. least - 2 -> fun () -> chain task (input length (number k))
              for k in 3 .. least - 1 -> fun () -> chain task (input length (back k))
              for k in 1 .. least - 3 ->
                  fun () -> minor task (input length one) (input length (back k)) (input length two) (input length (back (k + 1))) ]

        // Values that know T are simpler seen from the end.
        if Properties.contains TaskDynamics.trajectoryLength task.Formula then
            ends @ starts @ across
        else
            starts @ ends @ across

    let private ofEvery (task: TaskDynamics) (least: int) (length: Expr) =
        let chain t i = fun () -> chain task (output length t i)

        [ for t in 2 .. min least 4 do
              for i in t .. -1 .. 1 do
                  if (t, i) <> (2, 1) then chain (number t) (number i)
          if least > 1 then chain length length
          if least > 2 then
              chain length (length -. one)
              chain length one
              for k in 2 .. least - 1 do
                  chain length (length -. number k)
                  chain length (number k) ]

    /// Relations near the ends of a trajectory, in which every one of that least length has all of these places.
    let near (task: TaskDynamics) (least: int) (length: Expr) : (unit -> GeometricRelation) list =
        match task.Setting.Outputs with
        | Last -> ofLast task least length
        | Every -> ofEvery task least length

    /// Single values there.
    let single (task: TaskDynamics) (least: int) (length: Expr) : TaskPlace list =
        match task.Setting.Outputs with
        | Last ->
            [ for k in 1 .. least - 1 do
                  yield input length (number k)
                  yield input length (length -. number k) ]
        | Every ->
            [ for t in 1 .. min least 4 do
                  for i in t .. -1 .. 1 do
                      yield output length (number t) (number i)
              for k in 0 .. least - 1 do
                  yield output length length (length -. number k)
                  yield output length length (number (k + 1)) ]

    // ---- All places -----------------------------------------------------------------------------------------------------------

    // A step r, and steps n and w later.
    let private from least (name: string) = Canonical.symbol (TaskValues.wholeFrom least name)

    // Steps 1..T of trajectories of at least so many: all of the shorter ones; of those of twice the length the first, the last,
    // and the others.
    let private zonesOfLast (least: int) =
        let length = from (2 * least) TaskDynamics.trajectoryLength.Name
        let r, n = from least "r", from least "n"

        [ for steps in least .. 2 * least - 1 do
              for k in 1..steps do
                  yield input (number steps) (number k)
          for k in 1 .. least - 1 do
              yield input length (number k)
          for k in 0 .. least - 1 do
              yield input length (length -. number k)
          yield input (r +. n) r ]

    // The same of the output steps t, and for each of them of the inputs i = 1..t.
    let private zonesOfEvery (least: int) =
        let r, n, w = from least "r", from least "n", from least "w"
        let length = from least TaskDynamics.trajectoryLength.Name

        let inputs (length: Expr) (t: Expr) =
            [ for k in 1 .. least - 1 -> output length t (number k)
              for k in 0 .. least - 1 -> output length t (t -. number k) ]

        if least = 1 then
            [ output (r +. from 0 "w") r r; output (r +. n +. from 0 "w") (r +. n) r ]
        else
            [ for t in 1 .. least - 1 do
                  for i in 1..t do
                      yield output length (number t) (number i)
              for k in 0 .. least - 1 do
                  // An output step of at least twice that many has inputs between its first and its last ones.
                  yield! inputs (from (2 * least) "t" +. number k) (from (2 * least) "t")
                  yield output (r +. n +. number k) (r +. n) r
                  for t in max 1 (least - k) .. 2 * least - 1 do
                      for i in 1..t do
                          yield output (number (t + k)) (number t) (number i)
              yield! inputs (from (2 * least) "t" +. w) (from (2 * least) "t")
              yield output (r +. n +. w) (r +. n) r
              for t in least .. 2 * least - 1 do
                  for i in 1..t do
                      yield output (number t +. w) (number t) (number i) ]

    /// Zones of places that cover all trajectories of at least the given length.
    let zones (setting: Setting) (least: int) : TaskPlace list =
        match setting.Outputs with
        | Last -> zonesOfLast least
        | Every -> zonesOfEvery least

    /// Every place of a trajectory whose length is a number, in the order in which b^0 and b^1 come first.
    let places (setting: Setting) (steps: int) : TaskPlace list =
        let length = number steps

        match setting.Outputs with
        | Last -> [ for k in steps .. -1 .. 1 -> input length (number k) ]
        | Every ->
            [ for t in 1..steps do
                  for i in t .. -1 .. 1 -> output length (number t) (number i) ]
