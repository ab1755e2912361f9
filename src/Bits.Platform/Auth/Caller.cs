using Bits.Platform.Accounts;
using Bits.Platform.Audit;

namespace Bits.Platform.Auth;

/// <summary>The caller of a call.</summary>
/// <param name="UserId">The account.</param>
/// <param name="Name">The display name.</param>
/// <param name="PrimaryRole">The relation to the institute.</param>
/// <param name="PlatformRole">The role on the platform; null without one.</param>
public sealed record Caller(Guid UserId, string Name, PrimaryRole PrimaryRole, PlatformRole? PlatformRole)
{
    /// <summary>Gets the complete capabilities of a machine's account; null for a person, for whom the table applies.</summary>
    public IReadOnlyList<string>? OnlyCapabilities { get; init; }

    /// <summary>Gets the session; null when the transport has none.</summary>
    public string? SessionId { get; init; }

    /// <summary>Gets the sign-in; null when neither the proof nor the session has it.</summary>
    public SignIn? SignIn { get; init; }

    /// <summary>Gets the actor for the audit log.</summary>
    internal Actor ToActor() =>
        new(OnlyCapabilities is null ? ActorKind.User : ActorKind.Service, UserId, Name: null, SessionId);
}
