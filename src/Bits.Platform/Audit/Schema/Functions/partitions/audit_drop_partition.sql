-- Drops a month that is over and whose retention seal is written.
create or replace function audit_drop_partition(of_class text, of_month date) returns void language plpgsql security definer
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
