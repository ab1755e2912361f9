using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bits.Membership;
using Bits.Shared;

namespace Bits.Platform.Audit;

/// <summary>An audited action: a call of the registry, or a task of the platform.</summary>
/// <param name="Name">The action, such as <c>groups.ban_member</c>.</param>
/// <param name="Class">The class, which sets the retention.</param>
public sealed record AuditAction(string Name, AuditClass Class);

/// <summary>An event before it is written.</summary>
sealed record AuditEvent(
    AuditAction Action, AuditOutcome Outcome, Actor Actor, RequestOrigin Origin, Scope? Scope, string? Rule,
    string? IdempotencyKey, AuditTrail Trail)
{
    const int SaltLength = 16;
    const int MaxText = 512;

    static readonly string Version = typeof(AuditEvent).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        ?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Returns the values of a row, in the order of <see cref="AuditWriter.InsertSql"/>.</summary>
    public object?[] Row()
    {
        var personal = Personal();
        var salt = personal is null ? null : RandomNumberGenerator.GetBytes(SaltLength);

        return
        [
            Guid.CreateVersion7(), Action.Class.ToText(), Action.Name, Outcome.ToText(),
            Actor.Kind.ToText(), Actor.UserId, Actor.SessionId,
            Scope?.Type, Scope?.Id, Trail.TargetType, Trail.TargetId,
            Rule, Trail.Changes(personal: false), Origin.RequestId, Activity.Current?.TraceId.ToHexString(),
            IdempotencyKey, Origin.Source, Version,
            personal, salt, personal is null ? null : PersonalHash(salt!, personal),
        ];
    }

    /// <summary>Hashes the personal part for the seal. The salt prevents guessing.</summary>
    public static byte[] PersonalHash(byte[] salt, string personal) =>
        SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(personal)]);

    string? Personal()
    {
        var changes = Trail.Changes(personal: true);
        var parts = new Dictionary<string, object?>
        {
            ["reason"] = Cut(Trail.Reason),
            ["looked_for"] = Cut(Trail.Looked),
            ["address"] = Origin.Address,
            ["client"] = Cut(Origin.Client),
            ["actor"] = Cut(Actor.Name),
            ["changes"] = changes is null ? null : JsonSerializer.Deserialize<JsonElement>(changes),
        };
        var present = parts.Where(part => part.Value is not null).ToDictionary();

        return present.Count == 0 ? null : JsonSerializer.Serialize(present, AuditJson.Options);
    }

    static string? Cut(string? text) => text is null ? null : Bits.Shared.PostgresText.Cleaned(text, MaxText);
}
