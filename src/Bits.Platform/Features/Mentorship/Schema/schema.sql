-- The schema as the migrations make it: approved by a test, never applied.

table mentorship_application
    programme_id uuid not null
    user_id uuid not null
    role text not null
    state text not null default 'submitted'::text
    about text not null
    topics text[] not null
    languages text[] not null
    city text
    time_zone text
    company text
    gender text
    preferred_gender text
    answers text[] not null
    preferred uuid[] not null
    conflicts uuid[] not null
    excludes_same_company boolean not null
    capacity integer not null
    taken integer not null default 0
    version integer not null default 1
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    constraint mentorship_application_gender_is_known CHECK (((gender = ANY (ARRAY['woman'::text, 'man'::text, 'other'::text])) AND (preferred_gender = ANY (ARRAY['woman'::text, 'man'::text, 'other'::text]))))
    constraint mentorship_application_mentee_has_no_places CHECK (((role = 'mentor'::text) OR ((capacity = 0) AND (taken = 0))))
    constraint mentorship_application_pkey PRIMARY KEY (programme_id, user_id)
    constraint mentorship_application_places_hold CHECK (((taken >= 0) AND (taken <= capacity)))
    constraint mentorship_application_programme_exists FOREIGN KEY (programme_id) REFERENCES mentorship_programme(id)
    constraint mentorship_application_role_is_known CHECK ((role = ANY (ARRAY['mentor'::text, 'mentee'::text])))
    constraint mentorship_application_state_is_known CHECK ((state = ANY (ARRAY['submitted'::text, 'withdrawn'::text])))
    CREATE INDEX mentorship_application_of_user ON mentorship_application USING btree (user_id)

table mentorship_check_in
    id uuid not null
    pair_id uuid not null
    user_id uuid not null
    mood integer not null
    comment text
    answered_at timestamp with time zone not null
    constraint mentorship_check_in_mood_is_of_five CHECK (((mood >= 1) AND (mood <= 5)))
    constraint mentorship_check_in_pair_exists FOREIGN KEY (pair_id) REFERENCES mentorship_pair(id)
    constraint mentorship_check_in_pkey PRIMARY KEY (id)
    CREATE INDEX mentorship_check_in_of_pair ON mentorship_check_in USING btree (pair_id, answered_at)

table mentorship_feedback
    pair_id uuid not null
    user_id uuid not null
    rating integer not null
    comment text
    given_at timestamp with time zone not null
    constraint mentorship_feedback_pair_exists FOREIGN KEY (pair_id) REFERENCES mentorship_pair(id)
    constraint mentorship_feedback_pkey PRIMARY KEY (pair_id, user_id)
    constraint mentorship_feedback_rating_is_of_five CHECK (((rating >= 1) AND (rating <= 5)))

table mentorship_goal
    id uuid not null
    pair_id uuid not null
    body text not null
    created_by uuid not null
    created_at timestamp with time zone not null
    reached_at timestamp with time zone
    constraint mentorship_goal_pair_exists FOREIGN KEY (pair_id) REFERENCES mentorship_pair(id)
    constraint mentorship_goal_pkey PRIMARY KEY (id)
    CREATE INDEX mentorship_goal_of_pair ON mentorship_goal USING btree (pair_id, id)

table mentorship_note
    id uuid not null
    pair_id uuid not null
    author_id uuid not null
    body text not null
    written_at timestamp with time zone not null
    constraint mentorship_note_pair_exists FOREIGN KEY (pair_id) REFERENCES mentorship_pair(id)
    constraint mentorship_note_pkey PRIMARY KEY (id)
    CREATE INDEX mentorship_note_of_pair ON mentorship_note USING btree (pair_id, id)

