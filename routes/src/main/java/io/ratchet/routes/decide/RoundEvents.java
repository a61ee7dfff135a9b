package io.ratchet.routes.decide;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.audit.AuditEvent;
import io.ratchet.domain.audit.AuditEvents;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Readiness;
import io.ratchet.store.Decisions.Difference;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a round says in the audit log: new assets, decisions that went, decisions that came, and what these begin: a
 * person's task, a wait for the vendor, another readiness. A decision that is only worded anew begins nothing.
 */
final class RoundEvents {
    private final Instant now;
    private final String ruleBook;
    private final Function<AssetId, Optional<AssetState>> estate;

    /** What the lines of one decision have in common. */
    private record Matter(AssetId asset, @Nullable String system, Goal goal) {
        static Matter of(Decision decision) {
            Decision.About about = decision.about();
            return new Matter(about.asset(), about.system(), about.goal());
        }
    }

    /** What a person is asked for. */
    private record Task(Matter matter, String rule) {
        static Task of(Decision decision) {
            return new Task(Matter.of(decision), decision.why().rule());
        }
    }

    RoundEvents(Instant now, String ruleBook, Function<AssetId, Optional<AssetState>> estate) {
        this.now = now;
        this.ruleBook = ruleBook;
        this.estate = estate;
    }

    /** @param before every decision that stood when the round began */
    List<AuditEvent> of(Difference difference, List<Decision> before) {
        return Stream.of(
                        identified(difference, assetsOf(before)),
                        difference.withdrawn().stream().map(decision -> AuditEvents.decisionWithdrawn(now, decision)),
                        difference.added().stream().map(decision -> AuditEvents.decisionMade(now, decision, ruleBook)),
                        begun(difference, before, Decision.Ticket.class, Task::of)
                                .map(ticket -> AuditEvents.ticketOpened(now, ticket, null)),
                        begun(difference, before, Decision.AwaitVendor.class, Matter::of)
                                .map(awaiting -> AuditEvents.vendorAwaited(now, awaiting)),
                        moved(difference, before))
                .flatMap(Function.identity())
                .toList();
    }

    private static Set<AssetId> assetsOf(List<Decision> decisions) {
        return decisions.stream().map(decision -> decision.about().asset()).collect(Collectors.toSet());
    }

    private Stream<AuditEvent> identified(Difference difference, Set<AssetId> known) {
        return assetsOf(difference.added()).stream()
                .filter(asset -> !known.contains(asset))
                .sorted()
                .flatMap(asset -> estate.apply(asset).stream())
                .map(state -> AuditEvents.assetIdentified(now, state));
    }

    /** Of what {@code same} takes for one thing, the first line that is decided so now, if none was before. */
    private static <D extends Decision> Stream<D> begun(
            Difference difference, List<Decision> before, Class<D> kind, Function<Decision, ?> same) {
        Set<Object> seen = new HashSet<>();
        of(before, kind).map(same).forEach(seen::add);
        return of(difference.added(), kind).filter(decision -> seen.add(same.apply(decision)));
    }

    private static <D extends Decision> Stream<D> of(List<Decision> decisions, Class<D> kind) {
        return decisions.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** Where a system had a readiness and has another; its first one stands in the decision itself. */
    private Stream<AuditEvent> moved(Difference difference, List<Decision> before) {
        Map<Matter, Readiness> stood = readiness(before);
        return readiness(difference.added()).entrySet().stream()
                .filter(after -> stood.getOrDefault(after.getKey(), after.getValue()) != after.getValue())
                .flatMap(after -> changed(after.getKey(), stood.get(after.getKey()), after.getValue()).stream());
    }

    private Optional<AuditEvent> changed(Matter matter, @Nullable Readiness before, Readiness after) {
        return Optional.ofNullable(matter.system())
                .map(system -> AuditEvents.readinessChanged(now, matter.asset(), system, matter.goal(), before, after));
    }

    private static Map<Matter, Readiness> readiness(List<Decision> decisions) {
        Map<Matter, Readiness> readiness = new LinkedHashMap<>();
        for (Decision decision : decisions)
            readiness.putIfAbsent(Matter.of(decision), decision.about().readiness());
        return readiness;
    }
}
