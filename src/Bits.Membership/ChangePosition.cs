using System.Globalization;

namespace Bits.Membership;

/// <summary>How far a consumer has followed the changes. Store it in the transaction that applies them.</summary>
/// <param name="TransactionId">The transaction that wrote the change, as the server counts them.</param>
/// <param name="Id">The change within the transaction.</param>
public readonly record struct ChangePosition(ulong TransactionId, long Id)
{
    /// <summary>Returns the written form, such as <c>1234-56</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TransactionId}-{Id}");

    /// <summary>Reads the written form.</summary>
    /// <exception cref="FormatException">The text is not a position.</exception>
    public static ChangePosition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && ulong.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var transaction)
            && long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? new(transaction, id)
                : throw new FormatException($"'{text}' is not a position. Give one that ListChangesAsync returned, such as 1234-56.");
    }
}

/// <summary>A page of changes.</summary>
/// <param name="Transitions">The changes, in order.</param>
/// <param name="Next">The position for the next page.</param>
public sealed record MembershipChanges(IReadOnlyList<Transition> Transitions, ChangePosition Next);
