-- Computes when a job expires that runs at p_run_at: at a moment, or a time after it is due.
create or replace function jobs_queue_expiry(p_run_at timestamptz, p_expires_at timestamptz, p_expires_in interval) returns timestamptz
language sql stable
as $$
    select coalesce(
        p_expires_at,
        case when p_expires_in is not null then least(
            greatest(p_run_at, statement_timestamp()) + least(p_expires_in, jobs_queue_max_delay()), '9998-12-31 00:00:00+00')
        end)
$$;
