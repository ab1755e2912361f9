-- Advances at once those of these batches that are workflows, and returns which are. Waits for a concurrent call, and
-- then sees what both know. Gives up on a row that stays locked: the next heartbeat does it.
create or replace function jobs_queue_advance_batches(p_batches bigint[]) returns setof bigint
language plpgsql
as $$
declare
    v_id    bigint;
    v_batch jobs_queue_batch;
    v_count int := 0;
begin
    perform set_config('lock_timeout', '100ms', true);
    for v_id in
        select b from unnest(p_batches) b where exists (select from jobs_queue_step s where s.batch = b) order by b
    loop
        return next v_id;
        begin
            select * into v_batch from jobs_queue_batch b where b.id = v_id and b.ended_at is null for update;
            if found then
                v_count := v_count + jobs_queue_advance(v_id, p_all => false);
                if not exists (select from jobs_queue_step s where s.batch = v_id and s.ended is null) then
                    v_count := v_count + jobs_queue_end_batch(v_batch)::int;
                end if;
            end if;
        exception when lock_not_available then
            null;
        end;
    end loop;

    if v_count > 0 then
        perform jobs_queue_wake();
    end if;
end $$;
