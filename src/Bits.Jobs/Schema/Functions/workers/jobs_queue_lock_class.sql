-- Gives the class of the advisory locks of this installation: the oid of the table, so that two installations in one
-- database do not meet. Object 0: held, shared, by each sleeping worker. Object 1: retention. Object 2: the sweep.
-- Object -id of a worker: its claims.
create or replace function jobs_queue_lock_class() returns int language sql stable as $$ select 'jobs_queue_job'::regclass::oid::int $$;
