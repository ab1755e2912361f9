-- Mentorship programmes. Their members (coordinators, mentors, mentees) are memberships of mentorship_programme:<id>.
create table mentorship_programme (
    id                  uuid        not null,
    name                text        not null,
    description         text        not null,
    state               text        not null default 'draft',
    topics              text[]      not null,
    mentor_tags         text[]      not null default '{}',  -- audience tags, one of which a mentor needs; empty: everyone
    mentee_tags         text[]      not null default '{}',
    mentor_questions    text[]      not null default '{}',
    mentee_questions    text[]      not null default '{}',
    allows_gender       boolean     not null default false, -- whether the form asks for gender and a preference
    policy              text        not null default 'most_value',
    topic_weight        int         not null default 20,
    language_weight     int         not null default 10,
    city_weight         int         not null default 15,
    time_zone_weight    int         not null default 5,
    preference_weight   int         not null default 30,
    gender_weight       int         not null default 10,
    max_capacity        int         not null default 3,
    answer_days         int         not null default 7,
    check_in_weeks      int         not null default 4,
    applications_end_at timestamptz not null,
    starts_at           timestamptz not null,
    ends_at             timestamptz not null,
    version             int         not null default 1,
    created_by          uuid,
    created_at          timestamptz not null,
    constraint mentorship_programme_pkey primary key (id),
    constraint mentorship_programme_state_is_known
        check (state in ('draft', 'applications_open', 'matching', 'review', 'active', 'closed')),
    constraint mentorship_programme_policy_is_known check (policy in ('most_value', 'stable')),
    constraint mentorship_programme_topics_are_few check (cardinality(topics) between 1 and 40),
    constraint mentorship_programme_questions_are_few
        check (cardinality(mentor_questions) <= 5 and cardinality(mentee_questions) <= 5),
    constraint mentorship_programme_weights_are_small check (
        topic_weight between 0 and 100 and language_weight between 0 and 100 and city_weight between 0 and 100
        and time_zone_weight between 0 and 100 and preference_weight between 0 and 100 and gender_weight between 0 and 100),
    constraint mentorship_programme_limits_are_small check (
        max_capacity between 1 and 20 and answer_days between 1 and 60 and check_in_weeks between 1 and 26),
    constraint mentorship_programme_dates_are_in_order check (applications_end_at <= starts_at and starts_at < ends_at)
);

create index mentorship_programme_by_start on mentorship_programme (starts_at desc, id desc);

-- What a member states for one programme; matching uses this and nothing else. A mentor's places are counted here, by
-- conditional updates.
create table mentorship_application (
    programme_id          uuid        not null,
    user_id               uuid        not null,
    role                  text        not null,
    state                 text        not null default 'submitted',
    about                 text        not null,
    topics                text[]      not null,
    languages             text[]      not null,
    city                  text,
    time_zone             text,
    company               text,
    gender                text,
    preferred_gender      text,
    answers               text[]      not null,
    preferred             uuid[]      not null, -- of a mentee: mentors, best first
    conflicts             uuid[]      not null, -- people whom the applicant must not be matched with
    excludes_same_company boolean     not null,
    capacity              int         not null, -- of a mentor: how many mentees
    taken                 int         not null default 0,
    version               int         not null default 1,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),
    constraint mentorship_application_pkey primary key (programme_id, user_id),
    constraint mentorship_application_programme_exists foreign key (programme_id) references mentorship_programme (id),
    constraint mentorship_application_role_is_known check (role in ('mentor', 'mentee')),
    constraint mentorship_application_state_is_known check (state in ('submitted', 'withdrawn')),
    constraint mentorship_application_gender_is_known
        check (gender in ('woman', 'man', 'other') and preferred_gender in ('woman', 'man', 'other')),
    constraint mentorship_application_mentee_has_no_places check (role = 'mentor' or (capacity = 0 and taken = 0)),
    constraint mentorship_application_places_hold check (taken between 0 and capacity)
);

create index mentorship_application_of_user on mentorship_application (user_id);

