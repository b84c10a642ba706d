namespace LrnnSymbolic.Integration;
