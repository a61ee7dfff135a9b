-- A row for each finding cost more than what it says: docs/adr/0041-findings-in-blocks.md. What one delivery says, one after the other, is one
-- row. Positions and ordinals in it have no gap, and those of the last stand beside their number. "delivery" is the SHA-256 of the report's hash
-- as text, as "part" has it.
create table statement_block (
    last_position bigint  not null primary key,
    size          integer not null,
    delivery      bytea   not null,
    last_ordinal  bigint  not null,
    packed        bytea   not null
);
create unique index statement_block_by_delivery on statement_block (delivery, last_ordinal);

-- The documents of parts that were new together, by their numbers, which have no gap either. A part whose document stands in a block has none of
-- its own.
create table part_block (
    last_part bigint  not null primary key,
    size      integer not null,
    packed    bytea   not null
);
alter table part alter column document drop not null;

-- Findings that were there before stay as they are, in "finding" and in "statement"; positions go on behind them.

-- The edge has another number, so that a server of an older release, which knows nothing of blocks, finds none and fails. Else it would take
-- what it does not see for not there, and decide on that, until it is replaced.
update finding_edge set id = 2 where id = 1;
