package io.ratchet.lab.command;

import io.ratchet.lab.machine.Machine;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The checks of a procedure that a simulated host can answer. It has no disks and no programs of its own; of these it
 * says that it does not know the action.
 */
final class Checks {
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9}){0,3}");

    private Checks() {}

    static Map<String, Action> actions() {
        return Map.of(
                "service-state", Checks::serviceState,
                "file-at-least", Checks::fileAtLeast,
                "registry-value", Checks::registryValue,
                "pending-restart", Checks::pendingRestart);
    }

    private static StepAnswer serviceState(Call call, Machine machine, Console console) {
        call.takes(Set.of("name", "want"), Set.of());
        String state = machine.service(call.text("name"))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .orElse("absent");
        StepAnswer answer = StepAnswer.found(Map.of("state", state));
        if (!state.equals(call.text("want")))
            answer.error =
                    "CHECK-FAILED: the service " + call.text("name") + " is " + state + ", not " + call.text("want");
        return answer;
    }

    private static StepAnswer fileAtLeast(Call call, Machine machine, Console console) {
        call.takes(Set.of("path", "version"), Set.of());
        String path = call.text("path");
        String floor = call.text("version");
        if (!VERSION.matcher(floor).matches()) throw new ActionError("BAD-VALUE: a version is up to four numbers");
        Optional<String> version = Files.version(machine, path);
        if (version.isEmpty()) {
            StepAnswer answer = StepAnswer.found(Map.of("state", "absent"));
            answer.error = "CHECK-FAILED: the file " + path + " is not there";
            return answer;
        }
        StepAnswer answer = StepAnswer.found(Map.of("state", "present", "version", version.get()));
        if (!Files.atLeast(version.get(), floor))
            answer.error = "CHECK-FAILED: the file " + path + " is at " + version.get() + ", below " + floor;
        return answer;
    }

    private static StepAnswer registryValue(Call call, Machine machine, Console console) {
        call.takes(Set.of("key", "name", "kind"), Set.of("value"));
        String kind = call.text("kind");
        if (kind.equals("absent") == call.has("value"))
            throw new ActionError("BAD-VALUE: a value is given exactly when it shall not be absent");
        Map<String, String> found =
                RegistryAction.read(machine, RegistryAction.path(call.text("key")), call.text("name"));
        StepAnswer answer = StepAnswer.found(found);
        boolean same = kind.equals(found.get("kind"))
                && (!call.has("value") || call.text("value").equals(found.get("value")));
        if (!same)
            answer.error = "CHECK-FAILED: the value " + call.text("name") + " of " + call.text("key")
                    + " is not as it must be";
        return answer;
    }

    private static StepAnswer pendingRestart(Call call, Machine machine, Console console) {
        call.takes(Set.of(), Set.of());
        String because = machine.restartCause().orElse("nothing");
        StepAnswer answer = StepAnswer.found(Map.of("because", because));
        if (!because.equals("nothing"))
            answer.error = "CHECK-FAILED: a restart is pending for " + because + "; restart the host first";
        return answer;
    }
}
