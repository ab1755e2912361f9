using Npgsql;

namespace Bits.Platform.Privacy;

/// <summary>What one part keeps about people. Every part that keeps anything registers one: the export and the erasure of a
/// person are those of all parts, each in one transaction.</summary>
public interface IPersonalData
{
    /// <summary>The part, as the export names it.</summary>
    string Part { get; }

    /// <summary>The tables that hold it; of a partitioned table its parent. docs/privacy.md lists them all.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>What this part knows the person by and others may have written: an address, a number, a name.</summary>
    Task<IReadOnlyList<string>> ListIdentifiersAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Everything that is kept about the person, to be written as JSON.</summary>
    /// <param name="db">An open connection; its transaction sees one moment.</param>
    /// <param name="userId">Who.</param>
    /// <param name="ct">Stops the query.</param>
    Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct);

    /// <summary>Removes what the person has written and what is kept about them; in what others wrote, a mention becomes
    /// <see cref="ErasedPerson.Placeholder"/>. A second time it changes nothing.</summary>
    /// <param name="db">An open connection with the transaction of the whole erasure.</param>
    /// <param name="person">Who.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>How many rows went or changed.</returns>
    /// <exception cref="Rpc.FaultException">Something has to be done first; nothing is erased then.</exception>
    Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct);
}
