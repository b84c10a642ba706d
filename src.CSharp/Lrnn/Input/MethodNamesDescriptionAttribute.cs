using System.ComponentModel;
using LrnnSymbolic.Integration;

namespace LrnnSymbolic.Lrnn.Input;

/// <summary>The help of an option whose value is the name of a method of integration, made of the list of all.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MethodNamesDescriptionAttribute : DescriptionAttribute
{
    public override string Description
    {
        get
        {
            var first = NamedMethod.Automatic;
            // What the automatic method is made of has been named with it.
            var named = first.Remark.Split([' ', ',']);
            string[] others = [.. NamedMethod.All.Where(method => method != first && !named.Contains(method.Name)).Select(Text)];
            return $"{first.Name} (default): {first.Remark}; {string.Join(", ", others[..^1])}, or {others[^1]}.";
        }
    }

    private static string Text(NamedMethod method) => method.Remark.Length == 0 ? method.Name : $"{method.Name}: {method.Remark}";
}
