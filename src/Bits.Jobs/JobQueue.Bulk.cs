using System.Text.Json.Serialization.Metadata;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobQueue
{
    const int ManyIsFrom = 32; // below, one statement is cheaper than COPY with its three round trips

    /// <summary>Enqueues many jobs of one kind, all or none of them, and returns their ids in the given order.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="args">The arguments of each job.</param>
    /// <param name="json">The entry of the arguments in a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">The options of all jobs; default: as the kind says.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">A payload or an option is out of range; the message says which. Or the arguments
    /// have unique keys: use
    /// <see cref="EnqueueUniqueAsync{TArgs}(NpgsqlConnection, IReadOnlyList{TArgs}, EnqueueOptions, CancellationToken)"/>.</exception>
    public Task<IReadOnlyList<long>> EnqueueManyAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, JsonTypeInfo<TArgs> json, EnqueueOptions? options = null,
        CancellationToken ct = default) where TArgs : IJobArgs =>
        EnqueueManyAsync(db, args, (JsonTypeInfo)json, options, ct);

    /// <summary>Enqueues many jobs of a registered kind, all or none of them, and returns their ids in the given
    /// order.</summary>
    /// <inheritdoc cref="EnqueueManyAsync{TArgs}(NpgsqlConnection, IReadOnlyList{TArgs}, JsonTypeInfo{TArgs}, EnqueueOptions?, CancellationToken)"/>
    public Task<IReadOnlyList<long>> EnqueueManyAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, EnqueueOptions? options = null, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        EnqueueManyAsync(db, args, _kinds.Of(typeof(TArgs)), options, ct);

    /// <summary>Enqueues many jobs in a transaction of their own.</summary>
    /// <inheritdoc cref="EnqueueManyAsync{TArgs}(NpgsqlConnection, IReadOnlyList{TArgs}, JsonTypeInfo{TArgs}, EnqueueOptions?, CancellationToken)"/>
    public Task<IReadOnlyList<long>> EnqueueManyAsync<TArgs>(
        IReadOnlyList<TArgs> args, JsonTypeInfo<TArgs> json, EnqueueOptions? options = null,
        CancellationToken ct = default) where TArgs : IJobArgs =>
        _dataSource.WithConnectionAsync(db => EnqueueManyAsync(db, args, (JsonTypeInfo)json, options, ct), ct);

    /// <summary>Enqueues many jobs of a registered kind in a transaction of their own.</summary>
    /// <inheritdoc cref="EnqueueManyAsync{TArgs}(NpgsqlConnection, IReadOnlyList{TArgs}, JsonTypeInfo{TArgs}, EnqueueOptions?, CancellationToken)"/>
    public Task<IReadOnlyList<long>> EnqueueManyAsync<TArgs>(
        IReadOnlyList<TArgs> args, EnqueueOptions? options = null, CancellationToken ct = default) where TArgs : IJobArgs =>
        _dataSource.WithConnectionAsync(db => EnqueueManyAsync(db, args, options, ct), ct);

    /// <summary>Enqueues the jobs whose unique key no other job holds, in one transaction. Returns for each, in the given
    /// order, which job holds its key.</summary>
    /// <param name="db">The caller's open connection. This call begins a transaction of its own if the caller has begun
    /// none.</param>
    /// <param name="args">The arguments of each job.</param>
    /// <param name="key">The unique key of each, 1 to 500 bytes. All kinds share keys, so begin it with the kind.</param>
    /// <param name="json">The entry of the arguments in a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="scope">How long the jobs hold their keys; default: as the options or the kind say.</param>
    /// <param name="options">The options of all jobs; default: as the kind says.</param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>The row of the holder decides whether its key is free, whatever changed that row, so a key is never stuck.
    /// If two transactions take the same key, the second waits for the first to end.</remarks>
    /// <exception cref="ArgumentException">A payload, a key or an option is out of range; the message says
    /// which.</exception>
    public Task<IReadOnlyList<EnqueuedJob>> EnqueueUniqueAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, Func<TArgs, string> key, JsonTypeInfo<TArgs> json,
        UniqueScope? scope = null, EnqueueOptions? options = null, CancellationToken ct = default)
        where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(key);
        if (scope is not null && options?.Unique is not null)
            throw new InvalidArgumentException(nameof(scope), "scope and options.Unique both set the scope. Use one of them.");

        return EnqueueUniqueAsync(
            db, args, a => UniqueKeys.Checked(key(a), nameof(key)), (JsonTypeInfo)json,
            scope is null ? options : (options ?? EnqueueOptions.Default) with { Unique = scope }, ct);
    }

    /// <summary>Enqueues the jobs whose unique key no other job holds, in one transaction. Returns for each, in the given
    /// order, which job holds its key. The kind is registered, and its arguments have unique keys.</summary>
    /// <param name="db">The caller's open connection. This call begins a transaction of its own if the caller has begun
    /// none.</param>
    /// <param name="args">The arguments of each job.</param>
    /// <param name="options">The options of all jobs; default: as the kind says.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">A payload, a key or an option is out of range; the message says
    /// which.</exception>
    public Task<IReadOnlyList<EnqueuedJob>> EnqueueUniqueAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, EnqueueOptions? options = null, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        EnqueueUniqueAsync(
            db, args, a => KeyOf(a) ?? throw new InvalidArgumentException(nameof(args), $"{typeof(TArgs).Name} has no unique key. Return one from UniqueKey()."),
            _kinds.Of(typeof(TArgs)), options, ct);

    static async Task<IReadOnlyList<long>> EnqueueManyAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, JsonTypeInfo json, EnqueueOptions? options, CancellationToken ct)
        where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(args);
        var plan = EnqueuePlan.Of<TArgs>(options);
        if (plan.UniqueKey is not null || options?.Unique is not null)
            throw new InvalidArgumentException("options.UniqueKey", "A unique key is for a single job. Use EnqueueUniqueAsync to give each job its own.");
        if (args.Any(a => a.UniqueKey() is not null))
            throw new InvalidArgumentException(nameof(args), "The arguments have unique keys. Use EnqueueUniqueAsync, which returns the holder of each key.");
        if (args.Count < ManyIsFrom)
            return await EnqueueFewAsync(db, args, json, plan, ct).ConfigureAwait(false);

        var ids = await TakeIdsAsync(db, args.Count, ct).ConfigureAwait(false);
        await CopyAsync(db, args, ids, json, plan, ct).ConfigureAwait(false);
        return ids.Ids;
    }

    static async Task<IReadOnlyList<EnqueuedJob>> EnqueueUniqueAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, Func<TArgs, string> key, JsonTypeInfo json, EnqueueOptions? options,
        CancellationToken ct) where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(args);
        var plan = EnqueuePlan.Of<TArgs>(options);
        if (plan.UniqueKey is not null)
            throw new InvalidArgumentException("options.UniqueKey", "A unique key is for a single job. Give each job its own.");
        var keys = args.Select(key).ToArray();

        await using var own = await db.TryBeginAsync(ct).ConfigureAwait(false);
        IReadOnlyList<EnqueuedJob> enqueued = plan.Unique.OnConflict == UniqueConflict.Keep
            ? await EnqueueFreshAsync(db, args, keys, json, plan, ct).ConfigureAwait(false)
            : await EnqueueEachAsync(db, args, keys, json, plan, ct).ConfigureAwait(false);
        if (own is not null)
            await own.CommitAsync(ct).ConfigureAwait(false);

        return enqueued;
    }

    static async Task<List<EnqueuedJob>> EnqueueFreshAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, string[] keys, JsonTypeInfo json, EnqueuePlan plan, CancellationToken ct)
        where TArgs : IJobArgs
    {
        var ids = await TakeIdsAsync(db, args.Count, ct).ConfigureAwait(false);
        var holders = await ReserveAsync(db, keys, ids.Ids, plan.Unique, ct).ConfigureAwait(false);
        var fresh = Enumerable.Range(0, args.Count).Where(i => holders[i].IsNew).ToList();
        if (fresh.Count > 0)
            await CopyAsync(
                db, [.. fresh.Select(i => args[i])], ids with { Ids = [.. fresh.Select(i => ids.Ids[i])] }, json, plan, ct)
                .ConfigureAwait(false);

        return holders;
    }

    // Sorted by key, so that two calls with the same keys do not deadlock.
    static async Task<EnqueuedJob[]> EnqueueEachAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, string[] keys, JsonTypeInfo json, EnqueuePlan plan, CancellationToken ct)
        where TArgs : IJobArgs
    {
        var enqueued = new EnqueuedJob[args.Count];
        foreach (var i in Enumerable.Range(0, args.Count).OrderBy(i => keys[i], StringComparer.Ordinal))
            enqueued[i] = await EnqueueUniqueAsync(db, args[i], keys[i], json, plan, ct).ConfigureAwait(false);

        return enqueued;
    }
}
