-- The change that a site wants in its own ticket system for a remediation; the "there_" columns are what is known of it there.
create table change_request (
    change_key    character varying           not null primary key,
    remediation   character varying           not null unique,
    plan_hash     character varying           not null,
    ticket_system character varying           not null,
    queue         character varying           not null,
    state         character varying           not null,
    acted         boolean                     not null,
    there_id      character varying,
    there_url     character varying           not null,
    there_status  character varying           not null,
    decided_by    character varying           not null,
    because       character varying           not null,
    changed_at    timestamp(6) with time zone not null,
    there_seen_at timestamp(6) with time zone
);
create index change_request_to_look_at on change_request (ticket_system, state, there_seen_at);
create index change_request_by_state on change_request (state, changed_at);
