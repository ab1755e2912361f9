using Bits.Platform.Texts;

namespace Bits.Platform.Features.Groups;

/// <summary>The topics of groups: words by which people find them, compared without case.</summary>
static class GroupTopics
{
    /// <summary>The maximum number of topics of a group.</summary>
    public const int Max = 10;

    /// <summary>The maximum length of a topic, in characters.</summary>
    public const int MaxLength = 40;

    /// <summary>Returns topics as the table stores them: each once, in the given order.</summary>
    public static IReadOnlyList<string> Canonical(IEnumerable<string> topics) => [.. topics.Select(Canonical).Distinct()];

    /// <summary>Returns a topic as the table stores it.</summary>
    public static string Canonical(string topic) => TextRules.Canonical(topic).ToLowerInvariant();
}
