namespace Bits.Platform.Features.Directory;

/// <summary>Lists the fields of a profile. Each has an audience of its own.</summary>
public enum ProfileField
{
    /// <summary>The name as it is spoken.</summary>
    SpokenName,

    /// <summary>Other names by which friends know the person.</summary>
    Nicknames,

    /// <summary>Earlier names, so that people who knew them find the person.</summary>
    FormerNames,

    /// <summary>One line about the person.</summary>
    Headline,

    /// <summary>The degree, such as B.E.</summary>
    Degree,

    /// <summary>The branch of study.</summary>
    Branch,

    /// <summary>The city of residence.</summary>
    City,

    /// <summary>The employer.</summary>
    Company,

    /// <summary>The job title.</summary>
    Title,

    /// <summary>The industry.</summary>
    Industry,

    /// <summary>Skills.</summary>
    Skills,

    /// <summary>Spoken languages.</summary>
    Languages,

    /// <summary>Addresses on the web.</summary>
    Links,

    /// <summary>The telephone number.</summary>
    Phone,

    /// <summary>The e-mail address for other members.</summary>
    Email,

    /// <summary>What the person is open to.</summary>
    OpenTo,
}

/// <summary>Lists who may see a field. They are not nested: a connection need not be of the same batch.</summary>
public enum Audience
{
    /// <summary>All signed-in members.</summary>
    Everyone,

    /// <summary>Members of a batch of the person.</summary>
    Batch,

    /// <summary>Members of a group or chapter of the person.</summary>
    Groups,

    /// <summary>The person's connections.</summary>
    Connections,

    /// <summary>The person alone.</summary>
    OnlyMe,
}

/// <summary>Lists what a person may be open to.</summary>
public enum OpenTo
{
    /// <summary>Advising others.</summary>
    Mentoring,

    /// <summary>Hiring others.</summary>
    Hiring,

    /// <summary>A new job.</summary>
    JobOffers,

    /// <summary>Meeting at reunions.</summary>
    Reunions,
}
