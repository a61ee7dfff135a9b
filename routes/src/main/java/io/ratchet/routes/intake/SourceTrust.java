package io.ratchet.routes.intake;

import io.ratchet.domain.Checks;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.finding.ReportRef;
import io.ratchet.domain.finding.ReportRef.Within;
import io.ratchet.routes.identify.Network;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which source may say how it knows, of which hosts (the key {@code trust} of the settings). A claim beyond that is cut
 * down to the most trusted method below it that the source may claim, and is not believed where there is none.
 *
 * @param rows what is granted; several for one source add up
 * @param others whether a source that no row names may claim everything
 */
public record SourceTrust(List<Row> rows, boolean others) {
    /** What Ratchet itself was told by a host that it asked; no row is needed for it. */
    private static final Set<String> OURS = Set.of("collect", "ratchet");

    /**
     * @param from as it is kept at the intake: {@code user:NAME}, {@code folder:PATH}, {@code kafka:TOPIC},
     *     {@code pull:NAME}
     * @param networks in CIDR form; empty: of any host. A host of which the report names no address lies in none; one
     *     of which it names an address is believed to be there as long as nobody who may speak of that address says
     *     otherwise, which is found out when it is known which machine that is
     */
    public record Row(String from, Set<Method> methods, List<String> networks) {
        public Row {
            Checks.text(from, "from");
            methods = Set.copyOf(methods);
            networks = List.copyOf(networks);
        }

        private boolean concerns(HostRef host) {
            String ip = host.ip();
            return networks.isEmpty()
                    || (ip != null && networks.stream().anyMatch(network -> Network.contains(network, ip)));
        }
    }

    public SourceTrust {
        rows = List.copyOf(rows);
    }

    /** Everybody may claim everything: where the settings say nothing. */
    public static SourceTrust ofEverybody() {
        return new SourceTrust(List.of(), true);
    }

    /** What {@code from} may say. */
    public Claims of(String from) {
        List<Row> own =
                rows.stream().filter(row -> row.from().equalsIgnoreCase(from)).toList();
        if (OURS.contains(from) || (own.isEmpty() && others)) return Claims.all();
        return finding -> cut(from, own, finding);
    }

    /** Whether it may say something of the hosts in some networks only. */
    public boolean limits(String from) {
        return rows.stream()
                .anyMatch(row ->
                        row.from().equalsIgnoreCase(from) && !row.networks().isEmpty());
    }

    private static Finding cut(String from, List<Row> own, Finding finding) {
        Set<Method> granted = EnumSet.noneOf(Method.class);
        own.stream().filter(row -> row.concerns(finding.host())).forEach(row -> granted.addAll(row.methods()));
        Method claimed = finding.report().method();
        Method believed = claimed != null && granted.contains(claimed)
                ? claimed
                : Arrays.stream(Method.values())
                        .filter(method ->
                                granted.contains(method) && (claimed == null || method.compareTo(claimed) > 0))
                        .reduce((first, second) -> claimed == null ? second : first)
                        .orElseThrow(() -> refused(from, claimed, finding.host()));
        Within within = within(from, own, believed);
        return believed == claimed && within == null ? finding : believed(finding, believed, within);
    }

    /** Null where the source has all of its rights everywhere. */
    private static @Nullable Within within(String from, List<Row> own, Method believed) {
        if (own.stream().allMatch(row -> row.networks().isEmpty())) return null;
        List<Row> rows =
                own.stream().filter(row -> row.methods().contains(believed)).toList();
        boolean everywhere = rows.stream().anyMatch(row -> row.networks().isEmpty());
        List<String> networks = everywhere
                ? List.of()
                : rows.stream()
                        .flatMap(row -> row.networks().stream())
                        .distinct()
                        .toList();
        Method otherwise = own.stream()
                .filter(row -> row.networks().isEmpty())
                .flatMap(row -> row.methods().stream())
                .filter(method -> method.compareTo(believed) > 0)
                .min(Comparator.naturalOrder())
                .orElse(Method.DECLARED);
        return new Within(from.toLowerCase(Locale.ROOT), networks, otherwise);
    }

    private static Finding believed(Finding finding, Method believed, @Nullable Within within) {
        ReportRef report = finding.report();
        return new Finding(
                new ReportRef(report.sha256(), report.format(), report.source(), report.run(), believed, within),
                finding.record(),
                finding.observedAt(),
                finding.host(),
                finding.observation(),
                finding.evidence());
    }

    private static FailureException refused(String from, @Nullable Method claimed, HostRef host) {
        String how = claimed == null ? "anything" : "'" + claimed.name().toLowerCase(Locale.ROOT) + "' or less";
        return FailureException.of(
                FailureCode.INTAKE_NOT_TRUSTED,
                from + " may not claim " + how + " of "
                        + (host.ip() == null ? "a host without an address" : "a host at " + host.ip())
                        + "; see `trust` in the settings.");
    }
}
