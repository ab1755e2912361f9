using Bits.Search;

namespace Bits.Platform;

/// <summary>The surfaces of the platform; migrations add them to the index.</summary>
public static class Surfaces
{
    /// <summary>People.</summary>
    public const string Directory = "directory";

    /// <summary>Posts of the social feed.</summary>
    public const string Feed = "feed";

    /// <summary>Entries of the job board.</summary>
    public const string Jobs = "jobs";

    /// <summary>Interest groups and alumni chapters, and their posts.</summary>
    public const string Groups = "groups";

    /// <summary>Calendar events of chapters and campuses.</summary>
    public const string Events = "events";

    /// <summary>Announcements of the institute.</summary>
    public const string Announcements = "announcements";

    /// <summary>Deals of partners.</summary>
    public const string Marketplace = "marketplace";

    /// <summary>Lists all of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Directory, Feed, Jobs, Groups, Events, Announcements, Marketplace];

    /// <summary>Returns the surfaces for the index: titles of the directory are people's names.</summary>
    public static IReadOnlyList<SearchSurface> ForIndex { get; } =
        [.. All.Select(name => new SearchSurface(name) { TitlesAreNames = name == Directory })];
}
