package io.ratchet.console;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.domain.decision.Remedy;
import io.ratchet.domain.failure.Failure;
import io.ratchet.domain.finding.Observation.ProtocolOffer;
import io.ratchet.routes.collect.CollectDesk;
import io.ratchet.store.CollectOrders.Order;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is not known of an asset and keeps it from being decided, and the ways in which that is collected.
 *
 * @param needs what keeps which system from which goal
 * @param against why the host is not asked; empty: it may be
 * @param asked what came of it when it was asked last; empty: it never was
 * @param scanned when anybody looked at its listeners last; empty: nobody ever did
 */
record Missing(List<Need> needs, String against, String asked, String scanned) {
    /** @param what is to be collected, a sentence */
    record Need(String system, String goal, String what, String rule) {}

    /** Empty where nothing that is missing keeps it from being decided. */
    static Optional<Missing> of(AssetState asset, List<Decision> decisions, CollectDesk desk, Moments moments) {
        List<Need> needs = decisions.stream().flatMap(Missing::needs).distinct().toList();
        if (needs.isEmpty()) return Optional.empty();
        CollectDesk.Way way = desk.way(asset);
        return Optional.of(new Missing(
                needs,
                way.against().map(Failure::message).orElse(""),
                way.last().map(order -> told(order, moments)).orElse(""),
                asset.factsOf(ProtocolOffer.class)
                        .map(Fact::observedAt)
                        .max(Comparator.naturalOrder())
                        .map(moments::ago)
                        .orElse("")));
    }

    private static Stream<Need> needs(Decision decision) {
        String system = Optional.ofNullable(decision.about().system()).orElse("nothing recognised");
        String goal = decision.about().goal().name();
        if (decision instanceof Decision.Hold hold)
            return hold.gates().stream()
                    .filter(gate -> gate.id().equals(Gate.EVIDENCE))
                    .map(gate -> new Need(system, goal, gate.liftedBy(), gate.rule()));
        boolean wanted = decision instanceof Decision.Ticket && decision.about().remedy() == Remedy.EVIDENCE;
        return wanted
                ? Stream.of(new Need(
                        system, goal, decision.why().because(), decision.why().rule()))
                : Stream.empty();
    }

    private static String told(Order order, Moments moments) {
        String state = order.state().name().toLowerCase(Locale.ROOT);
        Instant when = order.ended() == null ? order.due() : order.ended();
        String at = moments.at(when, order.site()).text();
        String told = order.state().ended() ? "Asked last " + at + ": " + state : "It is " + state + ", due " + at;
        String code = order.code() == null ? "" : " (" + order.code() + ")";
        return told + code + "." + (order.message().isEmpty() ? "" : " " + order.message());
    }
}
