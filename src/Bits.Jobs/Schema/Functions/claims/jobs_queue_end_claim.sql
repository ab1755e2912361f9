-- Makes the last row of a claim: the cursor for the next one and, after a claim of nothing, when the next job is due.
create or replace function jobs_queue_end_claim(p_cursor jobs_queue_cursor, p_is_empty boolean, p_retry_in interval)
returns jobs_queue_claimed_job
language plpgsql
as $$
declare
    v_last jobs_queue_claimed_job;
begin
    p_cursor.in_flight := array(select distinct unnest(p_cursor.in_flight));
    v_last.next_cursor := p_cursor;
    if p_is_empty then
        select d.run_at - clock_timestamp() into v_last.next_run_in
        from jobs_queue_job d
        where d.txid is null and d.state in ('pending', 'failed') and d.crashes < 2
        order by d.run_at
        limit 1;
        v_last.next_run_in := least(v_last.next_run_in, p_retry_in);
    end if;
    return v_last;
end $$;
