using System.CommandLine.Parsing;

namespace Adminctl.Hosting;

/// <summary>Formats usage errors: with the name of the option, without names of types.</summary>
static class WrongLine
{
    public static string Words(ParseError error) => error.SymbolResult switch
    {
        OptionResult option => Named(option.Option.Name, error.Message, option.Tokens, option.Option.Description),
        ArgumentResult { Parent: OptionResult option } =>
            Named(option.Option.Name, error.Message, option.Tokens, option.Option.Description),
        ArgumentResult argument => Named(argument.Argument.Name, error.Message, argument.Tokens, argument.Argument.Description),
        _ => error.Message,
    };

    // Our parsers begin with the name; the library's conversion errors name types instead.
    static string Named(string name, string message, IReadOnlyList<Token> tokens, string? description)
    {
        if (message.StartsWith(name, StringComparison.Ordinal))
            return message;

        return message.StartsWith("Cannot parse", StringComparison.Ordinal)
            ? $"{name}: '{(tokens is [.., var last] ? last.Value : "")}' cannot be read. {description}"
            : $"{name}: {message}";
    }
}
