-- One row for each source that is asked for reports: "kept" is where to go on, a document of JSON that only its driver understands; "origin" says of
-- which server, for it says nothing of another. Whoever asks holds the row until "held_until".
create table pull (
    name        character varying           not null primary key,
    origin      character varying           not null,
    kept        character varying           not null,
    due_at      timestamp(6) with time zone not null,
    held_until  timestamp(6) with time zone,
    failures    integer                     not null,
    problem     character varying           not null,
    finished_at timestamp(6) with time zone
);