table mentorship_pair
    id uuid not null
    programme_id uuid not null
    mentor_user_id uuid not null
    mentee_user_id uuid not null
    run_id uuid
    score integer
    state text not null
    reason text
    proposed_at timestamp with time zone not null default now()
    decided_by uuid
    decided_at timestamp with time zone
    answer_due_at timestamp with time zone
    reminded_at timestamp with time zone
    mentor_accepted_at timestamp with time zone
    mentee_accepted_at timestamp with time zone
    started_at timestamp with time zone
    ended_at timestamp with time zone
    ended_by uuid
    end_kind text
    end_note text
    next_check_in_at timestamp with time zone
    constraint mentorship_pair_active_was_accepted CHECK (((state <> 'active'::text) OR ((mentor_accepted_at IS NOT NULL) AND (mentee_accepted_at IS NOT NULL) AND (started_at IS NOT NULL))))
    constraint mentorship_pair_end_kind_is_known CHECK ((end_kind = ANY (ARRAY['completed'::text, 'rematch'::text, 'withdrawn'::text, 'closed'::text])))
    constraint mentorship_pair_ended_says_how CHECK (((state = 'ended'::text) = (end_kind IS NOT NULL)))
    constraint mentorship_pair_is_of_two CHECK ((mentor_user_id <> mentee_user_id))
    constraint mentorship_pair_once UNIQUE (programme_id, mentor_user_id, mentee_user_id)
    constraint mentorship_pair_pkey PRIMARY KEY (id)
    constraint mentorship_pair_programme_exists FOREIGN KEY (programme_id) REFERENCES mentorship_programme(id)
    constraint mentorship_pair_state_is_known CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'active'::text, 'refused'::text, 'declined'::text, 'expired'::text, 'ended'::text])))
    constraint mentorship_pair_waits_until CHECK (((state <> 'approved'::text) OR (answer_due_at IS NOT NULL)))
    CREATE INDEX mentorship_pair_by_state ON mentorship_pair USING btree (programme_id, state, id)
    CREATE INDEX mentorship_pair_check_in ON mentorship_pair USING btree (next_check_in_at) WHERE (state = 'active'::text)
    CREATE INDEX mentorship_pair_due ON mentorship_pair USING btree (answer_due_at) WHERE (state = 'approved'::text)
    CREATE INDEX mentorship_pair_of_mentee ON mentorship_pair USING btree (mentee_user_id)
    CREATE INDEX mentorship_pair_of_mentor ON mentorship_pair USING btree (mentor_user_id)
    CREATE UNIQUE INDEX mentorship_pair_one_mentor ON mentorship_pair USING btree (programme_id, mentee_user_id) WHERE (state = ANY (ARRAY['proposed'::text, 'approved'::text, 'active'::text]))

table mentorship_programme
    id uuid not null
    name text not null
    description text not null
    state text not null default 'draft'::text
    topics text[] not null
    mentor_tags text[] not null default '{}'::text[]
    mentee_tags text[] not null default '{}'::text[]
    mentor_questions text[] not null default '{}'::text[]
    mentee_questions text[] not null default '{}'::text[]
    allows_gender boolean not null default false
    policy text not null default 'most_value'::text
    topic_weight integer not null default 20
    language_weight integer not null default 10
    city_weight integer not null default 15
    time_zone_weight integer not null default 5
    preference_weight integer not null default 30
    gender_weight integer not null default 10
    max_capacity integer not null default 3
    answer_days integer not null default 7
    check_in_weeks integer not null default 4
    applications_end_at timestamp with time zone not null
    starts_at timestamp with time zone not null
    ends_at timestamp with time zone not null
    version integer not null default 1
    created_by uuid
    created_at timestamp with time zone not null
    constraint mentorship_programme_dates_are_in_order CHECK (((applications_end_at <= starts_at) AND (starts_at < ends_at)))
    constraint mentorship_programme_limits_are_small CHECK ((((max_capacity >= 1) AND (max_capacity <= 20)) AND ((answer_days >= 1) AND (answer_days <= 60)) AND ((check_in_weeks >= 1) AND (check_in_weeks <= 26))))
    constraint mentorship_programme_pkey PRIMARY KEY (id)
    constraint mentorship_programme_policy_is_known CHECK ((policy = ANY (ARRAY['most_value'::text, 'stable'::text])))
    constraint mentorship_programme_questions_are_few CHECK (((cardinality(mentor_questions) <= 5) AND (cardinality(mentee_questions) <= 5)))
    constraint mentorship_programme_state_is_known CHECK ((state = ANY (ARRAY['draft'::text, 'applications_open'::text, 'matching'::text, 'review'::text, 'active'::text, 'closed'::text])))
    constraint mentorship_programme_topics_are_few CHECK (((cardinality(topics) >= 1) AND (cardinality(topics) <= 40)))
    constraint mentorship_programme_weights_are_small CHECK ((((topic_weight >= 0) AND (topic_weight <= 100)) AND ((language_weight >= 0) AND (language_weight <= 100)) AND ((city_weight >= 0) AND (city_weight <= 100)) AND ((time_zone_weight >= 0) AND (time_zone_weight <= 100)) AND ((preference_weight >= 0) AND (preference_weight <= 100)) AND ((gender_weight >= 0) AND (gender_weight <= 100))))
    CREATE INDEX mentorship_programme_by_start ON mentorship_programme USING btree (starts_at DESC, id DESC)

