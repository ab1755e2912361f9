using Npgsql;

namespace Bits.Platform.Privacy;

/// <summary>Exports and erases the personal data of one part. Every part with personal data registers one; export and
/// erasure run over all parts, each in one transaction.</summary>
public interface IPersonalData
{
    /// <summary>Gets the name of the part in the export.</summary>
    string Part { get; }

    /// <summary>Gets the tables with personal data; the parent of a partitioned table. docs/privacy.md lists them
    /// all.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Returns the identifiers of the person that others may have written: an address, a number, a name.</summary>
    Task<IReadOnlyList<string>> ListIdentifiersAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Exports all data about the person, for JSON.</summary>
    /// <param name="db">An open connection; its transaction has one snapshot.</param>
    /// <param name="userId">The user.</param>
    /// <param name="ct">Stops the query.</param>
    Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct);

    /// <summary>Erases the person's texts and data; a mention in texts of others becomes
    /// <see cref="ErasedPerson.Placeholder"/>. A second call changes nothing.</summary>
    /// <param name="db">An open connection with the transaction of the whole erasure.</param>
    /// <param name="person">The person.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The number of deleted or changed rows.</returns>
    /// <exception cref="Rpc.FaultException">Another action is needed first; nothing is erased.</exception>
    Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct);
}
