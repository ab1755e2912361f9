-- The schema as the migrations make it: approved by a test, never applied.

table posts_appeal
    case_id uuid not null
    reason text not null
    appealed_at timestamp with time zone not null default now()
    outcome text
    answer text
    answered_at timestamp with time zone
    answered_by uuid
    constraint posts_appeal_answer_is_whole CHECK (((outcome IS NULL) = (answered_at IS NULL)))
    constraint posts_appeal_case_exists FOREIGN KEY (case_id) REFERENCES posts_case(id) ON DELETE CASCADE
    constraint posts_appeal_once PRIMARY KEY (case_id)
    constraint posts_appeal_outcome_is_known CHECK ((outcome = ANY (ARRAY['upheld'::text, 'granted'::text])))
    CREATE INDEX posts_appeal_open ON posts_appeal USING btree (appealed_at, case_id) WHERE (outcome IS NULL)

table posts_case
    id uuid not null
    scope text not null
    post_id uuid not null
    comment_id uuid
    subject_id uuid not null default COALESCE(comment_id, post_id)
    author_id uuid not null
    opened_at timestamp with time zone not null default now()
    decision text
    decided_at timestamp with time zone
    decided_by uuid
    decided_rank smallint
    reason text
    scope_name text
    undone_at timestamp with time zone
    undone_by uuid
    ban_version integer
    constraint posts_case_comment_exists FOREIGN KEY (comment_id) REFERENCES posts_comment(id) ON DELETE CASCADE
    constraint posts_case_decision_is_known CHECK ((decision = ANY (ARRAY['keep'::text, 'hide'::text, 'remove'::text, 'warn'::text, 'ban'::text])))
    constraint posts_case_decision_is_whole CHECK (((decision IS NULL) = (decided_at IS NULL)))
    constraint posts_case_not_on_ones_own CHECK ((decided_by <> author_id))
    constraint posts_case_pkey PRIMARY KEY (id)
    constraint posts_case_post_exists FOREIGN KEY (post_id) REFERENCES posts_post(id) ON DELETE CASCADE
    constraint posts_case_undone_is_decided CHECK (((undone_at IS NULL) OR (decided_at IS NOT NULL)))
    CREATE INDEX posts_case_author ON posts_case USING btree (author_id)
    CREATE INDEX posts_case_comment ON posts_case USING btree (comment_id) WHERE (comment_id IS NOT NULL)
    CREATE UNIQUE INDEX posts_case_open ON posts_case USING btree (subject_id) WHERE (decided_at IS NULL)
    CREATE INDEX posts_case_post ON posts_case USING btree (post_id)
    CREATE INDEX posts_case_queue ON posts_case USING btree (scope, opened_at DESC, id DESC)

table posts_comment
    id uuid not null
    post_id uuid not null
    parent_id uuid
    author_id uuid not null
    body text not null
    created_at timestamp with time zone not null
    edited_at timestamp with time zone
    replies integer not null default 0
    reactions integer[] not null default '{0,0,0,0,0,0}'::integer[]
    removed_at timestamp with time zone
    removed_by uuid
    removed_why text
    case_id uuid
    is_hidden boolean not null default false
    depth smallint not null default 
CASE
    WHEN (parent_id IS NULL) THEN 1
    ELSE 2
END
    parent_depth smallint default 
CASE
    WHEN (parent_id IS NULL) THEN NULL::integer
    ELSE 1
END
    constraint posts_comment_counts_are_whole CHECK (((replies >= 0) AND (0 <= ALL (reactions))))
    constraint posts_comment_pkey PRIMARY KEY (id)
    constraint posts_comment_place_once UNIQUE (post_id, id, depth)
    constraint posts_comment_post_exists FOREIGN KEY (post_id) REFERENCES posts_post(id) ON DELETE CASCADE
    constraint posts_comment_removal_is_whole CHECK (((removed_at IS NOT NULL) OR ((removed_by IS NULL) AND (removed_why IS NULL))))
    constraint posts_comment_two_levels FOREIGN KEY (post_id, parent_id, parent_depth) REFERENCES posts_comment(post_id, id, depth) ON DELETE CASCADE
    CREATE INDEX posts_comment_author ON posts_comment USING btree (author_id, created_at DESC)
    CREATE INDEX posts_comment_case ON posts_comment USING btree (case_id) WHERE (case_id IS NOT NULL)
    CREATE INDEX posts_comment_removed ON posts_comment USING btree (removed_at) WHERE ((removed_at IS NOT NULL) AND (body <> ''::text))
    CREATE INDEX posts_comment_thread ON posts_comment USING btree (post_id, parent_id, created_at, id)
    CREATE TRIGGER posts_comment_is_counted AFTER INSERT OR DELETE OR UPDATE OF removed_at ON posts_comment FOR EACH ROW EXECUTE FUNCTION posts_count_comment()

