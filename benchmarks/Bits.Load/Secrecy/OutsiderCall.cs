namespace Bits.Load.Secrecy;

/// <summary>A call by which an outsider could learn of a secret group.</summary>
/// <param name="Rpc">The call.</param>
/// <param name="By">What names the group in it.</param>
/// <param name="Answer">The reason of its refusal, or "nothing".</param>
/// <param name="Request">The request about a group.</param>
sealed record OutsiderCall(string Rpc, string By, string Answer, Func<SecretTraces, object> Request)
{
    const string NoGroup = "group_not_found";
    const string NoPost = "post_not_found";

    /// <summary>The calls that are timed.</summary>
    public static IReadOnlyList<OutsiderCall> All { get; } =
    [
        new("groups.v1/GetGroup", "id", NoGroup, at => new { groupId = at.Group }),
        new("groups.v1/GetGroup", "slug", NoGroup, at => new { slug = at.Slug }),
        new("groups.v1/ListMembers", "id", NoGroup, at => new { groupId = at.Group }),
        new("groups.v1/ListPosts", "id", NoGroup, at => new { groupId = at.Group }),
        new("groups.v1/JoinGroup", "id", NoGroup, at => new { groupId = at.Group }),
        new("groups.v1/PostToGroup", "id", NoGroup, at => new { groupId = at.Group, body = "Regatta" }),
        new("groups.v1/ListGroups", "word", "nothing", at => new { text = at.Word }),
        new("posts.v1/ListPosts", "scope", NoGroup, at => new { scope = $"group:{at.Group}" }),
        new("posts.v1/GetPost", "id", NoPost, at => new { postId = at.Post }),
        new("posts.v1/AddComment", "post", NoPost, at => new { postId = at.Post, body = "Regatta" }),
        new("moderation.v1/Report", "post", NoPost, at => new { postId = at.Post, reason = "Regatta" }),
        new("search.v1/Search", "word", "nothing", at => new { text = at.Word }),
        new("search.v1/Search", "beginning", "nothing", at => new { text = $"{at.Word[..^2]}*" }),
    ];

    /// <summary>The call as tables name it.</summary>
    public string Title => $"{Rpc} by {By}";
}
