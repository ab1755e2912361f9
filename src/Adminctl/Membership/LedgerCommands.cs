using System.CommandLine;
using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Features.Membership;
using Microsoft.Extensions.DependencyInjection;

namespace Adminctl.Membership;

/// <summary><c>adminctl membership verify | expire</c></summary>
static class LedgerCommands
{
    public static Command Verify()
    {
        var (asUser, limit, json) = (CommandOptions.As(), CommandOptions.Limit(100), CommandOptions.Json());
        var command = new Command("verify", "Check that the ledger is consistent with the rows. Exit code 4 when it is not.") { limit, asUser, json };
        command.SetAction((parsed, ct) => VerifyAsync(
            parsed.GetValue(asUser), parsed.GetValue(limit), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> VerifyAsync(string? asUser, int limit, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await (await ActingPrincipal.OpenAsync(session, asUser, ct)).RequireAsync(Capabilities.MembershipVerify, scope: null, ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var findings = await session.Get<Memberships>().History.VerifyAsync(db, limit, ct);

        if (json)
            AdminOutput.Json(findings);
        else if (findings.Count > 0)
            AdminOutput.Table(["user", "scope", "problem"], findings.Select(f => (string[])[$"{f.UserId}", f.Scope, f.Problem]));
        else
            Console.WriteLine("The ledger is consistent.");
        return findings.Count == 0 ? ExitCodes.Done : ExitCodes.No;
    }

    public static Command Expire()
    {
        var (asUser, json) = (CommandOptions.As(), CommandOptions.Json());
        var command = new Command(
            "expire", "Record expired memberships and bans. The backend does this once a minute.") { asUser, json };
        command.SetAction((parsed, ct) => ExpireAsync(parsed.GetValue(asUser), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> ExpireAsync(string? asUser, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await (await ActingPrincipal.OpenAsync(session, asUser, ct)).RequireAsync(Capabilities.MembershipVerify, scope: null, ct);
        var expiry = ActivatorUtilities.CreateInstance<MembershipExpiry>(session.Services);
        var ended = await expiry.EndAllAsync(ct);

        if (json)
            AdminOutput.Json(new { ended });
        else
            Console.WriteLine($"Recorded the end of {ended} memberships and bans.");
        return ExitCodes.Done;
    }
}
