using System.CommandLine;
using Bits.Platform.Audit;

namespace Adminctl.Audit;

/// <summary>The options that select events of the audit log.</summary>
sealed class AuditFilterOptions
{
    readonly Option<string?> _action = new("--action") { Description = "Only this action, such as groups.ban_member." };
    readonly Option<Guid?> _actor = new("--actor") { Description = "Only this actor, by id." };
    readonly Option<string?> _scope = new("--scope") { Description = "Only this scope, such as group:0198c1d2-…" };
    readonly Option<string?> _target = new("--target") { Description = "Only this target, such as user:0198c1d2-…" };
    readonly Option<AuditOutcome?> _outcome = new("--outcome") { Description = "Only this outcome." };
    readonly Option<string?> _request = new("--request") { Description = "Only this request." };
    readonly Option<DateTimeOffset?> _since = new("--since") { Description = "The earliest time, such as 2026-11-23T18:00:00Z." };
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
