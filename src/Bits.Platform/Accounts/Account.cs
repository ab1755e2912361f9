namespace Bits.Platform.Accounts;

/// <summary>What somebody is to the institute. The words are also the audience tags.</summary>
public enum PrimaryRole
{
    /// <summary>Has graduated.</summary>
    Alumni,

    /// <summary>Studies.</summary>
    Students,

    /// <summary>Teaches.</summary>
    Faculty,

    /// <summary>Works for the institute.</summary>
    Staff,
}

/// <summary>What somebody may do on the platform as a whole.</summary>
public enum PlatformRole
{
    /// <summary>Looks at how the platform runs, and changes nothing.</summary>
    Viewer,

    /// <summary>Runs the platform from day to day.</summary>
    Operator,

    /// <summary>May do everything.</summary>
    Admin,
}

/// <summary>A user.</summary>
/// <param name="Id">The id that everything else refers to.</param>
/// <param name="Username">Unique; lower-case letters, digits, dots, dashes.</param>
/// <param name="Email">Unique, in lower case.</param>
/// <param name="Name">As it is to be read.</param>
/// <param name="PrimaryRole">What they are to the institute.</param>
/// <param name="PlatformRole">What they may do on the platform; null for nothing special.</param>
/// <param name="Batch">The year of graduation, where there is one.</param>
public sealed record Account(
    Guid Id, string Username, string Email, string Name, PrimaryRole PrimaryRole, PlatformRole? PlatformRole, int? Batch);

/// <summary>Somebody to be given an account.</summary>
/// <param name="Email">Unique; kept as <see cref="EmailAddress"/> folds it.</param>
/// <param name="Name">As it is to be read.</param>
/// <param name="Batch">The year of graduation, where there is one.</param>
public sealed record NewAccount(string Email, string Name, int? Batch);

/// <summary>What came of writing an account.</summary>
public enum UpsertOutcome
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It was there, and has the new name or batch now.</summary>
    Updated,

    /// <summary>It was there already, the same.</summary>
    Unchanged,
}
