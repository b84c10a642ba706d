namespace LrnnSymbolic.Training;
