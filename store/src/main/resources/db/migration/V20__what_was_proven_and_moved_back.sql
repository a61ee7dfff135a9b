-- What had been proven and was seen to have moved back, once for each time: a row stands while "ended_at" is null, that is until the goal is proven
-- again and nothing seen says otherwise. "systems" is a list by blanks; "was" is empty and "good_at" null where nobody ever looks for the good state.
create table regression (
    asset        character varying           not null,
    site         character varying,
    goal         character varying           not null,
    systems      character varying           not null,
    readiness_was character varying          not null,
    readiness    character varying           not null,
    proven_at    timestamp(6) with time zone not null,
    found_at     timestamp(6) with time zone not null,
    way          character varying           not null,
    what         character varying           not null,
    was          character varying           not null,
    stands       character varying           not null,
    good_at      timestamp(6) with time zone,
    seen_at      timestamp(6) with time zone not null,
    finding      character varying           not null,
    cause        character varying           not null,
    shown        boolean                     not null,
    because      character varying           not null,
    ended_at     timestamp(6) with time zone,
    primary key (asset, goal, found_at)
);
create index regression_that_stands on regression (ended_at, goal);
create index regression_newest on regression (found_at);
