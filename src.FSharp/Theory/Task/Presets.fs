namespace LrnnSymbolic.Theory
module internal Todo = let x = 1
