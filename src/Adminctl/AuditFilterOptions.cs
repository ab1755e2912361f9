using System.CommandLine;
using Bits.Platform.Audit;

namespace Adminctl;

/// <summary>The options that choose events of the audit log.</summary>
sealed class AuditFilterOptions
{
    readonly Option<string?> _action = new("--action") { Description = "Of this action only, such as groups.ban_member." };
    readonly Option<Guid?> _actor = new("--actor") { Description = "By this user only, by id." };
    readonly Option<string?> _scope = new("--scope") { Description = "In this scope only, such as group:0198c1d2-…" };
    readonly Option<string?> _target = new("--target") { Description = "About this only, such as user:0198c1d2-…" };
    readonly Option<AuditOutcome?> _outcome = new("--outcome") { Description = "With this outcome only." };
    readonly Option<string?> _request = new("--request") { Description = "Of this request only." };
    readonly Option<DateTimeOffset?> _since = new("--since") { Description = "Not before, such as 2026-11-23T18:00:00Z." };
    readonly Option<DateTimeOffset?> _until = new("--until") { Description = "Before." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_action, _actor, _scope, _target, _outcome, _request, _since, _until])
            command.Options.Add(option);
    }

    public AuditFilter Read(ParseResult parsed) => new(
        parsed.GetValue(_action), parsed.GetValue(_actor), parsed.GetValue(_scope), parsed.GetValue(_target),
        parsed.GetValue(_outcome)?.ToString().ToLowerInvariant(), parsed.GetValue(_request), parsed.GetValue(_since),
        parsed.GetValue(_until));
}
