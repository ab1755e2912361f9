using Npgsql;

// What somebody would write who needs this one answer and nothing else: a minimal-API endpoint with the statements that
// groups.v1/ListPosts runs, one after the other. No token, no checks, no rights, no limits, no telemetry, no headers.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddSingleton(NpgsqlDataSource.Create(builder.Configuration.GetConnectionString("Bits")!));
var app = builder.Build();

app.MapGet("/bare/posts", async (Guid userId, Guid groupId, int limit, NpgsqlDataSource dataSource, CancellationToken ct) =>
{
    await using var db = await dataSource.OpenConnectionAsync(ct);
    await using (var caller = Command(db, Bare.Caller, userId, "token:none", false, DateTimeOffset.UnixEpoch, "none"))
    await using (var row = await caller.ExecuteReaderAsync(ct))
        await row.ReadAsync(ct);
    await using (var group = Command(db, Bare.Group, groupId))
    await using (var row = await group.ExecuteReaderAsync(ct))
        await row.ReadAsync(ct);

    var posts = new List<(Guid Id, Guid Author, string Body, DateTimeOffset At)>();
    await using (var list = Command(db, Bare.Posts, groupId, DBNull.Value, Guid.AllBitsSet, limit))
    await using (var row = await list.ExecuteReaderAsync(ct))
        while (await row.ReadAsync(ct))
            posts.Add((row.GetGuid(0), row.GetGuid(2), row.GetString(3), new DateTimeOffset(row.GetDateTime(4))));

    var names = new Dictionary<Guid, string>();
    await using (var authors = Command(db, Bare.Names, posts.Select(p => p.Author).Distinct().ToArray()))
    await using (var row = await authors.ExecuteReaderAsync(ct))
        while (await row.ReadAsync(ct))
            names[row.GetGuid(0)] = row.GetString(1);

    return new Page([.. posts.Select(p => new Post(p.Id, p.Author, names.GetValueOrDefault(p.Author), p.Body, p.At))]);
});

await app.StartAsync();
Console.WriteLine($"│  App  {app.Urls.First()}");
Console.WriteLine("ready");
await app.WaitForShutdownAsync();

static NpgsqlCommand Command(NpgsqlConnection db, [System.Diagnostics.CodeAnalysis.ConstantExpected] string sql, params object[] args)
{
#pragma warning disable CA2100 // callers can only pass constants
    var command = new NpgsqlCommand(sql, db);
#pragma warning restore CA2100
    foreach (var arg in args)
        command.Parameters.Add(new() { Value = arg });
    return command;
}

sealed record Page(IReadOnlyList<Post> Posts);

sealed record Post(Guid PostId, Guid AuthorId, string? AuthorName, string Body, DateTimeOffset CreatedAt);

static class Bare
{
    public const string Caller = """
        select u.id, u.name, u.primary_role, u.platform_role, u.capabilities,
               case
                   when u.disabled_at is not null then 'disabled'
                   when s.ended_at is not null or $4::timestamptz < u.sessions_from then 'ended'
                   when $3 and (s.id is null or s.expires_at < now()) then 'over'
                   else 'good'
               end,
               set_config('bits.actor_id', u.id::text, true), set_config('bits.request_id', $5, true)
        from accounts_user u
        left join accounts_session s on s.id = $2::text and s.user_id = u.id
        where u.id = $1
        """;

    public const string Group = """
        select id, kind, slug, name, description, visibility
        from groups_group
        where id = $1
        """;

    public const string Posts = """
        select id, scope, author_id, body, created_at
        from posts_post
        where scope = 'group:' || $1::text and removed_at is null and (created_at, id) < (coalesce($2::timestamptz, 'infinity'), $3)
        order by created_at desc, id desc
        limit $4
        """;

    public const string Names = "select id, name from accounts_user where id = any($1)";
}