table mentorship_run
    id uuid not null
    programme_id uuid not null
    kind text not null
    state text not null default 'scoring'::text
    policy text not null
    seed bigint not null
    topic_weight integer not null
    language_weight integer not null
    city_weight integer not null
    time_zone_weight integer not null
    preference_weight integer not null
    gender_weight integer not null
    input_hash text not null
    mentees integer not null
    mentors integer not null
    places integer not null
    pairs integer
    value bigint
    bound bigint
    proposed integer
    started_by uuid
    started_at timestamp with time zone not null default now()
    finished_at timestamp with time zone
    redacted_at timestamp with time zone
    constraint mentorship_run_finish_is_complete CHECK ((((state = 'scoring'::text) = (finished_at IS NULL)) AND ((finished_at IS NULL) = (value IS NULL))))
    constraint mentorship_run_kind_is_known CHECK ((kind = ANY (ARRAY['run'::text, 'dry_run'::text])))
    constraint mentorship_run_pkey PRIMARY KEY (id)
    constraint mentorship_run_policy_is_known CHECK ((policy = ANY (ARRAY['most_value'::text, 'stable'::text])))
    constraint mentorship_run_programme_exists FOREIGN KEY (programme_id) REFERENCES mentorship_programme(id)
    constraint mentorship_run_state_is_known CHECK ((state = ANY (ARRAY['scoring'::text, 'finished'::text, 'discarded'::text])))
    CREATE INDEX mentorship_run_by_start ON mentorship_run USING btree (programme_id, started_at DESC, id DESC)
    CREATE INDEX mentorship_run_old_dry_runs ON mentorship_run USING btree (finished_at) WHERE (kind = 'dry_run'::text)
    CREATE UNIQUE INDEX mentorship_run_one_at_a_time ON mentorship_run USING btree (programme_id) WHERE ((kind = 'run'::text) AND (state = 'scoring'::text))

table mentorship_run_mentee
    run_id uuid not null
    place integer not null
    user_id uuid not null
    topics text[] not null
    languages text[] not null
    city text
    time_zone text
    company text
    gender text
    preferred_gender text
    excludes_same_company boolean not null
    batch integer
    preferred integer[] not null
    excluded integer[] not null
    scores bytea
    mentor_place integer
    gain integer
    constraint mentorship_run_mentee_once UNIQUE (run_id, user_id)
    constraint mentorship_run_mentee_pkey PRIMARY KEY (run_id, place)
    constraint mentorship_run_mentee_run_exists FOREIGN KEY (run_id) REFERENCES mentorship_run(id)
    CREATE INDEX mentorship_run_mentee_of_user ON mentorship_run_mentee USING btree (user_id)

table mentorship_run_mentor
    run_id uuid not null
    place integer not null
    user_id uuid not null
    topics text[] not null
    languages text[] not null
    city text
    time_zone text
    company text
    gender text
    excludes_same_company boolean not null
    batch integer
    capacity integer not null
    price integer
    constraint mentorship_run_mentor_once UNIQUE (run_id, user_id)
    constraint mentorship_run_mentor_pkey PRIMARY KEY (run_id, place)
    constraint mentorship_run_mentor_run_exists FOREIGN KEY (run_id) REFERENCES mentorship_run(id)
    CREATE INDEX mentorship_run_mentor_of_user ON mentorship_run_mentor USING btree (user_id)

table mentorship_session
    id uuid not null
    pair_id uuid not null
    starts_at timestamp with time zone not null
    minutes integer not null
    place text
    agenda text
    sequence integer not null default 0
    state text not null default 'planned'::text
    created_by uuid not null
    created_at timestamp with time zone not null
    changed_at timestamp with time zone not null
    constraint mentorship_session_is_short CHECK (((minutes >= 5) AND (minutes <= 480)))
    constraint mentorship_session_pair_exists FOREIGN KEY (pair_id) REFERENCES mentorship_pair(id)
    constraint mentorship_session_pkey PRIMARY KEY (id)
    constraint mentorship_session_state_is_known CHECK ((state = ANY (ARRAY['planned'::text, 'cancelled'::text])))
    CREATE INDEX mentorship_session_of_pair ON mentorship_session USING btree (pair_id, starts_at)

