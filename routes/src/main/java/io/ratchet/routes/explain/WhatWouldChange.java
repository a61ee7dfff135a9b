package io.ratchet.routes.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Goal;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.rules.catalogue.Catalogue;
import io.ratchet.rules.catalogue.Floor;
import io.ratchet.rules.catalogue.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What would make a decision another one: what lifts its gates, what is missing, what a vendor, a person or a night
 * must do.
 */
final class WhatWouldChange {
    private static final String EXCEPTION = "R111";
    /** A gate may be held by a whole site; the releases that a few of them wait for are those that all do. */
    private static final int LOOKED_AT = 20;

    private final Catalogue catalogue;
    private final Organisation organisation;
    private final Function<AssetId, List<Decision>> current;
    private final List<Remediation> open;
    private final Instant now;

    /**
     * @param current decisions of an asset that holds a gate shut
     * @param open remediations of the asset
     */
    WhatWouldChange(
            Catalogue catalogue,
            Organisation organisation,
            Function<AssetId, List<Decision>> current,
            List<Remediation> open,
            Instant now) {
        this.catalogue = catalogue;
        this.organisation = organisation;
        this.current = current;
        this.open = open;
        this.now = now;
    }

    /**
     * One way.
     *
     * @param kind {@code gate}, {@code fact}, {@code identity}, {@code exception}, {@code release}, {@code ticket},
     *     {@code approval} or {@code nothing}
     * @param gate it would lift
     * @param on the day it happens, where that is known
     */
    record Way(
            String kind,
            String says,
            @Nullable String gate,
            @Nullable LocalDate on) {
        static Way of(String kind, String says) {
            return new Way(kind, says, null, null);
        }

        void write(ObjectNode node) {
            node.put("kind", kind).put("says", says);
            if (gate != null) node.put("gate", gate);
            if (on != null) node.put("on", on.toString());
        }
    }

    List<Way> of(Decision decision) {
        if (decision instanceof Decision.Hold hold)
            return hold.gates().stream()
                    .flatMap(gate -> gate(hold, gate))
                    .distinct()
                    .toList();
        if (decision instanceof Decision.AwaitVendor waiting) return List.of(release(waiting, null));
        if (decision instanceof Decision.Remediate wish) return List.of(approval(wish));
        if (decision instanceof Decision.Ticket ticket)
            return List.of(
                    ticket.about().remedy() == Remedy.EVIDENCE
                            ? Way.of(
                                    "fact",
                                    "The missing facts are collected, and a later report or a proof shows them.")
                            : Way.of("ticket", "The ticket is carried out, and a later report shows it."));
        if (decision instanceof Decision.NoAction) return List.of(Way.of("nothing", nothing(decision)));
        throw new AssertionError("a kind of decision that cannot be explained: " + decision.getClass());
    }

    private Stream<Way> gate(Decision.Hold hold, Gate gate) {
        String kind = switch (gate.id()) {
            case Gate.IDENTITY -> "identity";
            case Gate.EVIDENCE -> "fact";
            case EXCEPTION -> "exception";
            default -> "gate";
        };
        List<Way> ways = new ArrayList<>(List.of(new Way(kind, gate.liftedBy(), gate.id(), null)));
        if (gate.id().equals(EXCEPTION)) exceptions(hold.about().goal(), gate).forEach(ways::add);
        gate.heldBy().stream()
                .filter(asset -> !asset.equals(hold.about().asset()))
                .limit(LOOKED_AT)
                .flatMap(this::releases)
                .map(waiting -> release(waiting, gate.id()))
                .forEach(ways::add);
        return ways.stream();
    }

    private Stream<Way> exceptions(Goal goal, Gate gate) {
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        return organisation.exceptions().stream()
                .filter(entry -> entry.goal() == goal && !entry.until().isBefore(today))
                .filter(entry ->
                        gate.heldBy().stream().anyMatch(asset -> asset.value().equalsIgnoreCase(entry.asset())))
                .map(entry -> new Way(
                        "exception",
                        "The exception of " + entry.owner() + " for " + entry.asset() + " (" + entry.reason()
                                + ") ends after " + entry.until()
                                + (entry.clearedBy().isBlank() ? "." : ", or earlier: " + entry.clearedBy() + "."),
                        gate.id(),
                        entry.until()));
    }

    private Stream<Decision.AwaitVendor> releases(AssetId asset) {
        return current.apply(asset).stream()
                .filter(Decision.AwaitVendor.class::isInstance)
                .map(Decision.AwaitVendor.class::cast);
    }

    private Way release(Decision.AwaitVendor waiting, @Nullable String gate) {
        String whose = waiting.about().asset() + ": ";
        String build = waiting.fixedBuild();
        if (build == null || build.isEmpty())
            return new Way(
                    "release",
                    whose + "the vendor releases a build that speaks TLS 1.2; the catalogue knows of none.",
                    gate,
                    null);
        Optional<LocalDate> day = released(waiting.about().system(), build);
        String when =
                day.map(on -> "the catalogue says it is released on " + on).orElse("the catalogue knows no date");
        return new Way(
                "release",
                whose + "build " + build + " is released (" + when + ") and installed.",
                gate,
                day.orElse(null));
    }

    private Optional<LocalDate> released(@Nullable String system, String build) {
        return catalogue.rows().stream()
                .filter(row -> row.id().equals(system))
                .flatMap(WhatWouldChange::floors)
                .filter(floor -> floor.build().equals(build))
                .map(Floor::released)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Stream<Floor> floors(Row row) {
        return Stream.of(Optional.ofNullable(row.floor()), Optional.ofNullable(row.disableFloor()))
                .flatMap(Optional::stream);
    }

    private Way approval(Decision.Remediate wish) {
        String state = open.stream()
                .filter(remediation ->
                        remediation.subject().plan().goal() == wish.about().goal())
                .map(remediation -> " Remediation " + remediation.subject().id() + " is "
                        + remediation.state().name().replace('_', ' ').toLowerCase(Locale.ROOT) + ".")
                .findFirst()
                .orElse("");
        return Way.of("approval", "Its plan is approved, carried out in a window of its site and verified." + state);
    }

    private static String nothing(Decision decision) {
        return switch (decision.about().readiness()) {
            case READY, READY_QUIET, ONLY, ONLY_VERIFIED -> "Nothing: done.";
            case CONFIGURED -> "Nothing is left to change; fresh evidence that TLS 1.2 is spoken would make it READY.";
            case EXCEPTION -> "Nothing, as long as the exception stands.";
            case EXTERNAL -> "Nothing here: others answer for it.";
            default ->
                "Nothing is asked of it: another goal, topology or federation in the organisation profile would.";
        };
    }
}
