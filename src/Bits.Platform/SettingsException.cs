using Microsoft.Extensions.Options;

namespace Bits.Platform;

/// <summary>Reports an invalid setting; the message names the key and the remedy.</summary>
/// <param name="message">The key, what is wrong, and how to fix it.</param>
/// <param name="inner">The cause; null when the setting itself is wrong.</param>
public sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner)
{
    const string WhereListed = "docs/reference/configuration.md lists the settings.";

    /// <summary>Explains a settings error to the operator; null for any other exception.
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
