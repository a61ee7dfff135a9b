package io.ratchet.playbooks;

import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.domain.plan.Questions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renders the script that asks a host about itself. It reads only: none of its actions can write, and a test holds its
 * commands to a list of those that read.
 */
public final class CollectScripts {
    /** The run id of the script that is carried to hosts by others. */
    public static final String OFFLINE = "collect";

    /** The script itself stops asking after 25 seconds; the rest is for the way. */
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private CollectScripts() {}

    /**
     * @param expected who must answer, or nothing is believed; null where any host may
     * @param runId letters, digits and hyphens, at most 64
     */
    public static PhaseScript render(Questions questions, @Nullable HostRef expected, String runId) {
        return new PhaseScript(
                runId, Phase.COLLECT, PhaseScripts.text(runId, Phase.COLLECT, calls(questions, expected)), TIMEOUT);
    }

    /** The same as a file for people who carry it to hosts themselves: any host may answer it. */
    public static String file(Questions questions) {
        return render(questions, null, OFFLINE).text();
    }

    /** What costs most comes last, so that it is what is missing where a host is slow. */
    static List<ActionCall> calls(Questions questions, @Nullable HostRef expected) {
        List<ActionCall> calls = new ArrayList<>();
        calls.add(expected == null ? PhaseCalls.anybody() : PhaseCalls.identity(expected));
        calls.add(call("1", Action.FACTS_SYSTEM, Map.of()));
        calls.add(call(
                "2",
                Action.FACTS_REGISTRY,
                Map.of(
                        "places",
                        questions.values().stream()
                                .map(place -> place.key() + "|" + place.name())
                                .toList(),
                        "trees",
                        questions.trees().stream()
                                .map(tree -> tree.key() + "|" + tree.depth())
                                .toList())));
        calls.add(call("3", Action.FACTS_SERVICES, Map.of("names", questions.services())));
        calls.add(call("4", Action.FACTS_FILES, Map.of("paths", questions.files())));
        calls.add(call("5", Action.FACTS_PRODUCTS, Map.of()));
        calls.add(call("6", Action.FACTS_LISTENERS, Map.of()));
        calls.add(call("7", Action.FACTS_UPDATES, Map.of("kbs", questions.updates())));
        calls.add(call("8", Action.FACTS_POLICIES, Map.of("under", questions.policies())));
        calls.add(call("9", Action.FACTS_EVENTS, Map.of("days", (long) questions.days())));
        return calls;
    }

    private static ActionCall call(String id, Action action, Map<String, Object> parameters) {
        return new ActionCall(id, action.wire(), parameters);
    }
}
