-- Moves jobs that are still wanted from one slot to another, at most 10,000; returns how many. Skips locked ones.
create or replace function jobs_queue_move_wanted(p_from smallint, p_to smallint, p_keep interval, p_keep_dead interval)
returns int
language plpgsql
as $$
declare
    v_count int;
begin
    update jobs_queue_job j
    set slot = p_to, txid = case when j.state in ('pending', 'failed') and j.txid is not null then pg_current_xact_id() else j.txid end
    from (
        select w.slot, w.id
        from jobs_queue_job w
        where w.slot = p_from
          and (w.state in ('pending', 'failed')
            or w.state = 'succeeded' and w.finished_at > now() - p_keep
            or w.state = 'dead' and w.finished_at > now() - p_keep_dead)
        limit 10000
        for update skip locked
    ) wanted
    where j.slot = wanted.slot and j.id = wanted.id;
    get diagnostics v_count = row_count;
    return v_count;
end $$;
