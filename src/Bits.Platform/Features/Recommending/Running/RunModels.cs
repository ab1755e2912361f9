using Bits.Membership;
using Bits.Platform.Recommending;
using Bits.Recommender;
using Bits.Search;
using Npgsql;

namespace Bits.Platform.Features.Recommending.Running;

/// <summary>Keeps the model of the run that this process works for, and makes it from the database when it has another or none. Each
/// process makes the same model for a run.</summary>
sealed class RunModels(IEnumerable<IRecommendedKind> kinds, SignalReader signals, Memberships memberships) : IDisposable
{
    readonly IReadOnlyList<IRecommendedKind> _kinds = [.. kinds];
    readonly SemaphoreSlim _oneAtATime = new(1);
    RunModel? _kept;

    /// <summary>Returns the model of a run.</summary>
    public async Task<RunModel> GetAsync(NpgsqlConnection db, Run run, CancellationToken ct)
    {
        await _oneAtATime.WaitAsync(ct);
        try
        {
            if (_kept?.RunId != run.Id)
                (_kept, _kept) = (null, await MakeAsync(db, run, ct));
            return _kept!;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Lets go of the model.</summary>
    public void Forget() => _kept = null;

    public void Dispose() => _oneAtATime.Dispose();

    async Task<RunModel> MakeAsync(NpgsqlConnection db, Run run, CancellationToken ct)
    {
        var stored = await StoredModel.LoadAsync(db, run.ModelId!.Value, ct);
        var added = run.Kind == RecommenderRunKind.Refresh ? await ListAddedAsync(db, run, ct) : [];
        var model = stored;
        if (added.Count > 0)
        {
            var users = added.Select(signal => signal.User).Distinct().ToList();
            var earlier = await StoredHistories.ListAsync(db, run.ModelId.Value, users, stored.Items, ct);
            model = await Task.Run(() => stored.Update([.. earlier.Values.SelectMany(history => history)], added, run.Until, ct), ct);
        }

        var audiences = await ReadAudiencesAsync(db, ct);
        return new(run, model, stored.Items, added, _kinds, audiences, await ReadSuggestersAsync(db, run, ct));
    }

    async Task<List<Signal>> ListAddedAsync(NpgsqlConnection db, Run run, CancellationToken ct)
    {
        var added = new List<Signal>();
        await foreach (var signal in signals.StreamAsync(db, run.Since, run.Until, ct))
            added.Add(signal);
        return added;
    }

    async Task<Audiences> ReadAudiencesAsync(NpgsqlConnection db, CancellationToken ct)
    {
        var audiences = new Audiences();
        string[] surfaces = [.. _kinds.Where(kind => kind.IsLearnt).SelectMany(kind => kind.Surfaces).Distinct()];
        await foreach (var document in SearchMaintenance.StreamAudiencesAsync(db, surfaces, ct))
            audiences.Add(document);
        await foreach (var member in memberships.StreamActiveAsync(db, ScopeTypes.All, ct))
            audiences.Add(member);
        return audiences;
    }

    // Relations between people change slowly: they wait for the night.
    async Task<Dictionary<string, ISuggester>> ReadSuggestersAsync(NpgsqlConnection db, Run run, CancellationToken ct)
    {
        var suggesters = new Dictionary<string, ISuggester>(StringComparer.Ordinal);
        if (run.Kind == RecommenderRunKind.Train)
            foreach (var kind in _kinds)
                if (await kind.PrepareAsync(db, ct) is { } suggester)
                    suggesters.Add(kind.Name, suggester);
        return suggesters;
    }
}
