-- Locks the row of a unique key, and returns it: a new one that p_id holds, or that of the holder. Waits for an open
-- transaction that has taken the same key.
create or replace function jobs_queue_hold_key(p_key text, p_id bigint, p_while text[], p_window interval)
returns jobs_queue_unique
language plpgsql
as $$
declare
    v_row jobs_queue_unique;
begin
    loop
        insert into jobs_queue_unique as u (key, job_id, held_while, held_until)
        values (p_key, p_id, p_while, now() + coalesce(p_window, '0'))
        on conflict (key) do nothing
        returning u.* into v_row;
        if found then
            return v_row;
        end if;

        select * into v_row from jobs_queue_unique u where u.key = p_key for update;
        if found then
            return v_row;
        end if; -- else it was deleted in between
    end loop;
end $$;
