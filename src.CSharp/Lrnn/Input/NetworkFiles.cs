using System.Globalization;
using System.Text.Json;
using LrnnSymbolic.Lrnn.Output;
using LrnnSymbolic.Training;
using MathNet.Numerics.LinearAlgebra;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>Weights {"Wx":[[..]],"Wh":[[..]],"Wy":[[..]]} and inputs {"X":[[[..]]]}, T x N_x x P, from JSON files.</summary>
internal static class NetworkFiles
{
    // The files of a saved training.
    public const string Start = "start.json";
    public const string End = "end.json";
    public const string DataInputs = "inputs.json";

    /// <summary>A network of the weights in a file.</summary>
    public static LinearRecurrentNetwork Weights(string option, string? file) => Read(option, file, (name, root) =>
        new LinearRecurrentNetwork(
            MatrixOf($"{name}: Wx", Member(name, root, "Wx")),
            MatrixOf($"{name}: Wh", Member(name, root, "Wh")),
            MatrixOf($"{name}: Wy", Member(name, root, "Wy"))));

    /// <summary>The inputs in a file.</summary>
    public static InputSequence Inputs(string option, string? file) => Read(option, file, (name, root) =>
        InputSequence.FromMatrices([.. Items($"{name}: X", Member(name, root, "X")).Select((step, k) => MatrixOf(Place($"{name}: X", k), step))]));

    // What is written can be read: a number in full, its comma and its brackets.
    private const long MostNumbers = InputFile.MostBytes / 25;

    /// <summary>What is saved must not be larger than what can be read again.</summary>
    public static void RejectTooLarge(string option, NetworkShape shape, int steps, int samples)
    {
        if (shape.ParameterCount is var weights and > (int)MostNumbers)
            throw new InputException($"{option}: the network has {weights} weights; a file has at most {MostNumbers} numbers");
        if ((long)steps * shape.Inputs * samples is var inputs and > MostNumbers)
            throw new InputException($"{option}: the inputs are {inputs} numbers, of which a file has at most {MostNumbers}; take fewer --trajectories");
    }

    /// <summary>Writes a network before and after training, and its inputs, all or none.</summary>
    public static void Save(string folder, LinearRecurrentNetwork start, LinearRecurrentNetwork end, InputSequence inputs)
    {
        string[] files = [.. new[] { Start, End, DataInputs }.Select(name => Path.Combine(folder, name))];
        WholeFile.WriteTogether(files, temporary =>
        {
            Write(temporary[0], Document(start));
            Write(temporary[1], Document(end));
            Write(temporary[2], new Dictionary<string, object> { ["X"] = Enumerable.Range(1, inputs.Steps).Select(step => Rows(inputs.Matrix(step))).ToArray() });
        });

        static void Write(string file, object document) => File.WriteAllText(file, JsonSerializer.Serialize(document) + "\n");
    }

    private static Dictionary<string, object> Document(LinearRecurrentNetwork network) => new()
    {
        ["Wx"] = Rows(network.InputWeights),
        ["Wh"] = Rows(network.RecurrentWeights),
        ["Wy"] = Rows(network.OutputWeights),
    };

    private static double[][] Rows(Matrix<double> matrix) => matrix.ToRowArrays();

    private static T Read<T>(string option, string? file, Func<string, JsonElement, T> convert)
    {
        if (string.IsNullOrWhiteSpace(file))
            throw new InputException($"{option} FILE is missing");
        using var bytes = new MemoryStream(InputFile.Bytes(file, $"{option}: {file}: there is no such file"));
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return convert(file, document.RootElement);
        }
        catch (JsonException problem)
        {
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"{file}, line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}: this is not JSON"));
        }
        catch (ArgumentException problem)
        {
            // Shapes that do not fit; the name of the parameter behind the message is no help.
            throw new InputException($"{file}: {problem.Message.Split(" (Parameter")[0].ReplaceLineEndings(" ")}");
        }
    }

    private static JsonElement Member(string file, JsonElement root, string name) =>
        (root.ValueKind == JsonValueKind.Object ? root.EnumerateObject().Where(member => member.Name == name).ToArray() : []) switch
        {
            [var member] => member.Value,
            [] => throw new InputException($"{file}: there is no \"{name}\"; weights are {{\"Wx\":..,\"Wh\":..,\"Wy\":..}}, inputs {{\"X\":..}}"),
            _ => throw new InputException($"{file}: \"{name}\" is given twice"),
        };

    private static Matrix<double> MatrixOf(string place, JsonElement element)
    {
        double[][] rows = [.. Items(place, element).Select((row, k) => Items(Place(place, k), row).Select((value, j) => Number(Place(Place(place, k), j), value)).ToArray())];
        for (var k = 1; k < rows.Length; k++)
            if (rows[k].Length != rows[0].Length)
                throw new InputException($"{Place(place, k)} has {rows[k].Length} numbers, but the first row has {rows[0].Length}");
        return Matrix<double>.Build.DenseOfRowArrays(rows);
    }

    private static JsonElement[] Items(string place, JsonElement element) =>
        element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0
            ? [.. element.EnumerateArray()]
            : throw new InputException($"{place} must be a list that is not empty");

    private static double Number(string place, JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw new InputException($"{place} must be a finite number");

    private static string Place(string place, int index) => string.Create(CultureInfo.InvariantCulture, $"{place}[{index + 1}]");
}
