using System.Globalization;
using System.Text.RegularExpressions;

namespace Bits.Search;

/// <summary>Names an audience: written on a document it says who may find it, held by a caller it says what they may
/// find. By convention <c>scope:value</c>, such as <c>batch:2018</c>, or a role alone, such as <c>alumni</c>.</summary>
/// <remarks>Writers and readers must build a tag by the same call: two tags are the same when they are equal letter by
/// letter.</remarks>
public readonly partial record struct AudienceTag
{
    /// <summary>Makes a tag.</summary>
    /// <param name="value">1 to 100 visible ASCII characters.</param>
    /// <exception cref="ArgumentException">The text is empty, too long or contains a blank.</exception>
    public AudienceTag(string value) =>
        Value = value is not null && Pattern.IsMatch(value)
            ? value
            : throw new ArgumentException(
                $"'{value}' is no audience tag: use 1 to 100 visible ASCII characters and no blank.", nameof(value));

    /// <summary>The tag as documents and callers carry it.</summary>
    public string Value { get; }

    /// <summary>Everybody with a verified account.</summary>
    public static AudienceTag Institute { get; } = new("institute");

    /// <summary>All alumni.</summary>
    public static AudienceTag Alumni { get; } = new("alumni");

    /// <summary>All students.</summary>
    public static AudienceTag Students { get; } = new("students");

    /// <summary>All faculty.</summary>
    public static AudienceTag Faculty { get; } = new("faculty");

    /// <summary>All staff.</summary>
    public static AudienceTag Staff { get; } = new("staff");

    /// <summary>The batch that graduated in <paramref name="year"/>.</summary>
    public static AudienceTag Batch(int year) => new("batch:" + year.ToString(CultureInfo.InvariantCulture));

    /// <summary>The members of a chapter.</summary>
    public static AudienceTag Chapter(Guid id) => new($"chapter:{id}");

    /// <summary>The members of a group.</summary>
    public static AudienceTag Group(Guid id) => new($"group:{id}");

    /// <summary>The tag itself.</summary>
    public override string ToString() => Value;

    [GeneratedRegex(@"^[!-~]{1,100}\z")]
    static partial Regex Pattern { get; }
}
