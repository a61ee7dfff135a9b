package io.ratchet.console;

import io.ratchet.domain.decision.Decision;
import io.ratchet.domain.decision.Gate;
import io.ratchet.routes.explain.Grounds;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A decision in one line; {@code gates} is what holds it, {@code detail} what a vendor owes, {@code sources} what the
 * rule rests on.
 */
record DecisionRow(
        String asset,
        String system,
        String goal,
        String decision,
        String readiness,
        String because,
        String rule,
        String ruleName,
        String sources,
        List<Gate> gates,
        String detail) {
    static DecisionRow of(Decision decision, Grounds grounds) {
        return new DecisionRow(
                decision.about().asset().value(),
                decision.about().system() == null
                        ? "nothing recognised"
                        : decision.about().system(),
                decision.about().goal().name(),
                decision.wire(),
                decision.about().readiness().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                decision.why().because(),
                decision.why().rule(),
                grounds.ruleName(decision.why().rule()),
                decision.why().citations().stream()
                        .map(grounds::source)
                        .distinct()
                        .collect(Collectors.joining("; ")),
                decision instanceof Decision.Hold hold ? hold.gates() : List.of(),
                decision instanceof Decision.AwaitVendor waiting && waiting.fixedBuild() != null
                        ? "Fixed in build " + waiting.fixedBuild() + "."
                        : "");
    }
}
