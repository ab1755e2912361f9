-- The schema as the migrations make it: approved by a test, never applied.

table groups_group
    id uuid not null
    kind text not null
    slug text
    name text not null
    description text not null
    visibility text not null
    join_policy text not null default 'request'::text
    join_question text
    topics text[] not null default '{}'::text[]
    color text not null default 'slate'::text
    version integer not null default 1
    archived_at timestamp with time zone
    created_by uuid
    created_at timestamp with time zone not null
    constraint groups_group_chapter_is_not_secret CHECK (((kind <> 'chapter'::text) OR (visibility <> 'secret'::text)))
    constraint groups_group_color_is_known CHECK ((color = ANY (ARRAY['slate'::text, 'red'::text, 'orange'::text, 'amber'::text, 'green'::text, 'teal'::text, 'blue'::text, 'indigo'::text, 'purple'::text, 'pink'::text])))
    constraint groups_group_join_policy_is_known CHECK ((join_policy = ANY (ARRAY['open'::text, 'request'::text, 'invitation'::text])))
    constraint groups_group_join_question_is_short CHECK (((length(join_question) >= 1) AND (length(join_question) <= 500)))
    constraint groups_group_kind_is_known CHECK ((kind = ANY (ARRAY['interest'::text, 'chapter'::text])))
    constraint groups_group_pkey PRIMARY KEY (id)
    constraint groups_group_secret_admits_by_invitation CHECK (((visibility <> 'secret'::text) OR (join_policy = 'invitation'::text)))
    constraint groups_group_slug_is_a_word CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text))
    constraint groups_group_slug_is_for_visible_interest_groups CHECK ((((kind = 'interest'::text) AND (visibility <> 'secret'::text)) = (slug IS NOT NULL)))
    constraint groups_group_slug_taken UNIQUE (slug)
    constraint groups_group_topics_are_few CHECK ((cardinality(topics) <= 10))
    constraint groups_group_visibility_is_known CHECK ((visibility = ANY (ARRAY['public'::text, 'private'::text, 'secret'::text])))
    CREATE INDEX groups_group_by_name ON groups_group USING btree (lower(name) COLLATE "C", id)
    CREATE UNIQUE INDEX groups_group_chapter_taken ON groups_group USING btree (lower(name)) WHERE (kind = 'chapter'::text)
    CREATE INDEX groups_group_topics ON groups_group USING gin (topics)
    CREATE INDEX groups_group_words ON groups_group USING gin (to_tsvector('simple'::regconfig, name))

table groups_notification_level
    group_id uuid not null
    user_id uuid not null
    level text not null
    constraint groups_notification_level_group_exists FOREIGN KEY (group_id) REFERENCES groups_group(id)
    constraint groups_notification_level_is_known CHECK ((level = ANY (ARRAY['every'::text, 'mentions'::text, 'none'::text])))
    constraint groups_notification_level_pkey PRIMARY KEY (group_id, user_id)
    CREATE INDEX groups_notification_level_of_user ON groups_notification_level USING btree (user_id)

table groups_rule
    group_id uuid not null
    from_batch integer
    to_batch integer
    campuses text[] not null
    roles text[] not null
    constraint groups_rule_batches_are_a_range CHECK ((from_batch <= to_batch))
    constraint groups_rule_group_exists FOREIGN KEY (group_id) REFERENCES groups_group(id)
    constraint groups_rule_pkey PRIMARY KEY (group_id)
    constraint groups_rule_roles_are_known CHECK ((roles <@ ARRAY['alumni'::text, 'students'::text, 'faculty'::text, 'staff'::text]))
    constraint groups_rule_selects CHECK (((from_batch IS NOT NULL) OR (to_batch IS NOT NULL) OR (cardinality(campuses) > 0) OR (cardinality(roles) > 0)))

