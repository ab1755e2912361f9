-- Notifications, one for each subject. Texts are composed when read: no name and no text of a person is stored here.
create table notifications_notification (
    id         uuid        not null,
    kind       text        not null,
    subject_id text        not null,
    scope_type text,                                   -- null for a notification to one person
    scope_id   text,
    actor_id   uuid,                                   -- who did it; null for the platform
    created_at timestamptz not null default now(),
    facts      jsonb       not null default '{}',
    constraint notifications_notification_pkey primary key (id),
    constraint notifications_notification_once unique (kind, subject_id),
    constraint notifications_notification_scope_is_whole check ((scope_type is null) = (scope_id is null))
);

-- Erases actors.
create index notifications_notification_actor on notifications_notification (actor_id) where actor_id is not null;

-- Finds notifications without deliveries.
create index notifications_notification_age on notifications_notification (created_at);

-- The delivery ledger: each notification reaches each recipient on each channel once. The state says how far it is:
-- planned | held (for a digest) -> sending -> accepted -> sent -> delivered -> read, or failed or unknown; cancelled by the
-- rule that reason names. Rules are applied at the time of sending. In the app, planning is delivering.
create table notifications_delivery (
    notification_id uuid        not null,
    channel         text        not null,
    recipient_id    uuid        not null,
    state           text        not null,
    reason          text,                              -- the rule that holds, delays or cancels it
    provider_id     text,                              -- the message at the provider; that of a digest has several deliveries
    error           text,
    created_at      timestamptz not null default now(),
    changed_at      timestamptz not null default now(),
    read_at         timestamptz,
    sent_to         text,                              -- the address that a report of the provider is about
    constraint notifications_delivery_once primary key (notification_id, channel, recipient_id),
    constraint notifications_delivery_notification_exists
        foreign key (notification_id) references notifications_notification (id),
    constraint notifications_delivery_channel_is_short check (length(channel) between 1 and 20),
    constraint notifications_delivery_state_is_known check (state in (
        'planned', 'held', 'sending', 'accepted', 'sent', 'delivered', 'read', 'failed', 'unknown', 'cancelled')),
    constraint notifications_delivery_sent_to_is_short check (length(sent_to) <= 1000)
);

create index notifications_delivery_inbox
    on notifications_delivery (recipient_id, created_at desc, notification_id desc)
    where channel = 'in_app';

-- Lists and erases what was sent to a member outside the app.
create index notifications_delivery_outside
    on notifications_delivery (recipient_id, created_at desc, notification_id desc, channel desc)
    where channel <> 'in_app';

-- Finds what the next digests bring.
create index notifications_delivery_held on notifications_delivery (recipient_id, created_at) where state = 'held';

-- Finds the deliveries of a message that a provider reports on.
create index notifications_delivery_message on notifications_delivery (provider_id) where provider_id is not null;

-- Lists what is not over, or ended badly, by state, the latest first.
create index notifications_delivery_open
    on notifications_delivery (state, changed_at desc, notification_id desc, recipient_id desc, channel desc)
    where state in ('planned', 'held', 'sending', 'unknown', 'failed');

-- How a member wants to be reached. Members without a row have the defaults of the platform.
create table notifications_settings (
    user_id     uuid        not null,
    language    text        not null,
    time_zone   text        not null,                  -- IANA
    quiet_from  time,
    quiet_until time,                                  -- before quiet_from: of the next day
    digest      text        not null,
    digest_hour smallint    not null,
    digest_day  smallint    not null,                  -- of a weekly digest; 0 is Sunday
    constraint notifications_settings_pkey primary key (user_id),
    constraint notifications_settings_language_is_known check (language in ('english', 'hindi')),
    constraint notifications_settings_digest_is_known check (digest in ('off', 'daily', 'weekly')),
    constraint notifications_settings_quiet_is_whole check ((quiet_from is null) = (quiet_until is null)),
    constraint notifications_settings_digest_hour_is_valid check (digest_hour between 0 and 23),
    constraint notifications_settings_digest_day_is_valid check (digest_day between 0 and 6),
    constraint notifications_settings_time_zone_is_short check (length(time_zone) between 1 and 64)
);

-- What a member chose for a kind on a channel. Without a row, the importance of the kind decides.
create table notifications_preference (
    user_id uuid not null,
    kind    text not null,
    channel text not null,
    mode    text not null,
    constraint notifications_preference_pkey primary key (user_id, kind, channel),
    constraint notifications_preference_mode_is_known check (mode in ('now', 'digest', 'off'))
);

-- The latest digest of a member.
create table notifications_digest (
    user_id uuid        not null,
    due_at  timestamptz not null,
    constraint notifications_digest_pkey primary key (user_id)
);

-- Addresses that get nothing more: they do not exist, or their owner complained.
create table notifications_suppression (
    channel text        not null,
    address text        not null,
    reason  text        not null,
    since   timestamptz not null default now(),
    constraint notifications_suppression_pkey primary key (channel, address),
    constraint notifications_suppression_reason_is_known check (reason in ('bounced', 'complained')),
    constraint notifications_suppression_address_is_short check (length(address) between 1 and 1000)
);

-- Who got a message on a channel with a budget within the last day: a provider counts recipients, not messages.
create table notifications_budget_use (
    channel      text        not null,
    recipient_id uuid        not null,
    used_at      timestamptz not null,
    constraint notifications_budget_use_pkey primary key (channel, recipient_id)
);

create index notifications_budget_use_age on notifications_budget_use (channel, used_at);

-- Opt-ins to WhatsApp messages.
create table notifications_whatsapp_number (
    user_id     uuid        not null,
    phone       text        not null,
    opted_in_at timestamptz not null default now(),
    constraint notifications_whatsapp_number_pkey primary key (user_id),
    constraint notifications_whatsapp_number_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$')
);

-- Browsers that get push messages (RFC 8030), each with the keys that it encrypts for (RFC 8291). One gets them while the
-- session lasts that asked for them, and while the platform has the key that it was made for (RFC 8292).
create table notifications_push_subscription (
    id         uuid        not null,
    user_id    uuid        not null,
    endpoint   text        not null,
    p256dh     text        not null,
    auth       text        not null,
    public_key text        not null,                   -- of the platform
    label      text        not null,
    session_id text,                                   -- null: of a token that names no session
    bound_at   timestamptz not null default now(),     -- when the session asked last
    created_at timestamptz not null default now(),
    constraint notifications_push_subscription_pkey primary key (id),
    constraint notifications_push_subscription_endpoint_taken unique (endpoint),
    constraint notifications_push_subscription_texts_are_short
        check (length(endpoint) <= 1000 and length(p256dh) <= 200 and length(auth) <= 100 and length(public_key) <= 200
            and length(label) <= 100 and length(session_id) <= 200)
);

create index notifications_push_subscription_user on notifications_push_subscription (user_id);
