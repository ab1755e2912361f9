-- Takes running jobs back as jobs_queue_take_back_all does. A row that cannot be updated stops neither the other rows
-- nor the heartbeat; the next sweep tries it again.
create or replace function jobs_queue_take_back(
    p_slots smallint[], p_ids bigint[], p_leases bigint[], p_worker text, p_why text)
returns table (id bigint, kind text, state text)
language plpgsql
as $$
#variable_conflict use_column
declare
    v_ids    bigint[];
    v_kinds  text[];
    v_states text[];
begin
    begin
        select array_agg(t.id), array_agg(t.kind), array_agg(t.state) into v_ids, v_kinds, v_states
        from jobs_queue_take_back_all(p_slots, p_ids, p_leases, p_worker, p_why) t;
        return query select * from unnest(v_ids, v_kinds, v_states);
        return;
    exception when others then
        null; -- one by one
    end;

    for v_i in 1 .. coalesce(cardinality(p_ids), 0) loop
        begin
            select array_agg(t.id), array_agg(t.kind), array_agg(t.state) into v_ids, v_kinds, v_states
            from jobs_queue_take_back_all(
                p_slots[v_i:v_i], p_ids[v_i:v_i], p_leases[v_i:v_i], p_worker, p_why) t;
            return query select * from unnest(v_ids, v_kinds, v_states);
        exception when others then
            raise warning 'Job % cannot be taken back: % (%)', p_ids[v_i], sqlerrm, sqlstate;
        end;
    end loop;
end $$;
