-- What besides a report asks for a round of deciding; a row goes once a round has seen it.
create table round_wanted (
    id        bigint generated always as identity primary key,
    reason    character varying           not null,
    wanted_at timestamp(6) with time zone not null
);

-- How long a leg with this playbook in it took, from its first look to the witnesses' word; what the window's room goes by.
create table leg_duration (
    id       bigint generated always as identity primary key,
    playbook character varying           not null,
    seconds  bigint                      not null,
    ended_at timestamp(6) with time zone not null
);
create index leg_duration_newest on leg_duration (playbook, id);
