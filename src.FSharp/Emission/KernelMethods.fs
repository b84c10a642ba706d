namespace LrnnSymbolic.Emission

open System
open System.Reflection
open LrnnSymbolic.Algebra
open LrnnSymbolic.Contracts

type internal Five = delegate of float * float * float * float * float -> float
type internal Variadic = delegate of float * ReadOnlySpan<float> -> float

/// The .NET methods of the functions' rows.
[<RequireQualifiedAccess>]
module internal KernelMethods =
    let found (what: string) (m: MethodInfo | null) : MethodInfo =
        match m with
        | null -> invalidOp $"{what} is missing."
        | m -> m

    let doubles (owner: Type) (name: string) (arity: int) =
        owner.GetMethod(name, Array.create arity typeof<float>)
        |> found $"{owner.Name}.{name} of {arity} numbers"

    let private owners = [ typeof<Math>; typeof<KernelFunctions> ]

    let private placeOf (row: FunctionRow) =
        match row.Program.Kernel.Split '.' with
        | [| owner; name |] when owners |> List.exists (fun t -> t.Name = owner) -> owners |> List.find (fun t -> t.Name = owner), name
        | _ -> invalidOp $"{row.Program.Kernel} is a method of neither class."

    // Contracts have it for up to so many arguments.
    let private mostArguments = 7

    /// The method that takes so many numbers.
    let ofArity (id: FunctionId) (arity: int) : MethodInfo =
        let row = FunctionTable.rowOf id
        if row.IsVariadic && arity > mostArguments then
            raise (UnsupportedOperation $"{row.Name} of {arity - 1} variables has no program; at most {mostArguments - 1}")
        let owner, name = placeOf row
        doubles owner name arity

    let private caller (row: FunctionRow) : float[] -> float =
        let owner, name = placeOf row
        let ofDoubles () = doubles owner name row.Arity

        if row.IsVariadic then
            // A span cannot be written with typeof.
            let m =
                owner.GetMethods()
                |> Array.find (fun m ->
                    let parameters = m.GetParameters()
                    m.Name = name && parameters.Length = 2 && parameters[1].ParameterType.IsByRefLike)
            let f = m.CreateDelegate<Variadic>()
            fun x -> f.Invoke(x[0], ReadOnlySpan(x, 1, x.Length - 1))
        else
            match row.Arity with
            | 1 -> let f = ofDoubles().CreateDelegate<Func<float, float>>() in fun x -> f.Invoke x[0]
            | 2 -> let f = ofDoubles().CreateDelegate<Func<float, float, float>>() in fun x -> f.Invoke(x[0], x[1])
            | 3 -> let f = ofDoubles().CreateDelegate<Func<float, float, float, float>>() in fun x -> f.Invoke(x[0], x[1], x[2])
            | 5 -> let f = ofDoubles().CreateDelegate<Five>() in fun x -> f.Invoke(x[0], x[1], x[2], x[3], x[4])
            | n -> invalidOp $"No function of {n} arguments is called."

    let private callers =
        FunctionTable.rows ()
        |> List.map (fun row -> hash row.Id, lazy (caller row))
        |> List.sortBy fst
        |> List.map snd
        |> Array.ofList

    /// The method as a function of its arguments.
    let call (id: FunctionId) (x: float[]) : float = callers[hash id].Value x
