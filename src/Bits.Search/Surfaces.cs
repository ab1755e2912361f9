namespace Bits.Search;

/// <summary>The surfaces that documents belong to. The table allows these and no others.</summary>
public static class Surfaces
{
    /// <summary>People.</summary>
    public const string Directory = "directory";

    /// <summary>Posts of the social feed.</summary>
    public const string Feed = "feed";

    /// <summary>Entries of the job board.</summary>
    public const string Jobs = "jobs";

    /// <summary>Interest groups and alumni chapters, and what is posted in them.</summary>
    public const string Groups = "groups";

    /// <summary>Calendar events of chapters and campuses.</summary>
    public const string Events = "events";

    /// <summary>Announcements of the institute.</summary>
    public const string Announcements = "announcements";

    /// <summary>Deals of partners.</summary>
    public const string Marketplace = "marketplace";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Directory, Feed, Jobs, Groups, Events, Announcements, Marketplace];
}
