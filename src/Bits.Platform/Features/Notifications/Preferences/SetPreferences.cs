using System.ComponentModel.DataAnnotations;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications.Channels;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Features.Notifications;

/// <summary>Sets what a channel does with kinds of notifications: send them now, with the digest, or not at all. Counts for
/// everything that is not sent yet.</summary>
[Rpc(
    "notifications.v1/SetPreferences", NotificationCapabilities.Self,
    Example = """{"channel":"email","digest":["posts.mention"]}""",
    Answer = """{"changed":1}""")]
public sealed class SetPreferences(NotificationTexts texts, ChannelList channels)
    : IRpc<SetPreferences.Request, SetPreferences.Response>
{
    const int MaxKinds = 100;

    /// <summary>The choices for a channel; kinds that are left out stay as they are.</summary>
    /// <param name="Channel">The channel: in_app, or one that GetSettings lists.</param>
    /// <param name="Now">The kinds to send now, as GetSettings lists them; at most 100.</param>
    /// <param name="Digest">The kinds to send with the digest; only on a channel that has one; at most 100.</param>
    /// <param name="Off">The kinds not to send; at most 100.</param>
    public sealed record Request(
        [property: Text(20, TextKind.Id)] string Channel,
        [property: Length(0, MaxKinds), Text(100, TextKind.Id)] IReadOnlyList<string>? Now = null,
        [property: Length(0, MaxKinds), Text(100, TextKind.Id)] IReadOnlyList<string>? Digest = null,
        [property: Length(0, MaxKinds), Text(100, TextKind.Id)] IReadOnlyList<string>? Off = null)
    {
        internal IEnumerable<(string Kind, DeliveryMode Mode, string Field)> Choices =>
        [
            .. from kind in Now ?? [] select (kind, DeliveryMode.Now, "now"),
            .. from kind in Digest ?? [] select (kind, DeliveryMode.Digest, "digest"),
            .. from kind in Off ?? [] select (kind, DeliveryMode.Off, "off"),
        ];
    }

    /// <summary>The result.</summary>
    /// <param name="Changed">The number of kinds whose choice differs from the earlier one.</param>
    public sealed record Response(int Changed);

    static readonly AuditField Modes = new("modes", Sensitivity.Personal);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        Check(request);
        var changed = new List<string>();
        foreach (var (kind, mode, _) in request.Choices.OrderBy(choice => choice.Kind, StringComparer.Ordinal))
        {
            var earlier = await NotificationPreferences.SetAsync(call.Db, call.Caller.UserId, kind, request.Channel, mode, ct);
            if (earlier != mode)
                changed.Add($"{kind} {request.Channel} {mode.ToText()}");
        }

        call.Audit.Target("user", call.Caller.UserId).Changed(Modes, from: null, string.Join(", ", changed)).If(changed.Count > 0);
        return new(changed.Count);
    }

    void Check(Request request)
    {
        var hasDigest = request.Channel != ChannelList.InApp && channels.Require(request.Channel).HasDigest;
        if (request.Digest is [_, ..] && !hasDigest)
            throw FaultException.InvalidArgument("digest", "must be empty; this channel has no digest.");

        var seen = new HashSet<string>();
        foreach (var (name, mode, field) in request.Choices)
        {
            var kind = texts.Find(name)
                ?? throw FaultException.InvalidArgument(field, "has an unknown kind; use those that GetSettings lists.");
            if (!seen.Add(name))
                throw FaultException.InvalidArgument(field, $"names {name} a second time; name each kind once.");
            if (kind.Importance == Importance.Required && mode != DeliveryMode.Now)
                throw FaultException.InvalidArgument(field, $"must not name {name}: you must hear of decisions about you.");
        }
    }
}
