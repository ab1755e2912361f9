using Bits.Search.Live.Follow;
using Npgsql;

namespace Bits.Search.Presentation;

/// <summary>The texts that one search shows, each read once after the search began, and what the caller's transaction sees:
/// asked together with the first texts.</summary>
/// <param name="db">The caller's connection.</param>
/// <param name="kind">What its transaction sees; null to ask.</param>
sealed class PageTexts(NpgsqlConnection db, OwnTransaction.Kind? kind)
{
    readonly Dictionary<long, PageText> _texts = [];
    OwnTransaction.Kind? _kind = kind;

    /// <summary>Returns the text of a document; null where the caller may not see it.</summary>
    public PageText? Find(long id) => _texts.GetValueOrDefault(id);

    /// <summary>Reads the texts that are not there yet.</summary>
    public async Task ReadAsync(string[] audienceTags, Guid[] excludedAuthors, IEnumerable<long> ids, CancellationToken ct)
    {
        long[] missing = [.. ids.Where(id => !_texts.ContainsKey(id))];
        if (_kind is not null && missing.Length == 0)
            return;

        await using var batch = new NpgsqlBatch(db);
        if (_kind is null)
            batch.BatchCommands.Add(OwnTransaction.Command());
        if (missing.Length > 0)
            batch.BatchCommands.Add(PageText.Command(audienceTags, missing));
        await using var reader = await batch.ExecuteReaderAsync(ct).ConfigureAwait(false);
        if (_kind is null)
            _kind = await OwnTransaction.ReadAsync(reader, ct).ConfigureAwait(false);
        if (missing.Length > 0)
            await foreach (var text in PageText.ReadAsync(reader, excludedAuthors, ct).ConfigureAwait(false))
                _texts[text.Id] = text;
    }

    /// <summary>Returns what the caller's transaction sees.</summary>
    public async ValueTask<OwnTransaction.Kind> ReadKindAsync(CancellationToken ct)
    {
        await ReadAsync([], [], [], ct).ConfigureAwait(false);
        return _kind!.Value;
    }
}
