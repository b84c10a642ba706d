/// Emitted C# source, compiled in memory against the framework alone.
module LrnnSymbolic.Emission.Tests.Sources

open System
open System.IO
open System.Reflection
open System.Runtime.Loader
open Expecto
open Microsoft.CodeAnalysis
open Microsoft.CodeAnalysis.CSharp
open LrnnSymbolic.Contracts
open LrnnSymbolic.Emission

let private framework =
    let directory = Path.GetDirectoryName typeof<obj>.Assembly.Location

    match AppContext.GetData "TRUSTED_PLATFORM_ASSEMBLIES" with
    | :? string as paths ->
        [ for path in paths.Split Path.PathSeparator do
              if Path.GetDirectoryName path = directory then
                  MetadataReference.CreateFromFile path :> MetadataReference ]
    | _ -> failwith "The runtime lists its assemblies."

/// The emitted types in order; every compiler message from warning up, malformed documentation included, fails the test.
let typesOf (source: string) : Type[] =
    let parsing = CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose)

    let options =
        CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel = OptimizationLevel.Release,
            warningLevel = 9999,
            nullableContextOptions = NullableContextOptions.Enable
        )

    let tree = CSharpSyntaxTree.ParseText(source, parsing)
    let compilation = CSharpCompilation.Create("emitted", [ tree ], framework, options)
    use image = new MemoryStream()
    let result = compilation.Emit image

    let messages =
        [ for d in result.Diagnostics do
              if d.Severity >= DiagnosticSeverity.Warning then string d ]

    Expect.equal messages [] $"compiles without warnings:\n{source}"
    image.Position <- 0L
    let context = AssemblyLoadContext("emitted", true)
    context.LoadFromStream(image).GetExportedTypes()

let typeOf (source: string) : Type = typesOf source |> Array.exactlyOne

let private kernelOf (emitted: Type) : Kernel =
    match emitted.GetMethod("Compute", BindingFlags.Public ||| BindingFlags.Static) with
    | null -> failtest "Compute is missing."
    | compute -> compute.CreateDelegate<Kernel>()

/// The source of a program as a delegate.
let compile (program: Program) : Kernel = kernelOf (typeOf (CSharpBackend.emit program))

/// The same for several programs in one file.
let compileAll (programs: Program list) : Kernel list = typesOf (CSharpBackend.emitAll programs) |> List.ofArray |> List.map kernelOf

let call (kernel: Kernel) (state: float[]) (parameters: float[]) (data: float[]) (outputs: int) =
    let output = Array.create outputs nan
    kernel.Invoke(ReadOnlySpan state, ReadOnlySpan parameters, ReadOnlySpan data, Span output)
    output

/// Equal bit by bit; all NaNs are one.
let expectSameBits (actual: float[]) (expected: float[]) what =
    let bits =
        Array.map (fun x -> if Double.IsNaN x then Int64.MinValue else BitConverter.DoubleToInt64Bits x)

    if bits actual <> bits expected then
        failtest $"%s{what}: %A{actual} is not bit for bit %A{expected}"
