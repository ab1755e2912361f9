using System.Diagnostics;
using Bits.Jobs;
using Bits.Load.Database;
using Bits.Load.Measuring;
using Bits.Load.Rpc;
using Bits.Platform;
using Bits.Platform.Features.Mentorship.Runs;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Load.Matching;

/// <summary>What a whole run of the feature took.</summary>
/// <param name="Seconds">From the start to the stored result.</param>
/// <param name="StartSeconds">Of these the call that takes the snapshot and enqueues the jobs.</param>
/// <param name="PeakMiB">The most resident memory of the process until then.</param>
/// <param name="Pairs">The pairs.</param>
sealed record FeatureRun(double Seconds, double StartSeconds, double PeakMiB, long Pairs);

/// <summary>A programme with applicants, and a run of it through the real feature: snapshot, a job a mentee, assignment, proposals,
/// checked by the verifier.</summary>
static class MatchingRunWorld
{
    static readonly Guid Programme = new("0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10");

    public static async Task<FeatureRun> RunAsync(ScenarioContext context, int mentees, int mentors, CancellationToken ct)
    {
        var schema = await context.Database.NewSchemaAsync(ct);
        await PlatformSchema.MigrateAsync(schema.DataSource, ct);
        await FillAsync(schema, mentees, mentors, ct);
        using var host = InProcessPlatform.CreateHost(schema);
        var pipeline = host.Services.GetRequiredService<SystemPipeline>();

        var began = Stopwatch.GetTimestamp();
        var run = await pipeline.RunAsync(
            SystemTask.OfOperator("load.matching"),
            call => host.Services.GetRequiredService<MatchingRuns>().StartAsync(call.Db, Programme, new(RunKind.Run), ct), ct);
        var started = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await PlatformJobs.DrainAsync(host.Services.GetRequiredService<JobWorker>(), schema, ct);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var peak = ProcessMemory.PeakRssMiB();

        return new(seconds, started, peak, await VerifyAsync(schema, run, ct));
    }

    static async Task<long> VerifyAsync(LoadSchema schema, Guid id, CancellationToken ct)
    {
        await using var db = await schema.DataSource.OpenConnectionAsync(ct);
        var verdict = await RunVerification.VerifyAsync(db, (await MatchingRun.FindAsync(db, id, ct))!, ct);
        return verdict.IsProved ? verdict.Pairs : throw new InvalidOperationException($"The run is not proved: {verdict.Fault}");
    }

    // Few topics, cities and languages are common, many are rare: so is what people have in common.
    static async Task FillAsync(LoadSchema schema, int mentees, int mentors, CancellationToken ct)
    {
        const string programme = """
            insert into mentorship_programme (id, name, description, state, topics, applications_end_at, starts_at, ends_at, created_at)
            values ($1, 'Load', '', 'matching', array(select 't' || n from generate_series(0, 39) n), now(), now() + interval '1 day',
                    now() + interval '90 days', now())
            """;
        const string people = """
            insert into accounts_user (id, username, email, name, batch)
            select md5('person' || n)::uuid, 'person' || n, 'person' || n || '@example.org', 'Person ' || n, 1980 + n % 45
            from generate_series(1, $1) n
            """;
        const string applications = """
            insert into mentorship_application
                (programme_id, user_id, role, about, topics, languages, city, time_zone, company, answers, preferred, conflicts,
                 excludes_same_company, capacity)
            select $1, md5('person' || n)::uuid, case when n <= $2 then 'mentee' else 'mentor' end, '',
                   array(select distinct 't' || (40 * power((hashint8(n * 64 + k) & 65535) / 65536.0, 2))::int from generate_series(1, 4) k),
                   array(select distinct 'l' || (3 * power((hashint8(n * 64 + 10 + k) & 65535) / 65536.0, 3))::int from generate_series(1, 2) k),
                   'c' || (30 * power((hashint8(n * 64 + 20) & 65535) / 65536.0, 2))::int, 'z' || (hashint8(n * 64 + 21) & 7),
                   'f' || (hashint8(n * 64 + 22) & 511), '{}',
                   case when n <= $2 then array(
                       select distinct md5('person' || ($2 + 1 + (hashint8(n * 64 + 30 + k) & 2147483647) % $3))::uuid
                       from generate_series(1, 3) k)
                   else '{}' end,
                   '{}', true, case when n <= $2 then 0 else 1 + (hashint8(n * 64 + 40) & 3) end
            from generate_series(1::int8, $2 + $3) n
            """;

        await schema.ExecuteAsync(programme, [Programme], ct);
        await schema.ExecuteAsync(people, [mentees + mentors], ct);
        await schema.ExecuteAsync(applications, [Programme, mentees, mentors], ct);
        await schema.ExecuteAsync("analyze", [], ct);
    }
}
