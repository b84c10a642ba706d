using System.Text;

namespace LrnnSymbolic.Lrnn.Completion;

/// <summary>Shell scripts that complete the command line: commands, their options, the names of presets and sections, else files.</summary>
internal static class CompletionScript
{
    /// <summary>The script for a shell, ending with a line break.</summary>
    /// <param name="shell">One of <see cref="KnownWords.Shells"/>.</param>
    /// <param name="commands">The commands of the program.</param>
    public static string For(string shell, IReadOnlyList<CommandModel> commands) => shell switch
    {
        "bash" => Bash(commands),
        "zsh" => Zsh(commands),
        _ => Fish(commands),
    };

    // Where nothing matches, -o default offers files.
    private static string Bash(IReadOnlyList<CommandModel> commands)
    {
        var cases = new StringBuilder();
        foreach (var command in commands)
        {
            cases.Append($"        {command.Name})\n");
            cases.Append($"            options=\"{Words(command.Options.Select(option => option.Name))}\"\n");
            cases.Append($"            first=\"{Words(KnownWords.OfArgument(command.Argument))}\"\n");
            foreach (var option in command.Options.Where(option => KnownWords.OfOption(option.Name).Count > 0))
                cases.Append($"            [ \"$previous\" = {option.Name} ] && values=\"{Words(KnownWords.OfOption(option.Name))}\"\n");
            cases.Append("            ;;\n");
        }

        return $$"""
            # Completion for bash: source <(lrnn completion bash)
            _lrnn() {
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} options="" first="" values=""
                COMPREPLY=()
                if [ "$COMP_CWORD" -eq 1 ]; then
                    COMPREPLY=($(compgen -W "{{Words(commands.Select(command => command.Name))}} --help --version" -- "$current"))
                    return
                fi
                case ${COMP_WORDS[1]} in
            {{cases.ToString().TrimEnd('\n')}}
                esac
                if [ -n "$values" ]; then
                    COMPREPLY=($(compgen -W "$values" -- "$current"))
                elif [[ $current == -* ]]; then
                    COMPREPLY=($(compgen -W "$options" -- "$current"))
                elif [ "$COMP_CWORD" -eq 2 ]; then
                    COMPREPLY=($(compgen -W "$first" -- "$current"))
                fi
            }
            complete -o default -F _lrnn lrnn

            """.ReplaceLineEndings("\n");
    }

    private static string Zsh(IReadOnlyList<CommandModel> commands)
    {
        var cases = new StringBuilder();
        foreach (var command in commands)
        {
            cases.Append($"        {command.Name})\n            options=(\n");
            foreach (var option in command.Options)
                cases.Append($"                {Quoted($"{option.Name}:{option.Description}")}\n");
            cases.Append($"            )\n            first=({Words(KnownWords.OfArgument(command.Argument))})\n");
            foreach (var option in command.Options.Where(option => KnownWords.OfOption(option.Name).Count > 0))
                cases.Append($"            [[ $words[CURRENT-1] == {option.Name} ]] && values=({Words(KnownWords.OfOption(option.Name))})\n");
            cases.Append("            ;;\n");
        }

        return $$"""
            #compdef lrnn
            # Completion for zsh: source <(lrnn completion zsh)
            _lrnn() {
                local -a commands options first values
                commands=(
            {{string.Join('\n', commands.Select(command => $"        {Quoted($"{command.Name}:{command.Description}")}"))}}
                )
                if (( CURRENT == 2 )); then
                    _describe command commands
                    return
                fi
                case $words[2] in
            {{cases.ToString().TrimEnd('\n')}}
                esac
                if (( $#values )); then
                    compadd -a values
                elif [[ $words[CURRENT] == -* ]]; then
                    _describe -o option options
                elif (( CURRENT == 3 && $#first )); then
                    compadd -a first
                    _files
                else
                    _files
                fi
            }
            compdef _lrnn lrnn

            """.ReplaceLineEndings("\n");
    }

    private static string Fish(IReadOnlyList<CommandModel> commands)
    {
        var script = new StringBuilder("# Completion for fish: lrnn completion fish | source\n");
        foreach (var command in commands)
        {
            var within = $"complete -c lrnn -n '__fish_seen_subcommand_from {command.Name}'";
            script.Append($"complete -c lrnn -n __fish_use_subcommand -f -a {command.Name} -d {FishQuoted(command.Description)}\n");
            if (KnownWords.OfArgument(command.Argument) is { Count: > 0 } first)
                script.Append($"{within} -a '{Words(first)}'\n");
            foreach (var option in command.Options)
            {
                var values = KnownWords.OfOption(option.Name) is { Count: > 0 } known ? $" -f -a '{Words(known)}'" : "";
                script.Append($"{within} -l {option.Name[2..]}{(option.TakesValue ? " -r" : " -f")}{values} -d {FishQuoted(option.Description)}\n");
            }
        }

        return script.ToString();
    }

    private static string Words(IEnumerable<string> words) => string.Join(' ', words);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string FishQuoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
