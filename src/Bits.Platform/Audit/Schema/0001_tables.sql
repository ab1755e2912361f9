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

-- Pages through the latest events, however many there are.
create index audit_event_latest on audit_event (at, id);
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

-- Minimum retention of each class, in days. Only the owner writes it: a backend that asks for less is refused.
create table audit_keep (
    class text not null,
    days  int  not null,
    constraint audit_keep_pkey primary key (class),
    constraint audit_keep_class_is_known check (class in ('access', 'admin', 'security')),
    constraint audit_keep_days_is_a_month_or_more check (days >= 30)
);
insert into audit_keep (class, days) values ('access', 90), ('security', 730), ('admin', 2555);
