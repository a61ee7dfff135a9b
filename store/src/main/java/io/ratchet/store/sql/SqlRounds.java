package io.ratchet.store.sql;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.store.Rounds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

final class SqlRounds implements Rounds {
    private static final String ROUND =
            "select id, decided_at, rule_book, organisation, findings_up_to, decisions, added, withdrawn, complete from estate_round";
    private static final String MADE = "select fingerprint, document, round_id, withdrawn_round_id from decision";
    private static final int HASH_DIGITS = 64;

    private final Sql sql;

    SqlRounds(Sql sql) {
        this.sql = sql;
    }

    /** Keeps a round as the next one; call it under the lock on {@code decision_round}. */
    void keep(Round round, Organisation organisation) {
        if (sql.number("select count(*) from organisation_profile where hash = ?", round.organisation()) == 0)
            sql.update(
                    "insert into organisation_profile (hash, document) values (?, ?)",
                    round.organisation(),
                    Documents.write(organisation));
        sql.update(
                "insert into estate_round (id, decided_at, rule_book, organisation, findings_up_to, decisions, added, withdrawn,"
                        + " complete) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                round.number(),
                round.at(),
                round.ruleBook(),
                round.organisation(),
                round.findings(),
                round.decisions(),
                round.added(),
                round.withdrawn(),
                round.complete());
    }

    static String hash(Organisation organisation) {
        return HexFormat.of().formatHex(Documents.fingerprint(Documents.write(organisation)));
    }

    @Override
    public void want(String reason, Instant at) {
        sql.update("insert into round_wanted (reason, wanted_at) values (?, ?)", reason, at);
    }

    @Override
    public List<Wanted> wanted() {
        return sql.list(
                row -> new Wanted(
                        row.getLong(1),
                        row.getString(2),
                        Objects.requireNonNull(Sql.instant(row, 3), "a reason has a moment")),
                "select id, reason, wanted_at from round_wanted order by id");
    }

    @Override
    public void answered(long position) {
        sql.update("delete from round_wanted where id <= ?", position);
    }

    @Override
    public Optional<Round> last() {
        return newest(1).stream().findFirst();
    }

    @Override
    public Optional<Round> find(long number) {
        return sql.first(SqlRounds::round, ROUND + " where id = ?", number);
    }

    @Override
    public List<Round> after(long number) {
        return sql.list(SqlRounds::round, ROUND + " where id > ? order by id", number);
    }

    @Override
    public Set<AssetId> touchedAfter(long number) {
        return assets(
                "select asset from decision where round_id > ?"
                        + " union select asset from decision where withdrawn_round_id > ?",
                number);
    }

    @Override
    public Set<AssetId> touchedIn(long number) {
        return assets(
                "select asset from decision where round_id = ?"
                        + " union select asset from decision where withdrawn_round_id = ?",
                number);
    }

    /** @param question names the round twice */
    private Set<AssetId> assets(String question, long number) {
        return Set.copyOf(sql.list(row -> new AssetId(row.getString(1)), question, number, number));
    }

    @Override
    public List<Round> since(Instant from) {
        return sql.list(SqlRounds::round, ROUND + " where decided_at >= ? order by id", from);
    }

    @Override
    public List<Round> newest(long before, int limit) {
        return sql.list(
                SqlRounds::round, ROUND + " where id < ? order by id desc fetch first ? rows only", before, limit);
    }

    @Override
    public List<Made> made(AssetId asset) {
        return sql.list(SqlRounds::made, MADE + " where asset = ? order by id", asset.value());
    }

    @Override
    public List<Made> made(String idPrefix) {
        String digits = idPrefix.toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{1," + HASH_DIGITS + "}")) return List.of();
        String missing = "0".repeat(HASH_DIGITS - digits.length());
        byte[] least = HexFormat.of().parseHex(digits + missing);
        byte[] most = HexFormat.of().parseHex(digits + missing.replace('0', 'f'));
        return sql.list(SqlRounds::made, MADE + " where fingerprint between ? and ? order by id", least, most);
    }

    @Override
    public List<String> standing(long number, Set<AssetId> assets) {
        return sql.listOf(
                SqlRemediations.values(assets),
                row -> row.getString(1),
                "select document from decision where round_id <= " + number
                        + " and (withdrawn_round_id is null or withdrawn_round_id > " + number + ") and asset",
                "");
    }

    @Override
    public Set<AssetId> assetsStanding(long number) {
        return assets(
                "select distinct asset from decision where round_id <= ?"
                        + " and (withdrawn_round_id is null or withdrawn_round_id > ?)",
                number);
    }

    @Override
    public Organisation organisation(String hash) {
        return sql.first(
                        row -> Documents.organisation(row.getString(1)),
                        "select document from organisation_profile where hash = ?",
                        hash)
                .orElseThrow(() -> FailureException.of(
                        FailureCode.ID_UNKNOWN, "No organisation profile with the hash '" + hash + "' is kept."));
    }

    private static Round round(ResultSet row) throws SQLException {
        return new Round(
                row.getLong(1),
                Objects.requireNonNull(Sql.instant(row, 2), "a round has a moment"),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getBoolean(9));
    }

    private static Made made(ResultSet row) throws SQLException {
        return new Made(
                HexFormat.of().formatHex(row.getBytes(1)),
                Documents.decision(row.getString(2)),
                row.getLong(3),
                row.getObject(4, Long.class));
    }
}
