using Bits.Platform.Accounts;
using Bits.Platform.Audit;

namespace Bits.Platform.Auth;

/// <summary>Who calls, as the platform knows them.</summary>
/// <param name="UserId">Their account.</param>
/// <param name="Name">As it is to be read.</param>
/// <param name="PrimaryRole">What they are to the institute.</param>
/// <param name="PlatformRole">What they may do on the platform; null for nothing special.</param>
public sealed record Caller(Guid UserId, string Name, PrimaryRole PrimaryRole, PlatformRole? PlatformRole)
{
    /// <summary>The only capabilities that a machine's account has; null for a person, who has what the table says.
    /// </summary>
    public IReadOnlyList<string>? OnlyCapabilities { get; init; }

    /// <summary>The session that they call in; null where the transport has none.</summary>
    public string? SessionId { get; init; }

    /// <summary>How they signed in; null where neither the proof nor the session says.</summary>
    public SignIn? SignIn { get; init; }

    /// <summary>As the audit log names them.</summary>
    internal Actor ToActor() =>
        new(OnlyCapabilities is null ? ActorKind.User : ActorKind.Service, UserId, Name: null, SessionId);
}
