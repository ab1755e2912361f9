namespace Bits.Membership;

/// <summary>What is not a membership yet.</summary>
public enum RequestKind
{
    /// <summary>Somebody asks to be let in.</summary>
    Request,

    /// <summary>Somebody is asked to come in.</summary>
    Invitation,
}

/// <summary>Whose invitations.</summary>
public enum InvitationSide
{
    /// <summary>Those that the user has made.</summary>
    Given,

    /// <summary>Those that invite the user.</summary>
    Received,
}

/// <summary>A request or an invitation that waits.</summary>
/// <param name="Id">Which.</param>
/// <param name="Kind">Which of the two.</param>
/// <param name="UserId">Who would be a member; null: whoever holds the invitation's token.</param>
/// <param name="Scope">Of what.</param>
/// <param name="Role">In which role.</param>
/// <param name="Note">A word with it.</param>
/// <param name="CreatedAt">Since when it waits.</param>
/// <param name="Until">How long it is good; null: until it is decided.</param>
/// <param name="CreatedBy">By whose hand; null for the system.</param>
public sealed record MembershipRequest(
    Guid Id,
    RequestKind Kind,
    Guid? UserId,
    Scope Scope,
    MemberRole Role,
    string? Note,
    DateTimeOffset CreatedAt,
    DateTimeOffset? Until,
    Guid? CreatedBy);

/// <summary>An invitation as it is handed out.</summary>
/// <param name="Id">Which; to take it back.</param>
/// <param name="Token">Who knows it may accept, once: 64 hexadecimal digits.</param>
/// <param name="Scope">Into what.</param>
/// <param name="Role">In which role.</param>
/// <param name="Until">How long it is good.</param>
public sealed record Invitation(Guid Id, string Token, Scope Scope, MemberRole Role, DateTimeOffset Until);

/// <summary>The kinds as the table writes them.</summary>
static class RequestKindText
{
    public static string ToText(this RequestKind kind) => kind switch
    {
        RequestKind.Request => "request",
        RequestKind.Invitation => "invitation",
    };

    public static RequestKind Parse(string text) => text switch
    {
        "request" => RequestKind.Request,
        "invitation" => RequestKind.Invitation,
        _ => throw new FormatException($"'{text}' is no kind of request."),
    };
}
