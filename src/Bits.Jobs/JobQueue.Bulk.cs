using System.Text.Json.Serialization.Metadata;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

public sealed partial class JobQueue
{
    const int ManyIsFrom = 32; // below, one statement is cheaper than COPY with its three round trips

    /// <summary>Enqueues many jobs of one kind, all or none of them, and returns their numbers in the order given.
    /// </summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="args">What they are about.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="options">When, where and how often to run them.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">A payload or an option is out of range; the message says which. Or they have unique
    /// keys: <see cref="EnqueueUniqueAsync{TArgs}(NpgsqlConnection, IReadOnlyList{TArgs}, EnqueueOptions, CancellationToken)"/>
    /// says of each what became of it.</exception>
    public Task<IReadOnlyList<long>> EnqueueManyAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, JsonTypeInfo<TArgs> json, EnqueueOptions? options = null,
        CancellationToken ct = default) where TArgs : IJobArgs =>
        EnqueueManyAsync(db, args, (JsonTypeInfo)json, options, ct);

    /// <summary>Enqueues many jobs of a kind that is registered, all or none of them, and returns their numbers in the order given.
    /// </summary>
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

    /// <summary>Enqueues many jobs of a kind that is registered, in a transaction of their own.</summary>
    /// <inheritdoc cref="EnqueueManyAsync{TArgs}(NpgsqlConnection, IReadOnlyList{TArgs}, JsonTypeInfo{TArgs}, EnqueueOptions?, CancellationToken)"/>
    public Task<IReadOnlyList<long>> EnqueueManyAsync<TArgs>(
        IReadOnlyList<TArgs> args, EnqueueOptions? options = null, CancellationToken ct = default) where TArgs : IJobArgs =>
        _dataSource.WithConnectionAsync(db => EnqueueManyAsync(db, args, options, ct), ct);

    /// <summary>Enqueues those jobs whose key no other job holds, and says for each, in the order given, which job holds
    /// its key. All or none of them.</summary>
    /// <param name="db">The caller's open connection; begins a transaction of its own where there is none.</param>
    /// <param name="args">What they are about.</param>
    /// <param name="key">The key of each, 1 to 500 bytes. It is shared by all kinds: begin it with the kind.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="scope">For how long they hold their keys; default as the options or the kind say.</param>
    /// <param name="options">When, where and how often to run them.</param>
    /// <param name="ct">Stops the query.</param>
    /// <remarks>A key is free as soon as the table says that its holder no longer keeps it, whoever changed that, so it
    /// cannot be stuck. Two that want one key at once: the second waits for the first one's transaction to end.</remarks>
    /// <exception cref="ArgumentException">A payload, a key or an option is out of range; the message says which.</exception>
    public Task<IReadOnlyList<EnqueuedJob>> EnqueueUniqueAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, Func<TArgs, string> key, JsonTypeInfo<TArgs> json,
        UniqueScope? scope = null, EnqueueOptions? options = null, CancellationToken ct = default)
        where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(key);
        if (scope is not null && options?.Unique is not null)
            throw new ArgumentException("scope and options.Unique say the same; give one of them.", nameof(scope));

        return EnqueueUniqueAsync(
            db, args, a => UniqueKeys.Checked(key(a), nameof(key)), (JsonTypeInfo)json,
            scope is null ? options : (options ?? EnqueueOptions.Default) with { Unique = scope }, ct);
    }

    /// <summary>Enqueues those jobs, of a kind that is registered and whose arguments have unique keys, whose key no other job holds,
    /// and says for each, in the order given, which job holds its key. All or none of them.</summary>
    /// <param name="db">The caller's open connection; begins a transaction of its own where there is none.</param>
    /// <param name="args">What they are about.</param>
    /// <param name="options">When, where and how often to run them.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="ArgumentException">A payload, a key or an option is out of range; the message says which.</exception>
    public Task<IReadOnlyList<EnqueuedJob>> EnqueueUniqueAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, EnqueueOptions? options = null, CancellationToken ct = default)
        where TArgs : IJobArgs =>
        EnqueueUniqueAsync(
            db, args, a => KeyOf(a) ?? throw new ArgumentException($"{typeof(TArgs).Name} has no unique key; return one from UniqueKey().", nameof(args)),
            _kinds.Of(typeof(TArgs)), options, ct);

    static async Task<IReadOnlyList<long>> EnqueueManyAsync<TArgs>(
        NpgsqlConnection db, IReadOnlyList<TArgs> args, JsonTypeInfo json, EnqueueOptions? options, CancellationToken ct)
        where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(args);
        var plan = EnqueuePlan.Of<TArgs>(options);
        if (plan.UniqueKey is not null || options?.Unique is not null)
            throw new ArgumentException("A unique key is for one job; EnqueueUniqueAsync gives each of many its own.", "options.UniqueKey");
        if (args.Any(a => a.UniqueKey() is not null))
            throw new ArgumentException("They have unique keys; EnqueueUniqueAsync says of each which job holds its key.", nameof(args));
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
            throw new ArgumentException("A unique key is for one job; give each of many its own.", "options.UniqueKey");
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

    // By their keys, so that two that want the same ones do not wait for each other.
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