-- A run of the matching: its input, its result and the proof. Rows of its mentees and mentors are a snapshot.
create table mentorship_run (
    id                uuid        not null,
    programme_id      uuid        not null,
    kind              text        not null,
    state             text        not null default 'scoring',
    policy            text        not null,
    seed              bigint      not null,
    topic_weight      int         not null,
    language_weight   int         not null,
    city_weight       int         not null,
    time_zone_weight  int         not null,
    preference_weight int         not null,
    gender_weight     int         not null,
    input_hash        text        not null,
    mentees           int         not null,
    mentors           int         not null,
    places            int         not null,
    pairs             int,
    value             bigint,
    bound             bigint,              -- of most value: no assignment is worth more
    proposed          int,                 -- pairs that the run has proposed
    started_by        uuid,
    started_at        timestamptz not null default now(),
    finished_at       timestamptz,
    redacted_at       timestamptz,         -- an erasure has taken a person out of the snapshot
    constraint mentorship_run_pkey primary key (id),
    constraint mentorship_run_programme_exists foreign key (programme_id) references mentorship_programme (id),
    constraint mentorship_run_kind_is_known check (kind in ('run', 'dry_run')),
    constraint mentorship_run_state_is_known check (state in ('scoring', 'finished', 'discarded')),
    constraint mentorship_run_policy_is_known check (policy in ('most_value', 'stable')),
    constraint mentorship_run_finish_is_complete
        check ((state = 'scoring') = (finished_at is null) and (finished_at is null) = (value is null))
);

create index mentorship_run_old_dry_runs on mentorship_run (finished_at) where kind = 'dry_run';
create index mentorship_run_by_start on mentorship_run (programme_id, started_at desc, id desc);

-- One run at a time proposes pairs; dry runs are free.
create unique index mentorship_run_one_at_a_time on mentorship_run (programme_id) where kind = 'run' and state = 'scoring';

create table mentorship_run_mentor (
    run_id                uuid    not null,
    place                 int     not null, -- from 0, by user
    user_id               uuid    not null,
    topics                text[]  not null,
    languages             text[]  not null,
    city                  text,
    time_zone             text,
    company               text,
    gender                text,
    excludes_same_company boolean not null,
    batch                 int,
    capacity              int     not null, -- places that were left
    price                 int,
    constraint mentorship_run_mentor_pkey primary key (run_id, place),
    constraint mentorship_run_mentor_once unique (run_id, user_id),
    constraint mentorship_run_mentor_run_exists foreign key (run_id) references mentorship_run (id)
);

create table mentorship_run_mentee (
    run_id                uuid    not null,
    place                 int     not null,
    user_id               uuid    not null,
    topics                text[]  not null,
    languages             text[]  not null,
    city                  text,
    time_zone             text,
    company               text,
    gender                text,
    preferred_gender      text,
    excludes_same_company boolean not null,
    batch                 int,
    preferred             int[]   not null, -- places of mentors, best first
    excluded              int[]   not null, -- places of mentors: declined, past, conflicting, blocked
    scores                bytea,            -- two bytes for each mentor, the low one first: 0 for none, else the score + 1
    mentor_place          int,
    gain                  int,
    constraint mentorship_run_mentee_pkey primary key (run_id, place),
    constraint mentorship_run_mentee_once unique (run_id, user_id),
    constraint mentorship_run_mentee_run_exists foreign key (run_id) references mentorship_run (id)
);

-- Thousands of small numbers compress little for what it costs.
alter table mentorship_run_mentee alter column scores set storage external;

create index mentorship_run_mentor_of_user on mentorship_run_mentor (user_id);
create index mentorship_run_mentee_of_user on mentorship_run_mentee (user_id);

