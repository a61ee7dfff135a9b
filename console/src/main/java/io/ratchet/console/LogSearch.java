package io.ratchet.console;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.store.AuditLog;
import io.ratchet.store.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Which lines of the audit log somebody looks for, as they wrote it; an empty word: any.
 *
 * @param since a moment, or a day, which begins in {@code zone}
 * @param until a moment, or a day, which counts to its end
 */
record LogSearch(
        String asset, String remediation, String type, String actor, String since, String until, String before) {

    /** @throws IllegalArgumentException for what is no moment */
    AuditLog.Found find(Tx tx, ZoneId zone, int limit) {
        Instant from = moment("since", since, zone, 0);
        Instant to = moment("until", until, zone, 1);
        if (from != null && to != null && !from.isBefore(to))
            throw new IllegalArgumentException(
                    "'since' must be before 'until'; " + since.strip() + " is not before " + until.strip() + ".");
        return tx.audit()
                .newest(
                        new AuditLog.Search(
                                word(asset)
                                        .map(AssetId::new)
                                        .or(() -> subject(tx))
                                        .orElse(null),
                                word(remediation).orElse(null),
                                word(type).orElse(null),
                                word(actor).orElse(null),
                                from,
                                to),
                        sequence(),
                        limit);
    }

    /** All that happened to a remediation happened to its asset, whose lines are found at once. */
    private Optional<AssetId> subject(Tx tx) {
        return word(remediation)
                .flatMap(id -> tx.remediations().find(id))
                .map(seen -> seen.remediation().subject().asset());
    }

    private static Optional<String> word(String given) {
        return Optional.of(given.strip()).filter(text -> !text.isEmpty());
    }

    private long sequence() {
        if (before.isBlank()) return Long.MAX_VALUE;
        try {
            return Long.parseLong(before.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'before' is the number of a line, not '" + before + "'.", e);
        }
    }

    /** @param days that are added to a day, so that it counts to its end */
    static @Nullable Instant moment(String name, String text, ZoneId zone, int days) {
        String plain = text.strip();
        if (plain.isEmpty()) return null;
        try {
            return plain.length() == 10
                    ? LocalDate.parse(plain).plusDays(days).atStartOfDay(zone).toInstant()
                    : OffsetDateTime.parse(plain).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + name + "' must be a day such as 2018-09-20 or a time such as 2018-09-20T22:00:00Z, not '"
                            + text + "'.",
                    e);
        }
    }

    /** The address of the lines before {@code line}, at {@code path}. */
    String onward(String path, long line) {
        UriComponentsBuilder address = UriComponentsBuilder.fromPath(path);
        Map<String, String> words = new LinkedHashMap<>();
        words.put("asset", asset);
        words.put("remediation", remediation);
        words.put("type", type);
        words.put("actor", actor);
        words.put("since", since);
        words.put("until", until);
        words.forEach((name, word) -> {
            if (!word.isBlank()) address.queryParam(name, "{" + name + "}");
        });
        return address.queryParam("before", line).encode().buildAndExpand(words).toUriString();
    }
}
