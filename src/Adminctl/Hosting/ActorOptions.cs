using System.CommandLine;

namespace Adminctl.Hosting;

/// <summary>The options for the reason and the acting user.</summary>
sealed class ActorOptions
{
    readonly Option<string> _reason = CommandOptions.Reason();
    readonly Option<string?> _asUser = CommandOptions.As();

    public void AddTo(Command command)
    {
        command.Options.Add(_reason);
        command.Options.Add(_asUser);
    }

    public Given Read(ParseResult parsed) => new(parsed.GetRequiredValue(_reason), parsed.GetValue(_asUser));

    /// <summary>The given values.</summary>
    /// <param name="Reason">The reason.</param>
    /// <param name="AsUser">The acting user; null for the system.</param>
    public sealed record Given(string Reason, string? AsUser);
}
