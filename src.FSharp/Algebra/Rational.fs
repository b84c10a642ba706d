namespace LrnnSymbolic.Algebra
module internal Todo = let x = 1
