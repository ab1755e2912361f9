namespace Bits.Platform.Accounts;

/// <summary>Lists the relations of a user to the institute. The words are also audience tags.</summary>
public enum PrimaryRole
{
    /// <summary>A graduate.</summary>
    Alumni,

    /// <summary>A current student.</summary>
    Students,

    /// <summary>A teacher.</summary>
    Faculty,

    /// <summary>An employee of the institute.</summary>
    Staff,
}

/// <summary>Lists the roles on the platform as a whole.</summary>
public enum PlatformRole
{
    /// <summary>Reads the platform's state; changes nothing.</summary>
    Viewer,

    /// <summary>Operates the platform.</summary>
    Operator,

    /// <summary>Has all rights.</summary>
    Admin,
}

/// <summary>A user.</summary>
/// <param name="Id">The id that all other tables refer to.</param>
/// <param name="Username">Unique; lower-case letters, digits, dots, dashes.</param>
/// <param name="Email">Unique, in lower case.</param>
/// <param name="Name">The display name.</param>
/// <param name="PrimaryRole">The relation to the institute.</param>
/// <param name="PlatformRole">The role on the platform; null without one.</param>
/// <param name="Batch">The year of graduation; null without one.</param>
public sealed record Account(
    Guid Id, string Username, string Email, string Name, PrimaryRole PrimaryRole, PlatformRole? PlatformRole, int? Batch);

/// <summary>A user to create an account for.</summary>
/// <param name="Email">Unique; stored as <see cref="EmailAddress"/> folds it.</param>
/// <param name="Name">The display name.</param>
/// <param name="Batch">The year of graduation; null without one.</param>
public sealed record NewAccount(string Email, string Name, int? Batch)
{
    /// <summary>Gets the campus, in lower case; null when unknown, which keeps the known one.</summary>
    public string? Campus { get; init; }
}

/// <summary>Lists the results of writing an account.</summary>
public enum UpsertOutcome
{
    /// <summary>The account was created.</summary>
    Created,

    /// <summary>The account existed and got a new name or batch.</summary>
    Updated,

    /// <summary>The account existed, unchanged.</summary>
    Unchanged,
}
