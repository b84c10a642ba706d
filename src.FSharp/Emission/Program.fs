namespace LrnnSymbolic.Emission
module internal Todo = let x = 1
