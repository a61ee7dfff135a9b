package io.ratchet.routes.controls;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.organisation.Deadlines;
import io.ratchet.domain.organisation.Vulnerability;
import io.ratchet.routes.controls.ControlAnswer.Evidence;
import io.ratchet.routes.controls.ControlAnswer.Verdict;
import io.ratchet.routes.controls.Deadline.State;
import io.ratchet.routes.controls.Deadline.Triage;
import io.ratchet.routes.controls.DeadlineTable.Known;
import io.ratchet.routes.controls.DeadlineTable.Source;
import io.ratchet.routes.identify.Assets;
import io.ratchet.routes.path.Chances;
import io.ratchet.routes.path.ReadinessPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds a control of deadlines against assets, by the profile that is in force. */
final class DeadlineControl {
    private static final Comparator<Deadline> FIRST_TO_ACT = Comparator.comparing(Deadline::state)
            .thenComparing(Deadline::due, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(deadline -> deadline.vulnerability().cve());

    private final Control control;
    private final Deadlines profile;
    private final Exposures exposures;
    private final List<Known> vulnerabilities;
    private final DeadlineCheck check;
    private final ReadinessPath path;
    private @Nullable Chances chances;

    /** @param estate all of it, by which names in the profile are those of one asset or of several */
    DeadlineControl(
            Control control, DeadlineTable table, Deadlines profile, Assets estate, ReadinessPath path, Instant now) {
        this.control = control;
        this.profile = profile;
        this.exposures = new Exposures(profile, estate);
        this.vulnerabilities = vulnerabilities(table, profile);
        this.check = new DeadlineCheck(table, now, control.days());
        this.path = path;
    }

    /** Those of the profile, and those that are shipped and not overruled by one of them. */
    static List<Known> vulnerabilities(DeadlineTable table, Deadlines profile) {
        Set<String> own =
                profile.vulnerabilities().stream().map(Vulnerability::cve).collect(Collectors.toSet());
        return Stream.concat(
                        profile.vulnerabilities().stream().map(DeadlineControl::own),
                        table.vulnerabilities().stream()
                                .filter(known ->
                                        !own.contains(known.vulnerability().cve())))
                .toList();
    }

    /** Whether there is one that demands forensic triage of any asset, however that stands. */
    static boolean mayDemandTriage(DeadlineTable table, Deadlines profile) {
        return !Boolean.FALSE.equals(profile.follows())
                && vulnerabilities(table, profile).stream()
                        .map(Known::vulnerability)
                        .anyMatch(one -> Stream.of(true, false)
                                .flatMap(exposed ->
                                        table.rows(one, exposed, one.kev().isPresent()).stream())
                                .anyMatch(row -> row.outcome().triage()));
    }

    private static Known own(Vulnerability vulnerability) {
        return new Known(vulnerability, "", new Source("The organisation profile", "", null));
    }

    ControlAnswer answer(AssetState asset) {
        if (Boolean.FALSE.equals(profile.follows()))
            return new ControlAnswer(
                    asset.id().value(),
                    Verdict.NOT_APPLICABLE,
                    "The profile says that the directive is not followed here.",
                    List.of());
        List<Deadline> deadlines = deadlines(asset);
        List<Evidence> evidence = deadlines.stream()
                .flatMap(deadline -> deadline.evidence().stream())
                .distinct()
                .toList();
        Verdict verdict = verdict(deadlines);
        return new ControlAnswer(asset.id().value(), verdict, because(verdict, deadlines), evidence, deadlines);
    }

    private List<Deadline> deadlines(AssetState asset) {
        return deadlines(asset, by -> chances().of(asset.id(), by));
    }

    private List<Deadline> deadlines(AssetState asset, Function<Instant, Chances.Chance> chance) {
        Exposures.Word word = exposures.of(asset);
        return vulnerabilities.stream()
                .map(known -> check.of(known.vulnerability(), asset, word, chance))
                .sorted(FIRST_TO_ACT)
                .toList();
    }

    private Chances chances() {
        Chances known = chances;
        if (known == null) {
            known = path.chances(Goal.ONLY);
            chances = known;
        }
        return known;
    }

    private Verdict verdict(List<Deadline> deadlines) {
        if (any(deadlines, State.OVERDUE)) return Verdict.FAIL;
        if (any(deadlines, State.UNKNOWN) || profile.follows() == null) return Verdict.UNKNOWN;
        return Verdict.PASS;
    }

    private static boolean any(List<Deadline> deadlines, State state) {
        return deadlines.stream().anyMatch(deadline -> deadline.state() == state);
    }

    private String because(Verdict verdict, List<Deadline> deadlines) {
        List<String> said = new ArrayList<>();
        if (verdict == Verdict.FAIL) said.addAll(said(deadlines, State.OVERDUE));
        else {
            List<String> running = said(deadlines, State.RUNNING);
            boolean unknown = any(deadlines, State.UNKNOWN);
            if (!running.isEmpty()) said.add("Nothing that is known is overdue.");
            else if (!unknown) said.add("None of the vulnerabilities that are known here is there.");
            said.addAll(running);
            if (unknown) said.addAll(unknown(deadlines));
            else if (profile.follows() == null)
                control.person().ifPresent(person -> said.add("A person must say the rest: " + person));
        }
        deadlines.stream()
                .filter(deadline -> deadline.exposed().isEmpty()
                        && deadline.state() != State.MET
                        && deadline.state() != State.NOT_SEEN)
                .findFirst()
                .ifPresent(deadline -> said.add(deadline.exposedBecause()));
        return String.join(" ", said);
    }

    private static List<String> said(List<Deadline> deadlines, State state) {
        return deadlines.stream()
                .filter(deadline -> deadline.state() == state)
                .map(Deadline::because)
                .toList();
    }

    private static List<String> unknown(List<Deadline> deadlines) {
        List<String> said = new ArrayList<>();
        deadlines.stream()
                .filter(deadline ->
                        deadline.state() == State.UNKNOWN && deadline.missing().isEmpty())
                .forEach(deadline -> said.add(deadline.because()));
        String missing = deadlines.stream()
                .flatMap(deadline -> deadline.missing().stream())
                .distinct()
                .collect(Collectors.joining("; "));
        if (!missing.isEmpty()) said.add("Not known: " + missing + ".");
        return said;
    }

    /** By which row and vulnerability forensic triage is demanded; of what is gone or was never seen none is. */
    Optional<String> triage(AssetState asset) {
        if (Boolean.FALSE.equals(profile.follows())) return Optional.empty();
        List<String> demands = deadlines(asset, by -> Chances.Chance.unknown("Unknown: it is not asked.")).stream()
                .filter(deadline -> deadline.triage() != Triage.NOT_DEMANDED && deadline.firstSeen() != null)
                .map(DeadlineControl::demand)
                .toList();
        return demands.isEmpty()
                ? Optional.empty()
                : Optional.of(control.framework() + " demands forensic triage: " + String.join("; ", demands) + ".");
    }

    private static String demand(Deadline deadline) {
        String what = deadline.vulnerability().cve() + ", "
                + deadline.vulnerability().sign().says() + " (" + deadline.row();
        if (deadline.exposed().isEmpty()) what += ", as it is not told to be reachable from public networks or not";
        return what + (deadline.triage() == Triage.UNKNOWN ? "; it cannot be ruled out)" : ")");
    }
}
