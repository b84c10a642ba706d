namespace LrnnSymbolic.Algebra

open System.Runtime.CompilerServices

/// A derivative, value or form that an expression does not have here.
exception UnsupportedOperation of string with
    override e.Message = e.Data0

/// Walks over expressions are recursive. One that is nested more deeply than the stack reaches, some ten thousand levels, is
/// refused; the stack never overflows, which would end the process.
module internal Nesting =
    /// Raises UnsupportedOperation where too little of the stack is left. Called on the way down.
    let check () =
        Work.spend 1

        if not (RuntimeHelpers.TryEnsureSufficientExecutionStack()) then
            raise (UnsupportedOperation "the expression is nested too deeply")
