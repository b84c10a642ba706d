namespace LrnnSymbolic.Comparison;
