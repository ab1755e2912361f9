-- How long each class is kept at least, in days. The owner's to write: a backend that asks for less is refused.
create table audit_keep (
    class text not null,
    days  int  not null,
    constraint audit_keep_pkey primary key (class),
    constraint audit_keep_class_is_known check (class in ('access', 'admin', 'security')),
    constraint audit_keep_days_is_a_month_or_more check (days >= 30)
);
insert into audit_keep (class, days) values ('access', 90), ('security', 730), ('admin', 2555);

-- Whether a month of a class is so old that it may be given up.
create function audit_is_over(of_class text, of_month date) returns boolean language sql stable as $$
    select exists (
        select from audit_keep k
        where k.class = of_class and of_month = date_trunc('month', of_month)::date
          and (of_month + interval '1 month') at time zone 'UTC' <= now() - make_interval(days => k.days))
$$;

-- How many events of a class and month are there.
create function audit_count(of_class text, of_month date) returns bigint language sql stable as $$
    select count(*)
    from audit_event
    where class = of_class
      and at >= of_month::timestamp at time zone 'UTC'
      and at < (of_month + interval '1 month') at time zone 'UTC'
$$;

-- Adds a link to the chain of seals: behind the last one, over events that are there, or over a month that is over and was
-- sealed to its end.
create function audit_add_seal(
    p_seq bigint, p_kind text, p_class text, p_month date, p_first_xid xid8, p_first_id uuid, p_last_xid xid8, p_last_id uuid,
    p_count bigint, p_root bytea, p_leaf_ids uuid[], p_leaf_hashes bytea, p_previous bytea, p_sealed_at timestamptz,
    p_key_id text, p_mac bytea)
returns void language plpgsql as $$
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
            raise exception 'The audit log of % % may not be given up yet.', p_class, p_month using errcode = 'restrict_violation';
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

-- Gives up a month that is over and whose retention seal is written.
create or replace function audit_drop_partition(of_class text, of_month date) returns void language plpgsql
    set lock_timeout = '2s' as $$
begin
    if not audit_is_over(of_class, of_month) then
        raise exception 'The audit log of % % is kept longer: see audit_keep.', of_class, of_month
            using errcode = 'restrict_violation';
    end if;
    if not exists (
        select from audit_seal
        where kind = 'retention' and class = of_class and month = of_month and count = audit_count(of_class, of_month))
    then
        raise exception 'There is no retention seal for % %.', of_class, of_month using errcode = 'restrict_violation';
    end if;
    execute format('drop table %I', format('audit_event_%s_%s', of_class, to_char(of_month, 'YYYY_MM')));
end $$;

create or replace function audit_make_partitions(ahead int) returns int language plpgsql set lock_timeout = '2s' as $$
declare
    made int := 0;
    part record;
begin
    if ahead is null or ahead not between 0 and 24 then
        raise exception 'audit_make_partitions(%): 0 to 24 months ahead.', ahead using errcode = 'invalid_parameter_value';
    end if;
    for part in
        select c as class, m::date as month, (m + interval '1 month')::date as next,
               format('audit_event_%s_%s', c, to_char(m, 'YYYY_MM')) as name
        from unnest(array['access', 'admin', 'security']) c,
             generate_series(date_trunc('month', now() at time zone 'UTC'),
                             date_trunc('month', now() at time zone 'UTC') + make_interval(months => ahead),
                             interval '1 month') m
        where to_regclass(format('audit_event_%s_%s', c, to_char(m, 'YYYY_MM'))) is null
    loop
        execute format('create table %I (like audit_event_%s including defaults including constraints)', part.name, part.class);
        execute format('create trigger audit_event_guard_truncate before truncate on %I for each statement '
            || 'execute function audit_event_guard()', part.name);
        execute format('alter table audit_event_%s attach partition %I for values from (%L) to (%L)',
            part.class, part.name, part.month || ' 00:00+00', part.next || ' 00:00+00');
        made := made + 1;
    end loop;
    return made;
end $$;

-- Forgets what is personal in everything that somebody did, or that was done to them. Only of somebody whose account has
-- been erased.
create or replace function audit_erase_person(person uuid) returns bigint language plpgsql as $$
declare
    erased bigint;
begin
    if not exists (select from accounts_user where id = person and erased_at is not null) then
        raise exception 'The account % has not been erased.', person using errcode = 'restrict_violation';
    end if;
    update audit_event set personal = null, personal_salt = null
    where personal is not null and action <> 'accounts.erase_person'
      and (actor_id = person or (target_type = 'user' and target_id = person::text));
    get diagnostics erased = row_count;
    return erased;
end $$;
