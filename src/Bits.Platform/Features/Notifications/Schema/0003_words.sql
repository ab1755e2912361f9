-- What is told is put into words when it is read: no name and no text of anybody's stands here.
alter table notifications_notification
    drop column title,
    drop column body,
    add column facts jsonb not null default '{}';
