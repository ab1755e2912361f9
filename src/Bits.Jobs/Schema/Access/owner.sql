-- Empties a slot and opens the next: truncate and setval are the owner's.
alter function jobs_queue_retain(interval, interval) security definer;
