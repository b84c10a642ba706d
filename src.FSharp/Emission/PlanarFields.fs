namespace LrnnSymbolic.Emission

open LrnnSymbolic.Contracts
open LrnnSymbolic.Theory

/// A task's flow in u = ac and b on the slices of a^2 - c^2, compiled for many problems at once.
[<RequireQualifiedAccess>]
module internal PlanarFields =
    let private assembled (varying: string list) (values: Map<string, float>) (data: float[]) (field: Program) (withJacobian: Program) =
        let value (name: string) =
            match Map.tryFind name values with
            | Some value -> value
            | None when List.contains name varying -> 0.0
            | None -> raise (LrnnSymbolic.Algebra.UnsupportedOperation $"{name} has no value")

        let batch program = (BatchBackend.compile varying program).Kernel

        PlanarField(
            batch field,
            batch withJacobian,
            DelegateBackend.compile withJacobian,
            [| for name in varying -> List.findIndex ((=) name) field.Parameters |],
            [| for name in field.Parameters -> value name |],
            data
        )

    /// The flow for trajectories of one length. The parameters named in `varying`, and the imbalance a^2 - c^2 after them, differ from problem
    /// to problem; the others have the given values. `data` is the table of a task that reads one.
    /// Raises UnsupportedOperation for a name that the task does not have, or one without a value.
    let compile (length: int) (varying: string list) (values: Map<string, float>) (data: float[]) (task: TaskDynamics) : PlanarField =
        let form = ModeKernels.formFor task length
        let program jacobian = ModeKernels.slice form jacobian task |> Specialization.forLength length
        let field = program false
        assembled (varying @ [ List.last field.Parameters ]) values data field (program true)

    // Longer programs of one straight line are compiled to slow code.
    let private longestTable = 64

    /// The flow for trajectories of one length where the values s_1, ..., s_T differ from problem to problem, the imbalance after them.
    /// Raises UnsupportedOperation for long trajectories.
    let compileTables (length: int) (task: TaskDynamics) : PlanarField =
        if length > longestTable then
            raise (LrnnSymbolic.Algebra.UnsupportedOperation $"a table of {length} values is too long for a batch")

        let name (step: int) = $"s_{step}"

        let program jacobian =
            ModeKernels.slice Loops jacobian (ValueTable.tabulated task)
            |> Specialization.forLength length
            |> Specialization.tableAsParameters name length

        let field = program false
        let imbalance = field.Parameters.Head
        assembled ([ for step in 1..length -> name step ] @ [ imbalance ]) Map.empty [||] field (program true)
