-- Creates the partitions of this month and the given number of months to come; returns how many. Builds each aside and
-- attaches it, so writers do not wait.
create or replace function audit_make_partitions(ahead int) returns int language plpgsql security definer set lock_timeout = '2s' as $$
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

-- The first months exist before the first event: rows in a default partition would block theirs.
select audit_make_partitions(3);
