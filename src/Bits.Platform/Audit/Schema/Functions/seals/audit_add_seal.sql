-- Adds a seal to the chain: behind the last one, over events that exist, or over a month that is over and sealed to its end.
create or replace function audit_add_seal(
    p_seq bigint, p_kind text, p_class text, p_month date, p_first_xid xid8, p_first_id uuid, p_last_xid xid8, p_last_id uuid,
    p_count bigint, p_root bytea, p_leaf_ids uuid[], p_leaf_hashes bytea, p_previous bytea, p_sealed_at timestamptz,
    p_key_id text, p_mac bytea)
returns void language plpgsql security definer as $$
declare
    last     audit_seal;
    in_table bigint;
begin
    select * into last from audit_seal order by seq desc limit 1;
    if p_seq <> coalesce(last.seq, 0) + 1 or p_previous <> coalesce(last.mac, '') then
        raise exception 'Seal % does not follow the last one.', p_seq using errcode = 'restrict_violation';
    end if;

    if p_kind = 'retention' then
        in_table := audit_count(p_class, p_month);
        if not audit_is_over(p_class, p_month) or p_count <> in_table or p_count <> (
            select coalesce(sum(count), 0) from audit_seal where kind = 'batch' and class = p_class and month = p_month)
        then
            raise exception 'The audit log of % % may not be dropped yet.', p_class, p_month using errcode = 'restrict_violation';
        end if;
    else
        select count(*) into in_table
        from audit_event
        where (xid, id) >= (p_first_xid, p_first_id) and (xid, id) <= (p_last_xid, p_last_id) and class = p_class
          and at >= p_month::timestamp at time zone 'UTC' and at < (p_month + interval '1 month') at time zone 'UTC'
          and id = any (p_leaf_ids);
        if p_count <> in_table or p_count <> cardinality(p_leaf_ids) then
            raise exception 'Seal % is over events that are not there.', p_seq using errcode = 'restrict_violation';
        end if;
    end if;

    insert into audit_seal (seq, kind, class, month, first_xid, first_id, last_xid, last_id, count, root, leaf_ids, leaf_hashes,
        previous, sealed_at, key_id, mac)
    values (p_seq, p_kind, p_class, p_month, p_first_xid, p_first_id, p_last_xid, p_last_id, p_count, p_root, p_leaf_ids,
        p_leaf_hashes, p_previous, p_sealed_at, p_key_id, p_mac);
end $$;
