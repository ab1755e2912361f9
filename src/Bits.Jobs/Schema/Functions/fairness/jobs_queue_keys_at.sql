-- Lists the keys of the jobs that one transaction added to a lane. Hops over the index from key to key.
create or replace function jobs_queue_keys_at(p_queue text, p_priority smallint, p_txid xid8) returns setof text
language plpgsql stable
as $$
declare
    v_key text := '';
begin
    loop
        select j.key into v_key
        from jobs_queue_job j
        where j.queue = p_queue and j.priority = p_priority and j.key is not null and j.txid = p_txid and j.key > v_key
        order by j.key
        limit 1;
        exit when not found;
        return next v_key;
    end loop;
end $$;
