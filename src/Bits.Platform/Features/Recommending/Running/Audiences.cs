using System.Runtime.InteropServices;
using Bits.Membership;
using Bits.Search;

namespace Bits.Platform.Features.Recommending.Running;

/// <summary>Holds which tags documents and users have, so that scoring selects what a user may see without a query for each. What it
/// holds may be minutes old; each read checks again.</summary>
sealed class Audiences
{
    readonly Dictionary<string, List<string>> _documents = new(StringComparer.Ordinal);
    readonly Dictionary<Guid, List<string>> _byAuthor = [];
    readonly Dictionary<Guid, List<string>> _tags = [];
    readonly Dictionary<Scope, string> _names = [];

    /// <summary>Gets the documents of each tag.</summary>
    public IReadOnlyDictionary<string, List<string>> ByTag => _documents;

    /// <summary>Gets the documents of each author.</summary>
    public IReadOnlyDictionary<Guid, List<string>> ByAuthor => _byAuthor;

    /// <summary>Adds a document.</summary>
    public void Add(DocumentAudience document)
    {
        foreach (var tag in document.AudienceTags)
            ListOf(_documents, tag).Add(document.Document);
        if (document.AuthorId is { } author)
            ListOf(_byAuthor, author).Add(document.Document);
    }

    /// <summary>Adds a membership; documents come first, and a tag of none of them is left out.</summary>
    public void Add(ActiveMember member)
    {
        if (!_names.TryGetValue(member.Scope, out var tag))
            _names.Add(member.Scope, tag = member.Scope.ToString());
        if (_documents.ContainsKey(tag))
            ListOf(_tags, member.UserId).Add(tag);
    }

    /// <summary>Lists the tags of a user's memberships.</summary>
    public IReadOnlyList<string> TagsOf(Guid user) => _tags.TryGetValue(user, out var tags) ? tags : [];

    static List<string> ListOf<TKey>(Dictionary<TKey, List<string>> lists, TKey key) where TKey : notnull =>
        CollectionsMarshal.GetValueRefOrAddDefault(lists, key, out _) ??= [];
}
