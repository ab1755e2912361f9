using System.CommandLine;
using System.Text.RegularExpressions;
using Adminctl;
using Adminctl.Hosting;

namespace Bits.Architecture.Tests;

/// <summary>All commands of adminctl, whatever is typed behind them.</summary>
public sealed partial class CommandLineTests
{
    static readonly string[] Texts =
    [
        "", " ", "x", "-", "0", "-1", "1e400", "99999999999999999999", "3.5", "null", "[]", "a:b", "a/b", "1/99999999s", "1/2147483647h", "999999999d",
        "2026-13-45", "http://", "//host", "http://127.0.0.1:1/x?y", "ftp://h", "'", "\"", "*/0 * * * *",
    ];

    public static TheoryData<string> Verbs => [.. AdminctlVerbs.All.Keys];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Any_text_in_any_option_is_read_or_refused_by_its_name(string verb)
    {
        foreach (var option in AdminctlVerbs.All[verb].Options.Where(o => o.Arity.MinimumNumberOfValues > 0))
            foreach (var text in Texts)
            {
                var parsed = Commands.Create().Parse([.. AdminctlVerbs.Line(verb, without: option.Name), option.Name, text]);

                if (parsed.Errors.Count == 0)
                    Read(parsed, parsed.CommandResult.Command.Options.Single(o => o.Name == option.Name));
                foreach (var error in parsed.Errors.Select(WrongLine.Words))
                {
                    Assert.Contains(option.Name, error, StringComparison.Ordinal);
                    Assert.DoesNotMatch("System\\.|Bits\\.|`", error);
                }
            }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Any_text_in_any_argument_is_read_or_refused(string verb)
    {
        foreach (var text in Texts)
        {
            var parsed = Commands.Create().Parse([.. verb.Split(' '), "--", text]);

            foreach (var argument in parsed.CommandResult.Command.Arguments)
                if (parsed.Errors.Count == 0)
                    Read(parsed, argument);
            Assert.DoesNotMatch("System\\.|Bits\\.|`", string.Join('\n', parsed.Errors.Select(WrongLine.Words)));
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void The_command_line_that_the_tests_take_for_right_is_right(string verb) =>
        Assert.Empty(Commands.Create().Parse(AdminctlVerbs.Line(verb)).Errors);

    [Fact]
    public void Every_command_that_a_text_names_is_there()
    {
        var unknown = from file in AdminctlVerbs.Texts()
                      from Match match in Named.Matches(File.ReadAllText(file))
                      let words = match.Groups[1].Value.Split(' ')
                      where !AdminctlVerbs.Exists(words)
                      select $"{file}: {match.Value}";

        Assert.Empty(unknown);
    }

    // As a verb does: by the type that the option was declared with.
    static object? Read(ParseResult parsed, Symbol symbol)
    {
        var (kind, type) = symbol is Option option ? (typeof(Option<>), option.ValueType) : (typeof(Argument<>), ((Argument)symbol).ValueType);
        return typeof(ParseResult).GetMethods()
            .Single(m => m is { Name: nameof(ParseResult.GetValue), IsGenericMethod: true }
                && m.GetParameters()[0].ParameterType is { IsGenericType: true } parameter && parameter.GetGenericTypeDefinition() == kind)
            .MakeGenericMethod(type).Invoke(parsed, [symbol]);
    }

    // adminctl and the words behind it, where it stands as a command: in code, in quotes, behind a colon or a dash.
    [GeneratedRegex(@"(?:[`$:(""] ?|Adminctl -- |by: |see )adminctl ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)")]
    static partial Regex Named { get; }
}
