-- Tells whether a month of a class is old enough to drop.
create or replace function audit_is_over(of_class text, of_month date) returns boolean language sql stable as $$
    select exists (
        select from audit_keep k
        where k.class = of_class and of_month = date_trunc('month', of_month)::date
          and (of_month + interval '1 month') at time zone 'UTC' <= now() - make_interval(days => k.days))
$$;
