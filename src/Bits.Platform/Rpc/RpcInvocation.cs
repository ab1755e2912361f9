using System.Text.RegularExpressions;
using Bits.Platform.Audit;
using Bits.Platform.Auth;

namespace Bits.Platform.Rpc;

/// <summary>What a transport hands over beside the request.</summary>
/// <param name="Identity">Who the transport has proved the caller to be; null for an anonymous call.</param>
/// <param name="Origin">Origin of the call, for the audit log.</param>
public sealed record RpcInvocation(Identity? Identity, RequestOrigin Origin)
{
    /// <summary>The key under which a write may be repeated; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether to do everything and then undo it: the answer says what would have been.</summary>
    public bool DryRun { get; init; }

    /// <summary>What the caller has written and must see; null for nothing.</summary>
    public CommitToken? ReadAfter { get; init; }

    /// <summary>How long the caller is willing to wait, where that is less than the call may take.</summary>
    public TimeSpan? MaxWait { get; init; }
}

/// <summary>What a call answers.</summary>
/// <param name="Json">The response.</param>
/// <param name="Committed">Of a write: what a later read must be able to see. Null for a read and a dry run.</param>
public sealed record RpcAnswer(byte[] Json, CommitToken? Committed);

/// <summary>A moment in the history of the database: everything that had committed. It is a position in the write-ahead
/// log, as <c>pg_lsn</c> writes it.</summary>
public readonly partial record struct CommitToken
{
    /// <summary>A position that the database has given.</summary>
    internal CommitToken(string lsn) => Lsn = lsn;

    /// <summary>The position, such as <c>0/16B3748</c>.</summary>
    public string Lsn { get; }

    /// <summary>Reads what a client sends back.</summary>
    /// <exception cref="FaultException">It is not a token.</exception>
    public static CommitToken Parse(string field, string text) => Form.IsMatch(text)
        ? new(text)
        : throw FaultException.InvalidArgument(field, "is not a Commit-Token of ours, such as 0/16B3748.");

    /// <inheritdoc />
    public override string ToString() => Lsn;

    /// <summary>How it is written.</summary>
    public const string Pattern = "^[0-9A-F]{1,8}/[0-9A-F]{1,8}$";

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    static partial Regex Form { get; }
}
