-- Who did what, when, to whom, with what outcome. Rows come and stay; docs/design/audit.md says how that is proved.
create table audit_event (
    id              uuid        not null,
    at              timestamptz not null default clock_timestamp(),
    xid             xid8        not null default pg_current_xact_id(),
    class           text        not null,
    action          text        not null,
    outcome         text        not null,
    actor_kind      text        not null,
    actor_id        uuid,
    session_id      text,
    scope_type      text,
    scope_id        text,
    target_type     text,
    target_id       text,
    rule            text,
    changes         json,
    request_id      text        not null,
    trace_id        text,
    idempotency_key text,
    source          text        not null,
    version         text        not null,
    -- What may have to be forgotten: reason, address, client, personal values. The seal covers its hash, not it.
    personal        json,
    personal_salt   bytea,
    personal_hash   bytea,
    constraint audit_event_pkey primary key (xid, id, class, at),
    constraint audit_event_class_is_known check (class in ('access', 'admin', 'security')),
    constraint audit_event_outcome_is_known check (outcome in ('success', 'denied', 'failed')),
    constraint audit_event_actor_kind_is_known check (actor_kind in ('user', 'service', 'operator', 'system')),
    constraint audit_event_source_is_known check (source in ('http', 'adminctl', 'job')),
    constraint audit_event_personal_is_whole check ((personal is null) = (personal_salt is null))
) partition by list (class);

create index audit_event_actor on audit_event (actor_id, at);
create index audit_event_scope on audit_event (scope_type, scope_id, at) where scope_id is not null;
create index audit_event_target on audit_event (target_type, target_id, at) where target_id is not null;

create table audit_event_access partition of audit_event for values in ('access') partition by range (at);
create table audit_event_admin partition of audit_event for values in ('admin') partition by range (at);
create table audit_event_security partition of audit_event for values in ('security') partition by range (at);

-- Where no month's partition is there an event is kept all the same.
create table audit_event_access_default partition of audit_event_access default;
create table audit_event_admin_default partition of audit_event_admin default;
create table audit_event_security_default partition of audit_event_security default;

-- A batch of events that cannot change unseen any more, or (kind retention) a month that was given up on purpose.
create table audit_seal (
    seq         bigint      not null,
    kind        text        not null,
    class       text        not null,
    month       date        not null,
    first_xid   xid8        not null,
    first_id    uuid        not null,
    last_xid    xid8        not null,
    last_id     uuid        not null,
    count       bigint      not null,
    root        bytea       not null,
    leaf_ids    uuid[]      not null,
    leaf_hashes bytea       not null,
    previous    bytea       not null,
    sealed_at   timestamptz not null,
    key_id      text        not null,
    mac         bytea       not null,
    constraint audit_seal_pkey primary key (seq),
    constraint audit_seal_kind_is_known check (kind in ('batch', 'retention'))
);

-- How far the seals have come; it is what shows that the last of them are missing.
create table audit_head (
    only_row   boolean     not null default true,
    seq        bigint      not null,
    last_xid   xid8        not null,
    last_id    uuid        not null,
    last_mac   bytea       not null,
    checked_at timestamptz not null,
    key_id     text        not null,
    mac        bytea       not null,
    constraint audit_head_pkey primary key (only_row),
    constraint audit_head_is_one check (only_row)
);

create function audit_event_guard() returns trigger language plpgsql as $$
begin
    -- The one change that may be: forgetting what is personal.
    if tg_op = 'UPDATE' and tg_level = 'ROW' then
        if new.personal is null and new.personal_salt is null
            and (to_jsonb(new) - '{personal,personal_salt}'::text[]) = (to_jsonb(old) - '{personal,personal_salt}'::text[])
        then
            return new;
        end if;
    end if;
    raise exception 'The audit log is only added to: % on % is refused.', lower(tg_op), tg_table_name
        using errcode = 'restrict_violation', constraint = 'audit_event_guard';
end $$;

create trigger audit_event_guard before update or delete on audit_event
    for each row execute function audit_event_guard();
create trigger audit_event_guard_truncate before truncate on audit_event
    for each statement execute function audit_event_guard();
create trigger audit_event_guard_truncate before truncate on audit_event_access_default
    for each statement execute function audit_event_guard();
create trigger audit_event_guard_truncate before truncate on audit_event_admin_default
    for each statement execute function audit_event_guard();
create trigger audit_event_guard_truncate before truncate on audit_event_security_default
    for each statement execute function audit_event_guard();
create trigger audit_seal_guard before update or delete or truncate on audit_seal
    for each statement execute function audit_event_guard();

-- Makes the partitions of this month and of so many to come. Made aside and attached: nobody who writes waits for it.
create function audit_make_partitions(ahead int) returns int language plpgsql
    security definer set search_path from current set lock_timeout = '2s' as $$
declare
    made int := 0;
    part record;
begin
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

-- Gives up a month whose retention seal has been written in this transaction, and never a young one.
create function audit_drop_partition(of_class text, of_month date) returns void language plpgsql
    security definer set search_path from current set lock_timeout = '2s' as $$
begin
    if of_month + interval '1 month' > (now() at time zone 'UTC') - interval '30 days' then
        raise exception 'The audit log of % is not 30 days old.', of_month using errcode = 'restrict_violation';
    end if;
    if not exists (select from audit_seal where kind = 'retention' and class = of_class and month = of_month) then
        raise exception 'There is no retention seal for % %.', of_class, of_month using errcode = 'restrict_violation';
    end if;
    execute format('drop table %I', format('audit_event_%s_%s', of_class, to_char(of_month, 'YYYY_MM')));
end $$;

-- Forgets what is personal in everything that somebody did, or that was done to them.
create function audit_erase_person(person uuid) returns bigint language plpgsql
    security definer set search_path from current as $$
declare
    erased bigint;
begin
    update audit_event set personal = null, personal_salt = null
    where personal is not null and action <> 'accounts.erase_person'
      and (actor_id = person or (target_type = 'user' and target_id = person::text));
    get diagnostics erased = row_count;
    return erased;
end $$;

select audit_make_partitions(3);
