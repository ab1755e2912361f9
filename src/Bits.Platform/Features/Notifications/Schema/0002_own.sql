-- What is for somebody alone is for no scope.
alter table notifications_notification
    alter column scope_type drop not null,
    alter column scope_id drop not null,
    add constraint notifications_notification_scope_is_whole check ((scope_type is null) = (scope_id is null));
