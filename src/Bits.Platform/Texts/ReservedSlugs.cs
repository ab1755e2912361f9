namespace Bits.Platform.Texts;

/// <summary>The words that a group may not have as its slug: addresses of the host and of screens, and names that could
/// pass for the platform.</summary>
public static class ReservedSlugs
{
    /// <summary>Lists all of them.</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>
    {
        // addresses of the host; a test compares them
        "admin", "rpc", "openapi", "scalar", "health", "metrics", "login", "logout", "files", "assets", "do", "live",
        // addresses of screens
        "new", "me", "settings", "api", "app", "account", "accounts", "auth", "batch", "batches", "chapter", "chapters", "create", "delete",
        "edit", "group", "groups", "help", "home", "inbox", "index", "invitations", "invite", "join", "leave", "member", "members",
        "messages", "notifications", "post", "posts", "privacy", "profile", "search", "sign-in", "sign-out", "sign-up", "signin", "signout",
        "signup", "static", "status", "terms", "user", "users", "webhooks", "about", "contact", "directory", "feed", "jobs", "events",
        "announcements", "marketplace",
        // names that could pass for the platform, or for nothing
        "all", "everyone", "moderator", "moderators", "official", "operator", "platform", "root", "security", "support", "system", "www",
        "mail", "null", "undefined", "none", "true", "false",
    };
}
