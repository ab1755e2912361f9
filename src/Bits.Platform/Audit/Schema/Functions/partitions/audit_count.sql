-- Counts the events of a class and month.
create or replace function audit_count(of_class text, of_month date) returns bigint language sql stable as $$
    select count(*)
    from audit_event
    where class = of_class
      and at >= of_month::timestamp at time zone 'UTC'
      and at < (of_month + interval '1 month') at time zone 'UTC'
$$;