-- A mentor and a mentee. A row stays, so that a pair that was declined, has ended or was refused never returns.
create table mentorship_pair (
    id                 uuid        not null,
    programme_id       uuid        not null,
    mentor_user_id     uuid        not null,
    mentee_user_id     uuid        not null,
    run_id             uuid,                  -- null: a coordinator paired them by hand
    score              int,
    state              text        not null,
    reason             text,                  -- of the coordinator: why by hand, or why refused
    proposed_at        timestamptz not null default now(),
    decided_by         uuid,
    decided_at         timestamptz,
    answer_due_at      timestamptz,
    reminded_at        timestamptz,
    mentor_accepted_at timestamptz,
    mentee_accepted_at timestamptz,
    started_at         timestamptz,
    ended_at           timestamptz,
    ended_by           uuid,
    end_kind           text,
    end_note           text,                  -- for coordinators alone
    next_check_in_at   timestamptz,
    constraint mentorship_pair_pkey primary key (id),
    constraint mentorship_pair_once unique (programme_id, mentor_user_id, mentee_user_id),
    constraint mentorship_pair_programme_exists foreign key (programme_id) references mentorship_programme (id),
    constraint mentorship_pair_is_of_two check (mentor_user_id <> mentee_user_id),
    constraint mentorship_pair_state_is_known
        check (state in ('proposed', 'approved', 'active', 'refused', 'declined', 'expired', 'ended')),
    constraint mentorship_pair_end_kind_is_known check (end_kind in ('completed', 'rematch', 'withdrawn', 'closed')),
    constraint mentorship_pair_ended_says_how check ((state = 'ended') = (end_kind is not null)),
    constraint mentorship_pair_waits_until check (state <> 'approved' or answer_due_at is not null),
    constraint mentorship_pair_active_was_accepted
        check (state <> 'active' or (mentor_accepted_at is not null and mentee_accepted_at is not null and started_at is not null))
);

-- A mentee has one mentor at a time.
create unique index mentorship_pair_one_mentor on mentorship_pair (programme_id, mentee_user_id)
    where state in ('proposed', 'approved', 'active');
create index mentorship_pair_by_state on mentorship_pair (programme_id, state, id);
create index mentorship_pair_of_mentor on mentorship_pair (mentor_user_id);
create index mentorship_pair_of_mentee on mentorship_pair (mentee_user_id);
create index mentorship_pair_due on mentorship_pair (answer_due_at) where state = 'approved';
create index mentorship_pair_check_in on mentorship_pair (next_check_in_at) where state = 'active';

-- What a pair keeps together: goals, notes, sessions, answers to check-ins, feedback.
create table mentorship_goal (
    id         uuid        not null,
    pair_id    uuid        not null,
    body       text        not null,
    created_by uuid        not null,
    created_at timestamptz not null,
    reached_at timestamptz,
    constraint mentorship_goal_pkey primary key (id),
    constraint mentorship_goal_pair_exists foreign key (pair_id) references mentorship_pair (id)
);

create index mentorship_goal_of_pair on mentorship_goal (pair_id, id);

create table mentorship_note (
    id        uuid        not null,
    pair_id   uuid        not null,
    author_id uuid        not null,
    body      text        not null,
    written_at timestamptz not null,
    constraint mentorship_note_pkey primary key (id),
    constraint mentorship_note_pair_exists foreign key (pair_id) references mentorship_pair (id)
);

create index mentorship_note_of_pair on mentorship_note (pair_id, id);

create table mentorship_session (
    id         uuid        not null,
    pair_id    uuid        not null,
    starts_at  timestamptz not null,
    minutes    int         not null,
    place      text,
    agenda     text,
    sequence   int         not null default 0, -- of the invitation (RFC 5545): rises with each change
    state      text        not null default 'planned',
    created_by uuid        not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint mentorship_session_pkey primary key (id),
    constraint mentorship_session_pair_exists foreign key (pair_id) references mentorship_pair (id),
    constraint mentorship_session_state_is_known check (state in ('planned', 'cancelled')),
    constraint mentorship_session_is_short check (minutes between 5 and 480)
);

create index mentorship_session_of_pair on mentorship_session (pair_id, starts_at);

create table mentorship_check_in (
    id          uuid        not null,
    pair_id     uuid        not null,
    user_id     uuid        not null,
    mood        int         not null,
    comment     text,
    answered_at timestamptz not null,
    constraint mentorship_check_in_pkey primary key (id),
    constraint mentorship_check_in_pair_exists foreign key (pair_id) references mentorship_pair (id),
    constraint mentorship_check_in_mood_is_of_five check (mood between 1 and 5)
);

create index mentorship_check_in_of_pair on mentorship_check_in (pair_id, answered_at);

create table mentorship_feedback (
    pair_id  uuid        not null,
    user_id  uuid        not null,
    rating   int         not null,
    comment  text,
    given_at timestamptz not null,
    constraint mentorship_feedback_pkey primary key (pair_id, user_id),
    constraint mentorship_feedback_pair_exists foreign key (pair_id) references mentorship_pair (id),
    constraint mentorship_feedback_rating_is_of_five check (rating between 1 and 5)
);
