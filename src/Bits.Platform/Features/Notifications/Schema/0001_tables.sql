-- Notifications, one for each subject. Texts are composed when read: no name and no text of a person is stored here.
create table notifications_notification (
    id         uuid        not null,
    kind       text        not null,
    subject_id text        not null,
    scope_type text,                                   -- null for a notification to one person
    scope_id   text,
    created_at timestamptz not null default now(),
    facts      jsonb       not null default '{}',
    constraint notifications_notification_pkey primary key (id),
    constraint notifications_notification_once unique (kind, subject_id),
    constraint notifications_notification_scope_is_whole check ((scope_type is null) = (scope_id is null))
);

-- The delivery ledger: each notification reaches each recipient on each channel once. The state says how far it is:
-- planned -> sending -> accepted | failed | unknown; cancelled where it was not to be sent any more.
-- In the app, planning is delivering.
create table notifications_delivery (
    notification_id uuid        not null,
    channel         text        not null,
    recipient_id    uuid        not null,
    state           text        not null,
    provider_id     text,
    error           text,
    created_at      timestamptz not null default now(),
    changed_at      timestamptz not null default now(),
    read_at         timestamptz,
    constraint notifications_delivery_once primary key (notification_id, channel, recipient_id),
    constraint notifications_delivery_notification_exists
        foreign key (notification_id) references notifications_notification (id),
    constraint notifications_delivery_channel_is_known check (channel in ('in_app', 'whatsapp')),
    constraint notifications_delivery_state_is_known
        check (state in ('planned', 'sending', 'accepted', 'failed', 'unknown', 'cancelled'))
);

create index notifications_delivery_inbox
    on notifications_delivery (recipient_id, created_at desc, notification_id desc)
    where channel = 'in_app';

-- Opt-ins to WhatsApp messages.
create table notifications_whatsapp_number (
    user_id     uuid        not null,
    phone       text        not null,
    opted_in_at timestamptz not null default now(),
    constraint notifications_whatsapp_number_pkey primary key (user_id),
    constraint notifications_whatsapp_number_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$')
);
