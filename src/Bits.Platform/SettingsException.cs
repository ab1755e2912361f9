using Microsoft.Extensions.Options;

namespace Bits.Platform;

/// <summary>A program cannot run as it is set up; the message names the key and the remedy.</summary>
/// <param name="message">Which key, what is wrong with it, and how to mend it.</param>
/// <param name="inner">What showed it; null if nothing but the setting itself.</param>
public sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner)
{
    const string WhereListed = "docs/reference/configuration.md lists the settings.";

    /// <summary>What an exception says about the settings, for whoever made them; null if it is about something else.
    /// </summary>
    public static string? Explain(Exception exception) => exception switch
    {
        SettingsException => exception.Message,
        OptionsValidationException invalid => $"{string.Join(' ', invalid.Failures.Select(Reason))} {WhereListed}",
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => $"{exception.Message} {WhereListed}",
        _ => null,
    };

    // "DataAnnotation validation failed for 'X' members: 'Y' with the error: 'The reason.'."
    static string Reason(string failure)
    {
        const string before = "the error: '", after = "'.";

        return failure.IndexOf(before, StringComparison.Ordinal) is >= 0 and var at && failure.EndsWith(after, StringComparison.Ordinal)
            ? failure[(at + before.Length)..^after.Length]
            : failure;
    }
}
