using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Bits.Membership;

namespace Adminctl.Hosting;

/// <summary>The options that several commands share. An unreadable value is a usage error that names its option.</summary>
static class CommandOptions
{
    public static Option<string> User() => new("--user")
    {
        HelpName = "USER",
        Required = true,
        Description = "The user: user name, e-mail address or id.",
    };

    public static Option<string[]> Users() => new("--user")
    {
        HelpName = "USER",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        Description = "The users, one or several: user name, e-mail address or id.",
    };

    public static Option<string?> As() => new("--as")
    {
        HelpName = "USER",
        Description = "The acting user, whose capabilities and rank decide. Default: the system, which may do everything.",
    };

    public static Option<string> Reason() => new("--reason")
    {
        HelpName = "TEXT",
        Required = true,
        Description = "The reason, 1 to 1000 characters; kept in the ledger.",
    };

    public static Option<Uri> Address() => new("--address")
    {
        HelpName = "URL",
        DefaultValueFactory = _ => new("http://127.0.0.1:5080/"),
        Description = "The address of the backend. Default http://127.0.0.1:5080.",
        CustomParser = argument => Read(argument, ReadAddress),
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    public static Option<bool> Yes() => new("--yes") { Description = "Skip the confirmation." };

    public static Option<int> Limit(int usual) =>
        NumberOption.Whole("--limit", "The maximum number", usual, least: 1, most: 10_000);

    public static Option<Scope> Scope(bool required = true) => new("--scope")
    {
        HelpName = "SCOPE",
        Required = required,
        Description = "The scope, as type:id, such as batch:2018 or group:<uuid>.",
        CustomParser = argument => Read(argument, Bits.Membership.Scope.Parse),
    };

    public static Option<MemberRole?> Role(string description, bool required = false) => new("--role")
    {
        HelpName = "ROLE",
        Required = required,
        Description = $"{description}: {string.Join(", ", Enum.GetValues<MemberRole>().Select(role => role.ToText()))}.",
        CustomParser = argument => Read<MemberRole?>(argument, text => MemberRoles.Parse(text)),
    };

    public static Option<DateTimeOffset?> Time(string name, string description, bool required = false) => new(name)
    {
        HelpName = "TIME",
        Required = required,
        Description = $"{description}: 2026-03-01, 2026-03-01T12:00Z, or a time from now such as 90m, 12h, 30d.",
        CustomParser = argument => Read<DateTimeOffset?>(argument, text => ReadTime(text)),
    };

    public static Option<TimeSpan?> Span(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = $"{description}: such as 0m, 90m, 12h, 30d.",
        CustomParser = argument => Read<TimeSpan?>(
            argument, text => ReadSpan(text) ?? throw new FormatException($"'{text}' is not a duration: write 90m, 12h or 30d.")),
    };

    // The last slash keeps relative addresses below it.
    static Uri ReadAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + '/')
            : throw new FormatException($"'{text}' is not an address: write one such as http://127.0.0.1:5080.");

    static DateTimeOffset ReadTime(string text)
    {
        if (ReadSpan(text) is { } span)
            return TimeProvider.System.GetUtcNow() + span;

        return DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
                ? time
                : throw new FormatException($"'{text}' is not a time: write 2026-03-01, 2026-03-01T12:00Z, or 30d from now.");
    }

    static TimeSpan? ReadSpan(string text) => text.Length > 1
        && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && text[^1] switch { 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), 'd' => TimeSpan.FromDays(1), _ => default }
            is var unit && unit != default && number <= 36_500
            ? unit * number
            : null;

    static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    static T? Read<T>(ArgumentResult argument, Func<string, T> read)
    {
        try
        {
            return read(argument.Tokens[0].Value);
        }
        catch (FormatException e)
        {
            argument.AddError($"{((OptionResult)argument.Parent!).Option.Name}: {e.Message}");
            return default;
        }
    }
}
