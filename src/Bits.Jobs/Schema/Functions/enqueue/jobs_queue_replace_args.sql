-- Gives a unique key to a new job (is_new), or the new arguments to the waiting job that holds it (is_new is null), or
-- neither (false): within its window a holder that has ended keeps out the next one. With p_run_at null the holder
-- keeps its time. An expired holder loses its key.
--
-- Runs with the rights of the owner: an enqueuer may replace arguments, and change nothing else of a job.
create or replace function jobs_queue_replace_args(
    p_unique_key text, p_id bigint, p_while text[], p_window interval, p_queue text, p_kind text, p_payload jsonb,
    p_priority smallint, p_run_at timestamptz, p_max_attempts int, p_trace_parent text, p_key text, p_expires_at timestamptz,
    p_expires_in interval, out job_id bigint, out is_new boolean)
language plpgsql security definer
as $$
#variable_conflict use_column
declare
    v_holder jobs_queue_unique := jobs_queue_hold_key(p_unique_key, p_id, p_while, p_window);
begin
    job_id := v_holder.job_id;
    is_new := true;
    if job_id = p_id then
        return;
    end if;

    -- A claim of the holder that is under way comes first: then this finds it running.
    update jobs_queue_job j
    set payload = p_payload, priority = p_priority, queue = p_queue, key = p_key, max_attempts = p_max_attempts,
        trace_parent = p_trace_parent, state = 'pending', attempt = 0, crashes = 0, error = null, finished_at = null,
        run_at = coalesce(p_run_at, j.run_at),
        expires_at = jobs_queue_expiry(coalesce(p_run_at, j.run_at), p_expires_at, p_expires_in),
        txid = case
                when p_run_at > now() or p_run_at is null and j.txid is null then null
                when p_run_at is null and (j.queue, j.priority) = (p_queue, p_priority) and j.key is not distinct from p_key then j.txid
                else pg_current_xact_id() -- the end of its lane, which may be another one
            end
    where j.id = v_holder.job_id and j.kind = p_kind and j.state in ('pending', 'failed');
    if found then
        is_new := null;
        return;
    end if;

    is_new := not exists (
        select from jobs_queue_job j
        where j.id = v_holder.job_id
          and (v_holder.held_until > now() and j.state <> 'running'
               or j.state = any (v_holder.held_while) and (j.kind <> p_kind or j.state <> 'running')));
    if is_new then
        update jobs_queue_unique u
        set job_id = p_id, held_while = p_while, held_until = now() + coalesce(p_window, '0')
        where u.key = p_unique_key;
        job_id := p_id;
    end if;
end $$;
