namespace Bits.Platform.Features.Posts;

/// <summary>The capabilities of posts, comments and the feed.</summary>
public static class PostCapabilities
{
    /// <summary>Call what names a post or comment; the handler decides in the scope of the post.</summary>
    public const string Use = "posts.use";

    /// <summary>Read the posts and comments of a scope.</summary>
    public const string Read = "posts.read";

    /// <summary>Post, comment and react in a scope.</summary>
    public const string Write = "posts.write";

    /// <summary>Pin posts, and remove posts and comments of others.</summary>
    public const string Moderate = "posts.moderate";

    /// <summary>Recount comments and reactions, and compare.</summary>
    public const string Verify = "posts.verify";
}
