namespace LrnnSymbolic.Emission

open LrnnSymbolic.Contracts
open LrnnSymbolic.Theory

/// A task's flow in u = ac and b on the slices of a^2 - c^2, compiled for many problems at once.
[<RequireQualifiedAccess>]
module internal PlanarFields =
    /// The flow for trajectories of one length. The parameters named in `varying`, and the imbalance a^2 - c^2 after them, differ from problem
    /// to problem; the others have the given values. `data` is the table of a task that reads one.
    /// Raises UnsupportedOperation for a name that the task does not have, or one without a value.
    let compile (length: int) (varying: string list) (values: Map<string, float>) (data: float[]) (task: TaskDynamics) : PlanarField =
        let form = ModeKernels.formFor task length
        let program jacobian = ModeKernels.slice form jacobian task |> Specialization.forLength length
        let field, withJacobian = program false, program true
        let varying = varying @ [ List.last field.Parameters ]

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
