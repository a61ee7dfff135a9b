package io.ratchet.routes.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.decision.Change;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.Plan;
import io.ratchet.domain.property.Draw;
import io.ratchet.domain.property.Property;
import io.ratchet.domain.remediation.Remediation;
import io.ratchet.domain.remediation.Remediation.Failed;
import io.ratchet.domain.remediation.Remediation.RolledBack;
import io.ratchet.domain.remediation.Remediation.Verified;
import io.ratchet.lab.machine.RegistryValue;
import io.ratchet.routes.execute.ScriptedHost.Mishap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plans of several legs under whatever may happen: lost scripts and answers, a clock that steps on, somebody else's
 * hands, slow restarts, and a process that is killed after any of its saves, again and again. In the end what is
 * recorded is what the host says.
 */
class ChainPropertyTest {
    private static final List<Function<Path, LabNight>> CHAINS = List.of(LabNight::server2008, LabNight::skype);
    private static final List<FailureCode> UNSENT =
            List.of(FailureCode.HOST_UNREACHABLE, FailureCode.HOST_QUOTA_EXCEEDED);
    private static final List<FailureCode> LOST =
            List.of(FailureCode.HOST_CONNECTION_LOST, FailureCode.HOST_NO_ANSWER, FailureCode.HOST_OPERATION_TIMED_OUT);

    @TempDir
    private Path folder;

    @Property(tries = 16)
    void recordsWhatTheHostSaysHoweverTheWayThere(Draw draw) {
        // Given
        int chain = draw.between(0, CHAINS.size() - 1);
        try (LabNight night = CHAINS.get(chain).apply(folder)) {
            Plan plan = night.approved();
            for (Phase phase : Phase.values())
                draw.list(6, () -> mishap(draw, night, phase)).forEach(mishap -> night.host.next(phase, mishap));
            night.host.bootTakes(Duration.ofMinutes(draw.between(1, 70)));
            Deque<Integer> kills = new ArrayDeque<>(draw.list(6, () -> draw.between(1, 4)));

            // When
            Remediation end = toTheEnd(night, plan, kills);

            // Then
            if (end instanceof Verified) {
                assertThat(plan.changes()).allMatch(change -> stands(night, change));
                assertThat(night.host.bootTime()).isAfter(LabNight.OPENS);
            } else if (end instanceof RolledBack) {
                assertThat(values(plan)).allMatch(value -> found(night, value).isEmpty());
            } else {
                String message = ((Failed) end).failure().message();
                if (message.contains("nothing was changed") || message.contains("nothing of this leg was changed"))
                    assertThat(values(plan))
                            .filteredOn(value -> value.name().equals("DisabledByDefault"))
                            .allMatch(value -> found(night, value).isEmpty());
            }
            assertThat(night.log()).filteredOn("leg.verified"::equals).hasSizeLessThanOrEqualTo(plan.legs() - 1);
            assertThat(night.host.sent())
                    .filteredOn(sent -> sent.phase() == Phase.APPLY || sent.phase() == Phase.REBOOT)
                    .allMatch(
                            sent -> Duration.between(LabNight.OPENS, sent.at()).toHours() % 24 < 4);
        }
    }

    private static Remediation toTheEnd(LabNight night, Plan plan, Deque<Integer> kills) {
        if (!kills.isEmpty()) night.killedAfter(kills.pop());
        for (int turn = 0; turn < 20_000; turn++) {
            try {
                Next next = night.turn();
                if (next instanceof Next.Ended) return night.remediation();
                if (((Next.Again) next).at().isAfter(night.clock.instant())) night.clock.to(((Next.Again) next).at());
            } catch (LabNight.Killed e) {
                night.takenOver();
                if (!kills.isEmpty()) night.killedAfter(kills.pop());
            }
            inOrder(night, plan);
        }
        throw new AssertionError("the run never ends; it is " + night.remediation());
    }

    /** At no moment stands a value before everything of the legs in front of it is at work. */
    private static void inOrder(LabNight night, Plan plan) {
        boolean written = values(plan).stream()
                .filter(value -> value.name().equals("DisabledByDefault"))
                .anyMatch(value -> found(night, value).isPresent());
        if (written) assertThat(plan.leg(1).changes()).allMatch(change -> stands(night, change));
    }

    private static Mishap mishap(Draw draw, LabNight night, Phase phase) {
        boolean othersHands = phase == Phase.APPLY || phase == Phase.REBOOT;
        return switch (draw.between(0, othersHands ? 7 : 3)) {
            case 0 -> Mishap.before(draw.of(UNSENT));
            case 1 -> Mishap.after(draw.of(LOST));
            case 2 -> {
                Duration time = Duration.ofMinutes(draw.between(1, 200));
                yield Mishap.meanwhile(() -> night.clock.pass(time));
            }
            case 3 -> Mishap.meanwhile(() -> {});
            default -> Mishap.meanwhile(() -> overwritten(night));
        };
    }

    /** Somebody switches TLS 1.2 off where the plan has switched it on. */
    private static void overwritten(LabNight night) {
        String key = path(LabNight.PROTOCOLS + "TLS 1.2\\Client");
        if (night.host.machine().value(key, "Enabled").isPresent())
            night.host.machine().set(null, key, "Enabled", RegistryValue.dword(0));
    }

    private static List<Change.Registry> values(Plan plan) {
        return plan.changes().stream()
                .filter(Change.Registry.class::isInstance)
                .map(Change.Registry.class::cast)
                .toList();
    }

    private static Optional<String> found(LabNight night, Change.Registry value) {
        return night.host.machine().value(path(value.key()), value.name()).map(RegistryValue::text);
    }

    private static boolean stands(LabNight night, Change change) {
        if (change instanceof Change.Registry value)
            return found(night, value)
                    .equals(Optional.of(String.valueOf(value.after().value())));
        if (change instanceof Change.Update update)
            return night.host.machine().listed(update.kb())
                    && (!update.kb().equals("KB4019276")
                            || night.host
                                    .machine()
                                    .fileVersion(LabNight.SCHANNEL_DLL)
                                    .equals(Optional.of("6.0.6002.24129")));
        return night.host.machine().fileVersion(LabNight.SKYPE_FILE).equals(Optional.of("6.0.9319.516"));
    }

    private static String path(String key) {
        return key.substring("HKLM\\".length());
    }
}
