-- The schema as the migrations make it: approved by a test, never applied.

table notifications_delivery
    notification_id uuid not null
    channel text not null
    recipient_id uuid not null
    state text not null
    provider_id text
    error text
    created_at timestamp with time zone not null default now()
    changed_at timestamp with time zone not null default now()
    read_at timestamp with time zone
    constraint notifications_delivery_channel_is_known CHECK ((channel = ANY (ARRAY['in_app'::text, 'whatsapp'::text])))
    constraint notifications_delivery_notification_exists FOREIGN KEY (notification_id) REFERENCES notifications_notification(id)
    constraint notifications_delivery_once PRIMARY KEY (notification_id, channel, recipient_id)
    constraint notifications_delivery_state_is_known CHECK ((state = ANY (ARRAY['planned'::text, 'sending'::text, 'accepted'::text, 'failed'::text, 'unknown'::text, 'cancelled'::text])))
    CREATE INDEX notifications_delivery_inbox ON notifications_delivery USING btree (recipient_id, created_at DESC, notification_id DESC) WHERE (channel = 'in_app'::text)

table notifications_notification
    id uuid not null
    kind text not null
    subject_id text not null
    scope_type text
    scope_id text
    created_at timestamp with time zone not null default now()
    facts jsonb not null default '{}'::jsonb
    constraint notifications_notification_once UNIQUE (kind, subject_id)
    constraint notifications_notification_pkey PRIMARY KEY (id)
    constraint notifications_notification_scope_is_whole CHECK (((scope_type IS NULL) = (scope_id IS NULL)))

table notifications_whatsapp_number
    user_id uuid not null
    phone text not null
    opted_in_at timestamp with time zone not null default now()
    constraint notifications_whatsapp_number_is_e164 CHECK ((phone ~ '^\+[1-9][0-9]{6,14}$'::text))
    constraint notifications_whatsapp_number_pkey PRIMARY KEY (user_id)

