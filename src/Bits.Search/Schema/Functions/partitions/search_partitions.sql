-- Creates the partitions of this month and the next two, and drops those older than keep_months. Runs with the rights of
-- the owner, so it touches only the two tables that it names and never drops a month still in use.
create or replace function search_partitions(parent text, keep_months int) returns void language plpgsql security definer as $$
declare
    this_month timestamp := date_trunc('month', now() at time zone 'utc');
    first_day  timestamp;
    waiting    boolean;
    part       text;
begin
    if parent not in ('search_signal', 'search_query') or parent is null or keep_months is null or keep_months < 1 then
        raise exception 'search_partitions(%, %): the table is search_signal or search_query, the months are 1 or more.',
            parent, keep_months using errcode = 'invalid_parameter_value';
    end if;
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

-- The first months exist before the first row.
select search_partitions('search_signal', 13), search_partitions('search_query', 3);
