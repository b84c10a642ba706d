namespace LrnnSymbolic.Algebra

open System
open System.Threading

/// A step needs more work than it was given.
exception internal WorkExceeded of string with
    override e.Message = e.Data0

/// The work done on this thread, in units of about a term looked at: the same on every machine, unlike time.
/// The constructors of expressions, the walks over them and the arithmetic of long numbers count what they do; a step that may
/// go on for too long is done `within` a limit and says what it makes of it when that is reached. All of them stop where the
/// computation is cancelled.
[<Sealed; AbstractClass>]
type internal WorkCounter private () =
    [<ThreadStatic; DefaultValue>]
    static val mutable private spent: int64

    /// Where the counter is looked at next.
    [<ThreadStatic; DefaultValue>]
    static val mutable private nextLook: int64

    /// Zero where there is none.
    [<ThreadStatic; DefaultValue>]
    static val mutable private limit: int64

    static member Spent
        with get () = WorkCounter.spent
        and set (value: int64) = WorkCounter.spent <- value

    static member NextLook
        with get () = WorkCounter.nextLook
        and set (value: int64) = WorkCounter.nextLook <- value

    static member Limit
        with get () = WorkCounter.limit
        and set (value: int64) = WorkCounter.limit <- value

[<RequireQualifiedAccess>]
module internal Work =
    // The thread's own flow of control: tasks that it starts inherit it.
    let private cancellation = AsyncLocal<CancellationToken>()

    /// From here on, this flow of control stops with an OperationCanceledException once the token is cancelled.
    let observe (token: CancellationToken) = cancellation.Value <- token

    let private betweenLooks = 1L <<< 14

    let private look () =
        cancellation.Value.ThrowIfCancellationRequested()
        let limit = WorkCounter.Limit

        if limit > 0L && WorkCounter.Spent > limit then
            raise (WorkExceeded "it takes too much work")

        let next = WorkCounter.Spent + betweenLooks
        WorkCounter.NextLook <- if limit > 0L then min next limit else next

    let spend (units: int) =
        let spent = WorkCounter.Spent + int64 units
        WorkCounter.Spent <- spent
        if spent > WorkCounter.NextLook then look ()

    /// The work of a multiplication, division or common divisor of numbers with so many bits.
    let spendOnBits (bits: int64) =
        let words = bits / 32L
        spend (8 + int (min (1L <<< 30) (words * words / 64L)))

    /// The result of a step that may cost so much, or None where it would cost more. A step within another cannot spend what
    /// that one has not left.
    let within (units: int64) (step: unit -> 'a) : 'a option =
        let outer = WorkCounter.Limit
        let own = WorkCounter.Spent + units
        WorkCounter.Limit <- if outer > 0L then min outer own else own
        WorkCounter.NextLook <- WorkCounter.Spent

        try
            try
                Some(step ())
            with WorkExceeded _ when outer = 0L || WorkCounter.Spent <= outer ->
                None
        finally
            WorkCounter.Limit <- outer
            WorkCounter.NextLook <- WorkCounter.Spent
