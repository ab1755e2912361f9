-- Room for all three versions of each job in its page, also behind a snapshot that keeps the page from being pruned: at 34
-- one update in eleven then had to leave its page and touched every index.
do $$
begin
    for slot in 0..7 loop
        execute format('alter table jobs_queue_job_%s set (fillfactor = 30)', slot);
    end loop;
end $$;
