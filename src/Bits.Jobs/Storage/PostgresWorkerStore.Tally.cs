namespace Bits.Jobs;

sealed partial class PostgresWorkerStore
{
    void StoreTally(HeldSession db, IReadOnlyList<TallyLine> tally)
    {
        const string sql = """
            insert into jobs_queue_tally as t (minute, worker, queue, kind, outcome, jobs, seconds)
            select date_trunc('minute', now()), $1, line.queue, line.kind, line.outcome, line.jobs, line.seconds
            from unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::float8[]) as line (queue, kind, outcome, jobs, seconds)
            on conflict on constraint jobs_queue_tally_pkey do update
            set jobs = t.jobs + excluded.jobs, seconds = t.seconds + excluded.seconds
            """;

        if (tally.Count == 0)
            return;

        db.Execute(
            sql, _id, tally.Select(line => line.Queue).ToArray(), tally.Select(line => line.Kind).ToArray(),
            tally.Select(line => line.Outcome).ToArray(), tally.Select(line => line.Jobs).ToArray(),
            tally.Select(line => line.Seconds).ToArray());
    }
}
