package io.ratchet.routes.execute;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.domain.plan.PhaseScript;
import io.ratchet.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A host that has one answer ready for each phase it expects, and remembers which phases it was sent. */
final class ScriptedShell implements HostShell {
    static final Instant BOOTED = Instant.parse("2018-09-01T03:00:00Z");

    /**
     * What the host does when it is sent {@code phase}: it answers, or with {@code failure} it does not.
     *
     * @param host its name by its own word
     */
    record Reply(
            Phase phase,
            String host,
            Instant bootTime,
            List<StepResult> results,
            @Nullable FailureCode failure) {
        static Reply of(Phase phase, StepResult... results) {
            return new Reply(phase, "WEB01", BOOTED, List.of(results), null);
        }

        static Reply fails(Phase phase, FailureCode failure) {
            return new Reply(phase, "WEB01", BOOTED, List.of(), failure);
        }

        Reply from(String otherHost) {
            return new Reply(phase, otherHost, bootTime, results, failure);
        }

        Reply booted(Instant at) {
            return new Reply(phase, host, at, results, failure);
        }
    }

    private final Deque<Reply> ready = new ArrayDeque<>();
    private final List<Phase> sent = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    ScriptedShell(List<Reply> replies) {
        ready.addAll(replies);
    }

    List<Phase> sent() {
        return sent;
    }

    /** The data that the last script carried, decoded. */
    String lastData() {
        String line = texts.get(texts.size() - 1)
                .lines()
                .filter(text -> text.startsWith("$RatchetData"))
                .findFirst()
                .orElseThrow();
        return new String(
                Base64.getDecoder().decode(line.substring(line.indexOf('\'') + 1, line.length() - 1)),
                StandardCharsets.UTF_8);
    }

    @Override
    public HostOutput run(HostAddress host, PhaseScript script) {
        sent.add(script.phase());
        texts.add(script.text());
        Reply reply = ready.poll();
        if (reply == null || reply.phase() != script.phase())
            throw new AssertionError("the host expected " + reply + " and was sent " + sent);
        if (reply.failure() != null) throw FailureException.of(reply.failure(), "The host is as the test wants it.");
        return new HostOutput(0, framed(script.runId(), reply), "");
    }

    private static String framed(String runId, Reply reply) {
        ObjectNode answer = Json.object()
                .put("schema", "ratchet.answer/1")
                .put("runId", runId)
                .put("phase", reply.phase().name())
                .put("bootTime", reply.bootTime().toString())
                .put("hostName", reply.host());
        ArrayNode results = answer.putArray("results");
        for (StepResult result : reply.results()) {
            ObjectNode step = results.addObject()
                    .put("call", result.callId())
                    .put("action", result.action())
                    .put("changed", result.changed())
                    .put("restart", result.restart())
                    .put("error", result.error());
            flat(step.putObject("before"), result.before());
            flat(step.putObject("after"), result.after());
        }
        String base64 = Base64.getEncoder().encodeToString(Json.line(answer).getBytes(StandardCharsets.UTF_8));
        return "<<<RATCHET:" + runId + ":" + base64.length() + "\n" + base64 + "\nRATCHET>>>";
    }

    private static void flat(ObjectNode node, Map<String, String> values) {
        values.forEach(node::put);
    }
}
