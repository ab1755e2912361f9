-- What people did with what they found: only appended, a partition a month. Recorders make the partitions.
create table search_signal (
    user_id   uuid        not null,
    surface   text        not null,
    entity_id text        not null,
    kind      text        not null,
    at        timestamptz not null default now(),
    constraint search_signal_kind_is_known check (kind in ('view', 'dwell', 'like', 'join', 'apply', 'hide')),
    constraint search_signal_entity_id_has_1_to_200_characters check (length(entity_id) between 1 and 200)
) partition by range (at);

-- What has no month of its own yet loses no signal.
create table search_signal_other partition of search_signal default;

create index search_signal_user on search_signal (user_id, at);

-- The candidates of a user on a surface, in order: one row, so that replacing them is one write and reading them one look.
create table search_candidate (
    user_id     uuid        not null,
    surface     text        not null,
    entity_ids  text[]      not null,
    scores      real[]      not null,
    reasons     text[]      not null,
    computed_at timestamptz not null default now(),
    constraint search_candidate_pkey primary key (user_id, surface),
    constraint search_candidate_lists_are_of_a_length check (
        cardinality(entity_ids) = cardinality(scores) and cardinality(entity_ids) = cardinality(reasons))
);

-- Makes the partitions of this month and the two after it, and drops those that are older than so many months.
create function search_signal_partitions(keep_months int) returns void language plpgsql as $$
declare
    this_month timestamp := date_trunc('month', now() at time zone 'utc');
    first_day  timestamp;
    part       text;
begin
    perform pg_advisory_xact_lock(hashtext('search_signal_partitions'));
    for i in 0..2 loop
        first_day := this_month + make_interval(months => i);
        part := 'search_signal_' || to_char(first_day, 'YYYYMM');
        if to_regclass(part) is null and not exists (
            select from search_signal_other
            where at >= first_day at time zone 'utc' and at < (first_day + interval '1 month') at time zone 'utc')
        then
            execute format(
                'create table %I partition of search_signal for values from (%L) to (%L)', part,
                first_day at time zone 'utc', (first_day + interval '1 month') at time zone 'utc');
        end if;
    end loop;

    for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'search_signal'::regclass and c.relname ~ '^search_signal_[0-9]{6}$'
          and c.relname < 'search_signal_' || to_char(this_month - make_interval(months => keep_months), 'YYYYMM')
    loop
        execute format('drop table %I', part);
    end loop;
    delete from search_signal_other where at < (this_month - make_interval(months => keep_months)) at time zone 'utc';
end
$$;

select search_signal_partitions(13);
