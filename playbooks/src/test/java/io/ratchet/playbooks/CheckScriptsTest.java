package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.playbooks.WindowsDouble.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checks that the lab does not know, asked of the real engine; the others are in the contract of module lab. */
class CheckScriptsTest {
    @Test
    void diskAndProgramsAreAskedOfWindowsAndNothingIsChanged() {
        Engine.required();

        // Given
        ObjectNode state = SimulatedHost.windows2008R2().state();
        state.withArray("/disks").addObject().put("DeviceID", "C:").put("FreeSpace", 5368709119L);
        state.withArray("/disks").addObject().put("DeviceID", "D:").putNull("FreeSpace");
        state.withArray("/processes").addObject().put("ProcessId", 7).put("Name", "lync.exe");
        String script = PhaseScripts.text(
                "run-1",
                Phase.ASSESS,
                List.of(
                        disk("1", "c:", 5119),
                        disk("2", "C:", 5120),
                        disk("3", "D:", 1),
                        disk("4", "C:\\", 1),
                        program("5", "LYNC.EXE"),
                        program("6", "lync")));
        WindowsDouble windows = new WindowsDouble();
        windows.host("web", state).runs(script);

        // When
        Outcome outcome = windows.run().get("web").get(0);

        // Then
        assertThat(outcome.loud()).isEmpty();
        PhaseAnswer answer = outcome.answer("run-1");
        assertThat(answer.results())
                .allSatisfy(result -> assertThat(result.changed()).isFalse());
        assertThat(answer.result("1").orElseThrow().error()).isNull();
        assertThat(answer.result("1").orElseThrow().after()).containsEntry("mebibytes", "5119");
        assertThat(error(answer, "2")).isEqualTo("CHECK-FAILED: C: has 5119 MiB free, needed are 5120");
        assertThat(error(answer, "3")).isEqualTo("CHECK-FAILED: the volume D: is not there");
        assertThat(error(answer, "4")).isEqualTo("BAD-VALUE: a volume is a letter and a colon");
        assertThat(error(answer, "5")).isEqualTo("CHECK-FAILED: the program LYNC.EXE runs");
        assertThat(answer.result("6").orElseThrow().error()).isNull();
    }

    private static ActionCall disk(String id, String volume, long mebibytes) {
        return new ActionCall(id, "disk-free", Map.of("volume", volume, "mebibytes", mebibytes));
    }

    private static ActionCall program(String id, String name) {
        return new ActionCall(id, "process-absent", Map.of("name", name));
    }

    private static String error(PhaseAnswer answer, String call) {
        return String.valueOf(answer.result(call).orElseThrow().error());
    }
}
