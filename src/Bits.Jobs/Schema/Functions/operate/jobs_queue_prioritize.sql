-- Gives a waiting job another priority, at the end of that lane. Returns whether it did.
create or replace function jobs_queue_prioritize(p_id bigint, p_priority smallint) returns boolean language plpgsql as $$
begin
    update jobs_queue_job set priority = p_priority where id = p_id and state in ('pending', 'failed');
    if not found then
        return false;
    end if;
    perform jobs_queue_wake();
    return true;
end $$;
