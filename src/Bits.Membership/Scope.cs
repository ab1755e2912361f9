using System.Globalization;
using System.Text.RegularExpressions;

namespace Bits.Membership;

/// <summary>A thing with members: a type and an id, written <c>group:0198c1…</c>.</summary>
/// <remarks>Equality is ordinal. The written form is also the audience tag.</remarks>
public readonly partial record struct Scope
{
    /// <summary>Creates a scope.</summary>
    /// <param name="type">One of <see cref="ScopeTypes"/>, or another lower-case word of up to 32 letters.</param>
    /// <param name="id">1 to 64 visible ASCII characters; for a batch, the year.</param>
    /// <exception cref="InvalidArgumentException">A part is malformed.</exception>
    public Scope(string type, string id)
    {
        if (type is null || !TypePattern.IsMatch(type))
            throw new InvalidArgumentException(
                nameof(type), $"'{type}' is not a scope type. Use 1 to 32 lower-case letters or underscores, such as group.");
        if (id is null || !IdPattern.IsMatch(id))
            throw new InvalidArgumentException(nameof(id), "is malformed. Use 1 to 64 visible ASCII characters without blanks.");
        if (type == ScopeTypes.Batch && !YearPattern.IsMatch(id))
            throw new InvalidArgumentException(nameof(id), $"'{id}' is not a batch. Give the year of graduation, such as 2018.");

        (Type, Id) = (type, id);
    }

    /// <summary>The type: one of <see cref="ScopeTypes"/> or the host's own.</summary>
    public string Type { get; }

    /// <summary>The id within the type.</summary>
    public string Id { get; }

    /// <summary>Names the batch that graduated in <paramref name="year"/>.</summary>
    public static Scope Batch(int year) => new(ScopeTypes.Batch, year.ToString(CultureInfo.InvariantCulture));

    /// <summary>Names an alumni chapter.</summary>
    public static Scope Chapter(Guid id) => new(ScopeTypes.Chapter, id.ToString());

    /// <summary>Names an interest group.</summary>
    public static Scope Group(Guid id) => new(ScopeTypes.Group, id.ToString());

    /// <summary>Names a mentorship programme.</summary>
    public static Scope MentorshipProgramme(Guid id) => new(ScopeTypes.MentorshipProgramme, id.ToString());

    /// <summary>Reads the written form, <c>type:id</c>.</summary>
    /// <exception cref="FormatException">The text has no colon, or a part is malformed.</exception>
    public static Scope Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            throw new FormatException($"'{text}' is not a scope. Write type:id, such as batch:2018.");

        try
        {
            return new(text[..colon], text[(colon + 1)..]);
        }
        catch (InvalidArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>Returns the written form, <c>type:id</c>.</summary>
    public override string ToString() => $"{Type}:{Id}";

    [GeneratedRegex(@"^[a-z][a-z_]{0,31}\z")]
    static partial Regex TypePattern { get; }

    [GeneratedRegex(@"^[!-~]{1,64}\z")]
    static partial Regex IdPattern { get; }

    [GeneratedRegex(@"^[12][0-9]{3}\z")]
    static partial Regex YearPattern { get; }
}