table posts_edit
    post_id uuid not null
    version integer not null
    body text not null
    replaced_at timestamp with time zone not null
    constraint posts_edit_pkey PRIMARY KEY (post_id, version)
    constraint posts_edit_post_exists FOREIGN KEY (post_id) REFERENCES posts_post(id) ON DELETE CASCADE

table posts_mention
    subject_id uuid not null default COALESCE(comment_id, post_id)
    post_id uuid not null
    comment_id uuid
    handle text not null
    user_id uuid not null
    is_current boolean not null default true
    constraint posts_mention_comment_exists FOREIGN KEY (comment_id) REFERENCES posts_comment(id) ON DELETE CASCADE
    constraint posts_mention_once PRIMARY KEY (subject_id, handle)
    constraint posts_mention_post_exists FOREIGN KEY (post_id) REFERENCES posts_post(id) ON DELETE CASCADE
    CREATE INDEX posts_mention_comment ON posts_mention USING btree (comment_id) WHERE (comment_id IS NOT NULL)
    CREATE INDEX posts_mention_post ON posts_mention USING btree (post_id)
    CREATE INDEX posts_mention_user ON posts_mention USING btree (user_id)

table posts_mute
    user_id uuid not null
    scope text not null
    muted_at timestamp with time zone not null default now()
    constraint posts_mute_once PRIMARY KEY (user_id, scope)

table posts_post
    id uuid not null
    scope text not null
    author_id uuid not null
    body text not null
    links jsonb not null default '[]'::jsonb
    created_at timestamp with time zone not null
    edited_at timestamp with time zone
    version integer not null default 1
    pin smallint
    comments integer not null default 0
    reactions integer[] not null default '{0,0,0,0,0,0}'::integer[]
    removed_at timestamp with time zone
    removed_by uuid
    removed_why text
    case_id uuid
    is_hidden boolean not null default false
    constraint posts_post_counts_are_whole CHECK (((comments >= 0) AND (0 <= ALL (reactions))))
    constraint posts_post_links_are_few CHECK ((jsonb_array_length(links) <= 4))
    constraint posts_post_pin_taken UNIQUE (scope, pin)
    constraint posts_post_pinned_is_visible CHECK (((pin IS NULL) OR (removed_at IS NULL)))
    constraint posts_post_pins_are_few CHECK (((pin >= 1) AND (pin <= 3)))
    constraint posts_post_pkey PRIMARY KEY (id)
    constraint posts_post_removal_is_whole CHECK (((removed_at IS NOT NULL) OR ((removed_by IS NULL) AND (removed_why IS NULL))))
    CREATE INDEX posts_post_author ON posts_post USING btree (author_id, created_at DESC)
    CREATE INDEX posts_post_case ON posts_post USING btree (case_id) WHERE (case_id IS NOT NULL)
    CREATE INDEX posts_post_latest ON posts_post USING btree (scope, created_at DESC, id DESC) INCLUDE (author_id) WHERE (removed_at IS NULL)
    CREATE INDEX posts_post_removed ON posts_post USING btree (removed_at) WHERE ((removed_at IS NOT NULL) AND (body <> ''::text))

table posts_reaction
    subject_id uuid not null default COALESCE(comment_id, post_id)
    user_id uuid not null
    post_id uuid not null
    comment_id uuid
    kind text not null
    reacted_at timestamp with time zone not null default now()
    constraint posts_reaction_comment_exists FOREIGN KEY (comment_id) REFERENCES posts_comment(id) ON DELETE CASCADE
    constraint posts_reaction_kind_is_known CHECK ((kind = ANY (ARRAY['like'::text, 'love'::text, 'celebrate'::text, 'support'::text, 'insightful'::text, 'funny'::text])))
    constraint posts_reaction_once PRIMARY KEY (subject_id, user_id)
    constraint posts_reaction_post_exists FOREIGN KEY (post_id) REFERENCES posts_post(id) ON DELETE CASCADE
    CREATE INDEX posts_reaction_comment ON posts_reaction USING btree (comment_id) WHERE (comment_id IS NOT NULL)
    CREATE INDEX posts_reaction_post ON posts_reaction USING btree (post_id)
    CREATE INDEX posts_reaction_user ON posts_reaction USING btree (user_id)
    CREATE TRIGGER posts_reaction_is_counted AFTER INSERT OR DELETE OR UPDATE OF kind ON posts_reaction FOR EACH ROW EXECUTE FUNCTION posts_count_reaction()

table posts_report
    case_id uuid not null
    reporter_id uuid not null
    reason text not null
    reported_at timestamp with time zone not null default now()
    constraint posts_report_case_exists FOREIGN KEY (case_id) REFERENCES posts_case(id) ON DELETE CASCADE
    constraint posts_report_once PRIMARY KEY (case_id, reporter_id)
    CREATE INDEX posts_report_reporter ON posts_report USING btree (reporter_id)

table posts_visit
    user_id uuid not null
    seen_at timestamp with time zone not null
    constraint posts_visit_once PRIMARY KEY (user_id)

function posts_count_comment() returns trigger
function posts_count_reaction() returns trigger
function posts_reaction_place(kind text) returns integer
