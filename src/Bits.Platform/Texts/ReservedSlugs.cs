namespace Bits.Platform.Texts;

/// <summary>Words that no group has as its name in addresses: what the host answers to, what screens will, and what pretends to
/// speak for the platform.</summary>
public static class ReservedSlugs
{
    /// <summary>All of them.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>
    {
        // addresses of the host; a test compares them
        "admin", "rpc", "openapi", "scalar", "health", "metrics", "login", "logout", "files", "assets",
        // addresses of screens
        "new", "me", "settings", "api", "app", "account", "accounts", "auth", "batch", "batches", "chapter", "chapters", "create", "delete",
        "edit", "group", "groups", "help", "home", "inbox", "index", "invitations", "invite", "join", "leave", "member", "members",
        "messages", "notifications", "post", "posts", "privacy", "profile", "search", "sign-in", "sign-out", "sign-up", "signin", "signout",
        "signup", "static", "status", "terms", "user", "users", "webhooks", "about", "contact", "directory", "feed", "jobs", "events",
        "announcements", "marketplace",
        // what pretends to be more than a group, or to be nothing
        "all", "everyone", "moderator", "moderators", "official", "operator", "platform", "root", "security", "support", "system", "www",
        "mail", "null", "undefined", "none", "true", "false",
    };
}
