using Bits.Platform.Accounts;
using Bits.Platform.Features.Directory.Verifying;

namespace Bits.Platform.Features.Directory;

/// <summary>Lists what a caller may do on the page of a person.</summary>
public enum ProfileAction
{
    /// <summary>Change the profile.</summary>
    Edit,

    /// <summary>Ask for a connection.</summary>
    Connect,

    /// <summary>Accept the request of the person.</summary>
    Accept,

    /// <summary>Decline the request of the person.</summary>
    Decline,

    /// <summary>Take back the own request.</summary>
    Withdraw,

    /// <summary>End the connection.</summary>
    Disconnect,

    /// <summary>Block the person.</summary>
    Block,

    /// <summary>Unblock the person.</summary>
    Unblock,

    /// <summary>Vouch for the person.</summary>
    Vouch,

    /// <summary>Take back the own vouch.</summary>
    WithdrawVouch,
}

/// <summary>A person as a viewer sees them.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Username">The name in mentions.</param>
/// <param name="Name">The name.</param>
/// <param name="PrimaryRole">The relation to the institute.</param>
/// <param name="Batch">The year of graduation; null without one.</param>
/// <param name="Campus">The campus, in lower case; null when unknown.</param>
/// <param name="Fields">The fields that the viewer may see.</param>
/// <param name="SharesBatch">Whether both are members of a batch.</param>
/// <param name="SharesGroup">Whether both are members of a group or chapter.</param>
/// <param name="Connection">What the connection is for the viewer.</param>
/// <param name="Can">What the viewer may do here now.</param>
/// <param name="Verification">What shows that the person is who they say; null for nothing but their word.</param>
public sealed record ProfileView(
    Guid UserId, string Username, string Name, PrimaryRole PrimaryRole, int? Batch, string? Campus, ProfileFields Fields,
    bool SharesBatch, bool SharesGroup, ConnectionView Connection, IReadOnlyList<ProfileAction> Can,
    Verification? Verification)
{
    /// <summary>Makes the view of a person for a relation.</summary>
    internal static ProfileView Of(
        AccountOverview account, Profile profile, Relation relation, ConnectionView connection, IReadOnlyList<ProfileAction> can,
        Verification? verification) => new(
        account.Account.Id, account.Account.Username, account.Account.Name, account.Account.PrimaryRole, account.Account.Batch,
        account.Campus, profile.VisibleTo(relation), relation.HasFlag(Relation.Batch), relation.HasFlag(Relation.Groups), connection, can,
        verification);
}

/// <summary>A person in a list.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Name">The name.</param>
/// <param name="Batch">The year of graduation; null without one.</param>
/// <param name="Campus">The campus, in lower case; null when unknown.</param>
/// <param name="Headline">The headline, if the viewer may see it.</param>
/// <param name="Title">The job title, if the viewer may see it.</param>
/// <param name="Company">The employer, if the viewer may see it.</param>
/// <param name="City">The city, if the viewer may see it.</param>
/// <param name="Connection">What the connection is for the viewer.</param>
/// <param name="SharesBatch">Whether both are members of a batch.</param>
/// <param name="SharesGroup">Whether both are members of a group or chapter.</param>
/// <param name="PhotoId">The photo, if the viewer may see it.</param>
/// <param name="IsVerified">Whether more than the person's word shows that they are who they say.</param>
public sealed record PersonRow(
    Guid UserId, string Name, int? Batch, string? Campus, string? Headline, string? Title, string? Company, string? City,
    ConnectionView Connection, bool SharesBatch, bool SharesGroup, Guid? PhotoId, bool IsVerified);
