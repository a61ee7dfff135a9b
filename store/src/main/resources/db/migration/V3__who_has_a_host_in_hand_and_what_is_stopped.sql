-- A lease goes by its holder's sign of life, not by any clock: a clock that is set would end it under a living holder.
alter table asset_lease drop column leased_until;
alter table asset_lease add column beat bigint default 0 not null;

-- Orders of people that nothing more is changed: 'all', 'site:NAME' or 'run:ID'.
create table stop_order (
    scope      character varying           not null primary key,
    ordered_by character varying           not null,
    reason     character varying           not null,
    ordered_at timestamp(6) with time zone not null
);
