using Bits.Pages.Parts;
using Bits.Platform.Features.Posts;
using Bits.Platform.Features.Posts.Moderation;

namespace Bits.Web.Features.Posts;

/// <summary>Formats facts about posts for readers.</summary>
static class PostWords
{
    /// <summary>Formats a number of comments.</summary>
    public static string Comments(int count) => count switch
    {
        0 => "No comments",
        1 => "1 comment",
        _ => $"{Words.Number(count)} comments",
    };

    /// <summary>Returns the name of a person; that of a deleted account is missing.</summary>
    public static string NameOf(string? name) => name ?? "A former member";

    /// <summary>Returns the sign of a reaction.</summary>
    public static string Sign(this ReactionKind kind) => kind switch
    {
        ReactionKind.Like => "👍",
        ReactionKind.Love => "❤️",
        ReactionKind.Celebrate => "🎉",
        ReactionKind.Support => "🤝",
        ReactionKind.Insightful => "💡",
        ReactionKind.Funny => "😄",
    };

    /// <summary>Returns the name of a reaction.</summary>
    public static string Title(this ReactionKind kind) => kind.ToString();

    /// <summary>Returns a decision on a reported text, as one reads it.</summary>
    public static string Title(CaseDecision decision) => decision switch
    {
        CaseDecision.Keep => "Kept",
        CaseDecision.Hide => "Hidden",
        CaseDecision.Remove => "Removed",
        CaseDecision.Warn => "Warned",
        CaseDecision.Ban => "Banned",
    };

    /// <summary>Returns the state of an appeal; null is an open one.</summary>
    public static string Title(AppealOutcome? outcome) => outcome switch
    {
        AppealOutcome.Upheld => "The decision stands",
        AppealOutcome.Granted => "The decision is undone",
        null => "Waiting for an answer",
    };

    /// <summary>Returns the host of an address, as readers know it.</summary>
    public static string HostOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Host : "";
}
