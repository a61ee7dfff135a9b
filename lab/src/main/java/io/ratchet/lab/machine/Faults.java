package io.ratchet.lab.machine;

import io.ratchet.domain.plan.Phase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong on one simulated host, as it stands under {@code faults} in its JSON.
 *
 * @param down nothing listens
 * @param wrongPassword every password is refused
 * @param accessDenied no shell may be opened: fault 5
 * @param quotaExceeded how many shells are refused for the quota before one may be opened
 * @param reset the connection breaks after a command was taken; null for never
 * @param silent commands run but nothing is ever received from them
 * @param cliXml progress records stand on stderr
 * @param truncated the second half of what a phase script prints is lost
 * @param slowBootSeconds how much longer than others it takes to come back; scaled like all simulated time
 * @param forgetful registry values, as {@code key\name}, that a reboot undoes
 * @param stuckListener TLS listeners keep their protocols whatever the registry says
 * @param marksHeld for each phase, how many of its scripts find the file of them in another one's hands
 */
public record Faults(
        boolean down,
        boolean wrongPassword,
        boolean accessDenied,
        int quotaExceeded,
        @Nullable Reset reset,
        boolean silent,
        boolean cliXml,
        boolean truncated,
        int slowBootSeconds,
        List<String> forgetful,
        boolean stuckListener,
        Map<String, Integer> marksHeld) {
    public static final Faults NONE =
            new Faults(false, false, false, 0, null, false, false, false, 0, List.of(), false, Map.of());

    /**
     * The process on the host dies and the connection is reset.
     *
     * @param phase in scripts of this phase only; null for any command
     * @param afterCalls how many calls of the script are made before
     * @param always every time; else once
     */
    public record Reset(@Nullable Phase phase, int afterCalls, boolean always) {}

    public Faults {
        forgetful = List.copyOf(forgetful);
        marksHeld = Map.copyOf(marksHeld);
    }

    public static Faults unreachable() {
        return new Faults(true, false, false, 0, null, false, false, false, 0, List.of(), false, Map.of());
    }

    public static Faults badPassword() {
        return new Faults(false, true, false, 0, null, false, false, false, 0, List.of(), false, Map.of());
    }

    public static Faults denied() {
        return new Faults(false, false, true, 0, null, false, false, false, 0, List.of(), false, Map.of());
    }

    public static Faults overQuota(int times) {
        return new Faults(false, false, false, times, null, false, false, false, 0, List.of(), false, Map.of());
    }

    public static Faults resets(Reset reset) {
        return new Faults(false, false, false, 0, reset, false, false, false, 0, List.of(), false, Map.of());
    }

    public static Faults muteAfterCommand() {
        return new Faults(false, false, false, 0, null, true, false, false, 0, List.of(), false, Map.of());
    }

    public static Faults chatty() {
        return new Faults(false, false, false, 0, null, false, true, false, 0, List.of(), false, Map.of());
    }

    public static Faults cutsOutput() {
        return new Faults(false, false, false, 0, null, false, false, true, 0, List.of(), false, Map.of());
    }

    public static Faults slowToBoot(int seconds) {
        return new Faults(false, false, false, 0, null, false, false, false, seconds, List.of(), false, Map.of());
    }

    public static Faults forgets(List<String> values) {
        return new Faults(false, false, false, 0, null, false, false, false, 0, values, false, Map.of());
    }

    public static Faults listenerStuck() {
        return new Faults(false, false, false, 0, null, false, false, false, 0, List.of(), true, Map.of());
    }
}
