package io.ratchet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.HostRef;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.lab.command.CommandResult;
import io.ratchet.lab.fixture.Calls;
import io.ratchet.lab.fixture.Delivered;
import io.ratchet.lab.fixture.States;
import io.ratchet.playbooks.EvidenceScripts;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** What a simulated host says of itself before it is changed. */
class EvidenceTest {
    @Test
    void tellsAllThatIsAskedOfARealHost() {
        // Given
        SimulatedHost host = SimulatedHost.alone(States.server2008R2("WEB01"), Clock.systemUTC());
        PhaseScript script = EvidenceScripts.render(HostRef.named("WEB01"), "run-1");

        // When
        CommandResult last = new CommandResult(0, "", "");
        for (String line : Delivered.lines("run-1", script.text())) last = host.run(line);
        PhaseAnswer answer = Calls.answer(last, "run-1");

        // Then
        assertThat(answer.succeeded()).isTrue();
        assertThat(EvidenceScripts.isWhole(answer)).isTrue();
        assertThat(answer.results())
                .filteredOn(result -> result.action().equals("evidence-processes"))
                .singleElement()
                .satisfies(result -> assertThat(result.after()).containsEntry("0", "4\t0\t0\tSystem\t\t"));
    }
}
