global using Xunit;

// The runs share the standard streams and the current folder of the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
