-- The schema as the migrations make it: approved by a test, never applied.

table notifications_budget_use
    channel text not null
    recipient_id uuid not null
    used_at timestamp with time zone not null
    constraint notifications_budget_use_pkey PRIMARY KEY (channel, recipient_id)
    CREATE INDEX notifications_budget_use_age ON notifications_budget_use USING btree (channel, used_at)

table notifications_delivery
    notification_id uuid not null
    channel text not null
    recipient_id uuid not null
    state text not null
    reason text
    provider_id text
    error text
    created_at timestamp with time zone not null default now()
    changed_at timestamp with time zone not null default now()
    read_at timestamp with time zone
    sent_to text
    constraint notifications_delivery_channel_is_short CHECK (((length(channel) >= 1) AND (length(channel) <= 20)))
    constraint notifications_delivery_notification_exists FOREIGN KEY (notification_id) REFERENCES notifications_notification(id)
    constraint notifications_delivery_once PRIMARY KEY (notification_id, channel, recipient_id)
    constraint notifications_delivery_sent_to_is_short CHECK ((length(sent_to) <= 1000))
    constraint notifications_delivery_state_is_known CHECK ((state = ANY (ARRAY['planned'::text, 'held'::text, 'sending'::text, 'accepted'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'failed'::text, 'unknown'::text, 'cancelled'::text])))
    CREATE INDEX notifications_delivery_held ON notifications_delivery USING btree (recipient_id, created_at) WHERE (state = 'held'::text)
    CREATE INDEX notifications_delivery_inbox ON notifications_delivery USING btree (recipient_id, created_at DESC, notification_id DESC) WHERE (channel = 'in_app'::text)
    CREATE INDEX notifications_delivery_message ON notifications_delivery USING btree (provider_id) WHERE (provider_id IS NOT NULL)
    CREATE INDEX notifications_delivery_open ON notifications_delivery USING btree (state, changed_at DESC, notification_id DESC, recipient_id DESC, channel DESC) WHERE (state = ANY (ARRAY['planned'::text, 'held'::text, 'sending'::text, 'unknown'::text, 'failed'::text]))
    CREATE INDEX notifications_delivery_outside ON notifications_delivery USING btree (recipient_id, created_at DESC, notification_id DESC, channel DESC) WHERE (channel <> 'in_app'::text)

table notifications_digest
    user_id uuid not null
    due_at timestamp with time zone not null
    constraint notifications_digest_pkey PRIMARY KEY (user_id)

table notifications_notification
    id uuid not null
    kind text not null
    subject_id text not null
    scope_type text
    scope_id text
    actor_id uuid
    created_at timestamp with time zone not null default now()
    facts jsonb not null default '{}'::jsonb
    constraint notifications_notification_once UNIQUE (kind, subject_id)
    constraint notifications_notification_pkey PRIMARY KEY (id)
    constraint notifications_notification_scope_is_whole CHECK (((scope_type IS NULL) = (scope_id IS NULL)))
    CREATE INDEX notifications_notification_actor ON notifications_notification USING btree (actor_id) WHERE (actor_id IS NOT NULL)
    CREATE INDEX notifications_notification_age ON notifications_notification USING btree (created_at)

table notifications_preference
    user_id uuid not null
    kind text not null
    channel text not null
    mode text not null
    constraint notifications_preference_mode_is_known CHECK ((mode = ANY (ARRAY['now'::text, 'digest'::text, 'off'::text])))
    constraint notifications_preference_pkey PRIMARY KEY (user_id, kind, channel)

table notifications_push_subscription
    id uuid not null
    user_id uuid not null
    endpoint text not null
    p256dh text not null
    auth text not null
    public_key text not null
    label text not null
    session_id text
    bound_at timestamp with time zone not null default now()
    created_at timestamp with time zone not null default now()
    constraint notifications_push_subscription_endpoint_taken UNIQUE (endpoint)
    constraint notifications_push_subscription_pkey PRIMARY KEY (id)
    constraint notifications_push_subscription_texts_are_short CHECK (((length(endpoint) <= 1000) AND (length(p256dh) <= 200) AND (length(auth) <= 100) AND (length(public_key) <= 200) AND (length(label) <= 100) AND (length(session_id) <= 200)))
    CREATE INDEX notifications_push_subscription_user ON notifications_push_subscription USING btree (user_id)

table notifications_settings
    user_id uuid not null
    language text not null
    time_zone text not null
    quiet_from time without time zone
    quiet_until time without time zone
    digest text not null
    digest_hour smallint not null
    digest_day smallint not null
    constraint notifications_settings_digest_day_is_valid CHECK (((digest_day >= 0) AND (digest_day <= 6)))
    constraint notifications_settings_digest_hour_is_valid CHECK (((digest_hour >= 0) AND (digest_hour <= 23)))
    constraint notifications_settings_digest_is_known CHECK ((digest = ANY (ARRAY['off'::text, 'daily'::text, 'weekly'::text])))
    constraint notifications_settings_language_is_known CHECK ((language = ANY (ARRAY['english'::text, 'hindi'::text])))
    constraint notifications_settings_pkey PRIMARY KEY (user_id)
    constraint notifications_settings_quiet_is_whole CHECK (((quiet_from IS NULL) = (quiet_until IS NULL)))
    constraint notifications_settings_time_zone_is_short CHECK (((length(time_zone) >= 1) AND (length(time_zone) <= 64)))

table notifications_suppression
    channel text not null
    address text not null
    reason text not null
    since timestamp with time zone not null default now()
    constraint notifications_suppression_address_is_short CHECK (((length(address) >= 1) AND (length(address) <= 1000)))
    constraint notifications_suppression_pkey PRIMARY KEY (channel, address)
    constraint notifications_suppression_reason_is_known CHECK ((reason = ANY (ARRAY['bounced'::text, 'complained'::text])))

table notifications_whatsapp_number
    user_id uuid not null
    phone text not null
    opted_in_at timestamp with time zone not null default now()
    constraint notifications_whatsapp_number_is_e164 CHECK ((phone ~ '^\+[1-9][0-9]{6,14}$'::text))
    constraint notifications_whatsapp_number_pkey PRIMARY KEY (user_id)

