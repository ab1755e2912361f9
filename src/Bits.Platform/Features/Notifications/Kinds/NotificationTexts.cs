using System.Text.RegularExpressions;
using Bits.Platform.Features.Notifications.Sending;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>The text of a notification.</summary>
/// <param name="Title">The headline.</param>
/// <param name="Body">The short text.</param>
/// <param name="Action">The label of the link to the subject.</param>
public sealed record NotificationWords(string Title, string Body, string Action);

/// <summary>What a notification says: a variant of the templates of its kind, and the values for it.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Values">The values by the names that the templates have in braces.</param>
public sealed record NotificationValues(string Variant, IReadOnlyDictionary<string, Localized> Values);

/// <summary>Finds the current values of the notifications of one kind; the feature that sends them implements it.</summary>
public interface INotificationText
{
    /// <summary>Gets the kind.</summary>
    NotificationKind Kind { get; }

    /// <summary>Returns the current values, with current names. Omits deleted subjects.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="subjects">The subjects, each <see cref="NotificationSubject.SubjectId"/> once.</param>
    /// <param name="ct">Stops the query.</param>
    Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct);
}

/// <summary>Knows all kinds of notifications, and puts any of them into words.</summary>
public sealed partial class NotificationTexts(IEnumerable<INotificationText> texts, ILogger<NotificationTexts> log)
{
    readonly Dictionary<string, INotificationText> _texts = texts.ToDictionary(text => text.Kind.Name);

    /// <summary>Gets all kinds, by name.</summary>
    public IEnumerable<NotificationKind> Kinds => _texts.Values.Select(text => text.Kind).OrderBy(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>Returns the kind of this name; null for an unknown one.</summary>
    public NotificationKind? Find(string kind) => _texts.GetValueOrDefault(kind)?.Kind;

    /// <summary>Renders notifications, by kind and subject; omits those whose subject is deleted, and those of a kind whose text
    /// fails.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="notifications">The notifications.</param>
    /// <param name="language">The language.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyDictionary<(string Kind, string SubjectId), NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IEnumerable<(string Kind, NotificationSubject Subject)> notifications, Language language,
        CancellationToken ct)
    {
        var words = new Dictionary<(string, string), NotificationWords>();
        foreach (var group in notifications.GroupBy(n => n.Kind, n => n.Subject).Where(group => _texts.ContainsKey(group.Key)))
        {
            var text = _texts[group.Key];
            try
            {
                foreach (var (subject, values) in await text.ListAsync(db, [.. group], ct))
                    words[(group.Key, subject)] = Render(text.Kind, values, language);
            }
            catch (Exception e) when (e is not (NpgsqlException or OperationCanceledException))
            {
                log.TextFailed(e, group.Key); // the other kinds are still told
            }
        }

        return words;
    }

    /// <summary>Renders one notification of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="values">The values. A name without a value stays in its braces.</param>
    /// <param name="language">The language.</param>
    public static NotificationWords Render(NotificationKind kind, NotificationValues values, Language language)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(values);
        var template = kind.Templates[values.Variant].In(language);
        return new(Filled(template.Title), Filled(template.Body), Filled(template.Action));

        string Filled(string text) => Names.Replace(
            text, name => values.Values.GetValueOrDefault(name.Groups[1].Value)?.In(language) ?? name.Value);
    }

    [GeneratedRegex(@"\{([a-z]+)\}")]
    internal static partial Regex Names { get; }
}
