using System.CommandLine;

namespace Adminctl;

/// <summary>Why something is done, and by whose hand.</summary>
sealed class HandOptions
{
    readonly Option<string> _reason = CommandOptions.Reason();
    readonly Option<string?> _asUser = CommandOptions.As();

    public void AddTo(Command command)
    {
        command.Options.Add(_reason);
        command.Options.Add(_asUser);
    }

    public Given Read(ParseResult parsed) => new(parsed.GetRequiredValue(_reason), parsed.GetValue(_asUser));

    /// <summary>What was given.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="AsUser">By whose hand; null for the system's.</param>
    public sealed record Given(string Reason, string? AsUser);
}
