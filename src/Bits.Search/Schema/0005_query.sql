-- What was asked, for reports on what is not found, what is slow and what is wanted: only appended, a partition a month.
-- Who asked stands here as a keyed hash, good for telling people apart and for nothing else.
create table search_query (
    at           timestamptz not null default now(),
    asked_by     bytea       not null,
    surfaces     text[],                       -- null for everywhere
    words        text        not null,         -- as they are compared: lower case, without signs
    taken_as     text,                         -- where nothing had the words as they were typed
    hits         int         not null,         -- on the first page
    milliseconds real        not null,
    path         text        not null,
    constraint search_query_path_is_known check (path in ('live', 'sql'))
) partition by range (at);

create table search_query_other partition of search_query default;
create index search_query_at on search_query (at);

insert into search_secret (name, value)
values ('query', sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea));

-- Makes the partitions of this month and the two after it, and drops those that are older than so many months.
create function search_partitions(parent text, keep_months int) returns void language plpgsql as $$
declare
    this_month timestamp := date_trunc('month', now() at time zone 'utc');
    first_day  timestamp;
    waiting    boolean;
    part       text;
begin
    perform pg_advisory_xact_lock(hashtext('search_partitions'));
    for i in 0..2 loop
        first_day := this_month + make_interval(months => i);
        part := parent || '_' || to_char(first_day, 'YYYYMM');
        execute format('select exists (select from %I where at >= $1 and at < $2)', parent || '_other') into waiting
            using first_day at time zone 'utc', (first_day + interval '1 month') at time zone 'utc';
        if to_regclass(part) is null and not waiting then
            execute format(
                'create table %I partition of %I for values from (%L) to (%L)', part, parent,
                first_day at time zone 'utc', (first_day + interval '1 month') at time zone 'utc');
        end if;
    end loop;

    for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = parent::regclass and c.relname ~ ('^' || parent || '_[0-9]{6}$')
          and c.relname < parent || '_' || to_char(this_month - make_interval(months => keep_months), 'YYYYMM')
    loop
        execute format('drop table %I', part);
    end loop;
    execute format('delete from %I where at < $1', parent || '_other')
        using (this_month - make_interval(months => keep_months)) at time zone 'utc';
end
$$;

drop function search_signal_partitions(int);
select search_partitions('search_query', 3);
