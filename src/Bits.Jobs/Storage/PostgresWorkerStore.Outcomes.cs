namespace Bits.Jobs;

sealed partial class PostgresWorkerStore
{
    void StoreOutcomes(HeldSession db, IReadOnlyList<OutcomeCount> outcomes)
    {
        const string sql = """
            insert into jobs_queue_outcome as t (minute, worker, queue, kind, outcome, jobs, seconds)
            select date_trunc('minute', now()), $1, line.queue, line.kind, line.outcome, line.jobs, line.seconds
            from unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::float8[]) as line (queue, kind, outcome, jobs, seconds)
            on conflict on constraint jobs_queue_outcome_pkey do update
            set jobs = t.jobs + excluded.jobs, seconds = t.seconds + excluded.seconds
            """;

        if (outcomes.Count == 0)
            return;

        db.Execute(
            sql, _id, outcomes.Select(line => line.Queue).ToArray(), outcomes.Select(line => line.Kind).ToArray(),
            outcomes.Select(line => line.Outcome).ToArray(), outcomes.Select(line => line.Jobs).ToArray(),
            outcomes.Select(line => line.Seconds).ToArray());
    }
}
