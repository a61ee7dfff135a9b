-- The path to the goal is drawn from narrow rows: which rung each asset came to and when, and who keeps a hold shut. Documents are not read for it.
-- What stood there before gets its rows from its documents (V11.1).

-- A rung is written when the readiness of an asset's system for a goal is another than before; "readiness" is null from the round on that decided
-- nothing of it any more, "system" is empty where none was recognised. "fingerprint" is that of the decision that says so.
create table rung (
    asset       character varying           not null,
    site        character varying,
    system      character varying           not null,
    goal        character varying           not null,
    readiness   character varying,
    reached_at  timestamp(6) with time zone not null,
    round_id    bigint                      not null,
    fingerprint bytea,
    primary key (asset, system, goal, round_id, reached_at)
);

-- The assets that keep gates shut, one a line; a list of a large site is kept once, however many gates it shuts.
create table holder_list (
    id          bigint            not null primary key,
    fingerprint bytea             not null unique,
    assets      character varying not null
);

-- What holds it and who, a gate a line: the number of the list (0: only the asset itself, -1: no asset), the gate, the scope.
alter table decision add column held_by character varying;

-- Every forecast that was shown, so that it can be held against what happened.
create table forecast (
    id         bigint generated always as identity primary key,
    scope      character varying           not null,
    goal       character varying           not null,
    shown_at   timestamp(6) with time zone not null,
    shown_on   date                        not null,
    remaining  bigint                      not null,
    p50        date,
    p90        date,
    families   character varying           not null,
    because    character varying           not null,
    unique (scope, goal, shown_on)
);
