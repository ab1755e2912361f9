namespace Bits.Platform.Features.Notifications;

/// <summary>Lists how much a notification matters to its recipients. Decides the default of each channel, and who is first
/// when a channel's budget is short.</summary>
public enum Importance
{
    /// <summary>News of a scope: many recipients, none of them meant in person. E-mail collects it for the digest.</summary>
    News,

    /// <summary>It is for the recipient: an answer, a mention, an invitation.</summary>
    Personal,

    /// <summary>The recipient must hear of it, such as a decision about them. It cannot be turned off or muted.</summary>
    Required,
}

/// <summary>A kind of notification as a value: what it is called, how much it matters, and how it is worded.</summary>
/// <param name="Name">The name, such as <c>posts.comment</c>; stored, so it never changes.</param>
/// <param name="Label">What members choose in their preferences, such as "Comments on your posts".</param>
/// <param name="Importance">How much it matters.</param>
/// <param name="Templates">The templates by the name of the variant that <see cref="NotificationValues.Variant"/> chooses.
/// </param>
public sealed record NotificationKind(
    string Name, Localized Label, Importance Importance, IReadOnlyDictionary<string, Phrases> Templates)
{
    /// <summary>The variant of a kind that has one.</summary>
    public const string Only = "";

    /// <summary>Creates a kind with one variant.</summary>
    /// <param name="name">The name.</param>
    /// <param name="label">The label.</param>
    /// <param name="importance">How much it matters.</param>
    /// <param name="phrases">The template.</param>
    public NotificationKind(string name, Localized label, Importance importance, Phrases phrases)
        : this(name, label, importance, new Dictionary<string, Phrases> { [Only] = phrases })
    {
    }

    /// <summary>Gets how long messages outside the app wait for more of the same to be told at once. Default: not at all.
    /// </summary>
    public TimeSpan Gathers { get; init; }
}

/// <summary>The template of one variant in each language that the platform speaks.</summary>
/// <param name="English">English.</param>
/// <param name="Hindi">Hindi.</param>
public sealed record Phrases(Template English, Template Hindi)
{
    /// <summary>Returns the template of a language.</summary>
    public Template In(Language language) => language switch
    {
        Language.Hindi => Hindi,
        Language.English => English,
    };
}

/// <summary>A template. Names in braces, such as <c>{author}</c>, stand for values.</summary>
/// <param name="Title">The headline, and the subject of an e-mail.</param>
/// <param name="Body">The text.</param>
/// <param name="Action">The label of the link to the subject.</param>
public sealed record Template(string Title, string Body, string Action);
