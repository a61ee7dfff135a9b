package io.ratchet.routes.intake;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one row by the names of their columns.
 *
 * @param columns the place of each, by its name in lower case
 */
record ConfigMgrRow(List<String> cells, Map<String, Integer> columns) {
    /**
     * As exports write them: invariant, ISO, and the two cultures that are most met; a day above twelve tells month
     * from day.
     */
    private static final List<DateTimeFormatter> TIMES = Stream.of(
                    "M/d/yyyy H:mm:ss",
                    "M/d/yyyy h:mm:ss a",
                    "yyyy-MM-dd HH:mm:ss",
                    "yyyy-MM-dd'T'HH:mm:ss",
                    "d.M.yyyy HH:mm:ss")
            .map(pattern -> DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH))
            .toList();

    /** WMI's own: to the microsecond, then the offset from UTC in minutes, asterisks where it is not known. */
    private static final Pattern DMTF = Pattern.compile("([0-9]{14})\\.[0-9]{6}(?:([+-][0-9]{3})|[+-]?\\*{3})");

    private static final DateTimeFormatter DMTF_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);

    /** Empty when the column or the value is missing. */
    String cell(String column) {
        Integer at = columns.get(column.toLowerCase(Locale.ROOT));
        return at == null || at >= cells.size() ? "" : cells.get(at).strip();
    }

    @Nullable
    String optional(String column) {
        String cell = cell(column);
        return cell.isEmpty() ? null : cell;
    }

    boolean says(String column) {
        return cell(column).equals("1") || cell(column).equalsIgnoreCase("true");
    }

    boolean blank() {
        return cells.stream().allMatch(String::isBlank);
    }

    /** A PowerShell array was turned into text by its type's name. */
    boolean lostItsLists() {
        return cells.stream().anyMatch(cell -> cell.strip().equals("System.String[]"));
    }

    /** The values of a cell that holds several. */
    Stream<String> values(String column) {
        return Arrays.stream(cell(column).split("[;,\\s]+")).filter(value -> !value.isEmpty());
    }

    Optional<String> first(String column) {
        return values(column).findFirst();
    }

    /** The first address that may tell the machine apart: IPv4 before IPv6, never one that a machine gave itself. */
    @Nullable
    String address() {
        List<String> usable = values("IPAddresses")
                .filter(HostNames::isAddress)
                .filter(address -> !address.startsWith("169.254.") && !address.startsWith("127."))
                .filter(address -> !address.toLowerCase(Locale.ROOT).startsWith("fe80:") && !address.equals("::1"))
                .toList();
        return usable.stream()
                .filter(address -> !address.contains(":"))
                .findFirst()
                .orElse(usable.isEmpty() ? null : usable.get(0));
    }

    /** When the machine last reported; without a zone it is taken for UTC, in which ConfigMgr keeps agent times. */
    @Nullable
    Instant time() {
        for (String column : List.of("LastActiveTime", "AgentTime", "LastLogonTimestamp")) {
            String cell = cell(column);
            if (!cell.isEmpty()) return time(column, cell);
        }
        return null;
    }

    private static Instant time(String column, String cell) {
        Matcher dmtf = DMTF.matcher(cell);
        if (dmtf.matches()) {
            int minutes = dmtf.group(2) == null ? 0 : Integer.parseInt(dmtf.group(2));
            return LocalDateTime.parse(dmtf.group(1), DMTF_TIME)
                    .toInstant(ZoneOffset.UTC)
                    .minusSeconds(60L * minutes);
        }
        for (DateTimeFormatter format : TIMES) {
            Optional<Instant> time = parsed(cell, format);
            if (time.isPresent()) return time.get();
        }
        throw FailureException.of(
                FailureCode.INTAKE_BAD_VALUE,
                "'" + column + "' is no time that is known here: '" + cell + "'; export it as yyyy-MM-dd HH:mm:ss.");
    }

    private static Optional<Instant> parsed(String cell, DateTimeFormatter format) {
        try {
            return Optional.of(LocalDateTime.parse(cell, format).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
