using System.Globalization;

namespace Bits.Membership;

/// <summary>How far a consumer has followed the changes. Keep it with what you made of them, in one transaction.</summary>
/// <param name="TransactionId">The transaction that wrote the change, counted by the server over its whole life.</param>
/// <param name="Id">The change within it.</param>
public readonly record struct ChangePosition(ulong TransactionId, long Id)
{
    /// <summary>The written form, such as <c>1234-56</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TransactionId}-{Id}");

    /// <summary>Reads the written form.</summary>
    /// <exception cref="FormatException">The text is no position.</exception>
    public static ChangePosition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && ulong.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var transaction)
            && long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? new(transaction, id)
                : throw new FormatException($"'{text}' is no position: give one that was handed out, such as 1234-56.");
    }
}

/// <summary>A page of changes.</summary>
/// <param name="Transitions">The changes, in the order in which they can be followed.</param>
/// <param name="Next">From where to ask on.</param>
public sealed record MembershipChanges(IReadOnlyList<Transition> Transitions, ChangePosition Next);
