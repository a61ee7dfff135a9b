-- What is to be said to other systems, written in the transaction of what it tells of and sent afterwards. Of one subject the next entry is sent
-- once the one before it is done.
create table outbox (
    id         bigint generated always as identity primary key,
    channel    character varying           not null,
    subject    character varying           not null,
    kind       character varying           not null,
    entry_key  character varying           not null unique,
    document   character varying           not null,
    state      character varying           not null,
    attempts   integer                     not null,
    due_at     timestamp(6) with time zone not null,
    written_at timestamp(6) with time zone not null,
    sent_at    timestamp(6) with time zone,
    answer     character varying           not null
);
create index outbox_due on outbox (channel, state, due_at);
create index outbox_by_subject on outbox (channel, subject, id);

-- One row for each ticket; the "there_" columns are what is known of it in the ticket system.
create table ticket (
    ticket_key      character varying           not null primary key,
    system          character varying           not null,
    place           character varying           not null,
    name            character varying           not null,
    ticket_system   character varying           not null,
    queue           character varying           not null,
    owner           character varying           not null,
    due_on          date                        not null,
    by_hand         character varying           not null,
    generation      integer                     not null,
    state           character varying           not null,
    hosts           integer                     not null,
    asked           integer                     not null,
    fingerprint     character varying           not null,
    changed_at      timestamp(6) with time zone not null,
    merged_into     character varying,
    there_id        character varying,
    there_url       character varying,
    there_status    character varying,
    there_open      boolean,
    there_closed_by character varying,
    there_seen_at   timestamp(6) with time zone
);
create index ticket_by_unit on ticket (system, place, state);
create index ticket_to_look_at on ticket (ticket_system, there_seen_at);

create table ticket_host (
    ticket_key character varying not null,
    asset      character varying not null,
    standing   character varying not null,
    goals      character varying not null,
    says       character varying not null,
    primary key (ticket_key, asset)
);
create index ticket_host_by_asset on ticket_host (asset);

-- What people wrote in the ticket system.
create table ticket_note (
    ticket_key character varying           not null,
    note_id    character varying           not null,
    written_by character varying           not null,
    written_at timestamp(6) with time zone not null,
    note       character varying           not null,
    primary key (ticket_key, note_id)
);
