-- Reads a filter. It names columns; "signature" is that of the last failure of a job.
create or replace function jobs_queue_read_filter(p_filter jsonb) returns jobs_queue_filter
language plpgsql stable
as $$
declare
    v_filter jobs_queue_filter := jsonb_populate_record(null::jobs_queue_filter, p_filter);
begin
    v_filter.state := lower(v_filter.state);
    return v_filter;
end $$;
