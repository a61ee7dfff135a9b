package io.ratchet.playbooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import io.ratchet.domain.plan.PhaseAnswer.StepResult;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds and reads the framed answer in what a host printed. What is not exactly as agreed is not believed at all. */
public final class PhaseAnswers {
    private static final String BEGIN = "<<<RATCHET:";
    private static final Pattern FRAME =
            Pattern.compile(BEGIN + "([A-Za-z0-9-]{1,64}):([0-9]{1,9})\r?\n([A-Za-z0-9+/=\r\n]*)RATCHET>>>");

    private PhaseAnswers() {}

    /** @throws FailureException HOST_NO_ANSWER unless there is exactly one frame, whole and of {@code runId} */
    public static PhaseAnswer read(HostOutput output, String runId) {
        try {
            return answer(Json.mapper().readTree(json(output.stdout(), runId)), runId);
        } catch (NotAnswered e) {
            throw notAnswered(output, runId, String.valueOf(e.getMessage()), e);
        } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
            throw notAnswered(output, runId, "the answer's content cannot be read", e);
        }
    }

    /**
     * The answer of a script before which nothing was changed, so that whatever kept it from running is told apart.
     *
     * @throws FailureException HOST_POWERSHELL_MISSING, HOST_LANGUAGE_CONSTRAINED or HOST_SCRIPT_BLOCKED where there is
     *     no answer because of that, else as {@link #read}
     */
    public static PhaseAnswer readFirst(HostOutput output, String runId) {
        try {
            return read(output, runId);
        } catch (FailureException e) {
            throw output.obstacle()
                    .map(code -> FailureException.of(code, "Run " + runId + " did not begin." + complaint(output), e))
                    .orElse(e);
        }
    }

    private static FailureException notAnswered(HostOutput output, String runId, String why, Exception cause) {
        return FailureException.of(FailureCode.HOST_NO_ANSWER, sentence(runId, why) + complaint(output), cause);
    }

    /**
     * The content of the one frame, byte for byte as the host printed it.
     *
     * @throws FailureException HOST_NO_ANSWER as {@link #read}
     */
    public static byte[] content(HostOutput output, String runId) {
        try {
            return json(output.stdout(), runId);
        } catch (NotAnswered e) {
            throw notAnswered(output, runId, String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw notAnswered(output, runId, "the answer's content cannot be read", e);
        }
    }

    /** Where there is no answer, what the host printed beside it is all there is to go by. */
    private static String complaint(HostOutput output) {
        String complaint = output.complaint();
        return complaint.isEmpty() ? "" : " The host says: " + complaint;
    }

    private static String sentence(String runId, String why) {
        return "Run " + runId + " is not trusted, " + why + "; assess the host before anything else.";
    }

    private static byte[] json(String stdout, String runId) throws NotAnswered {
        int begin = stdout.indexOf(BEGIN);
        if (begin < 0) throw new NotAnswered("it printed no answer");
        if (stdout.indexOf(BEGIN, begin + 1) >= 0) throw new NotAnswered("it printed more than one answer");
        Matcher frame = FRAME.matcher(stdout);
        if (!frame.find(begin) || frame.start() != begin) throw new NotAnswered("its answer is cut or garbled");
        if (!frame.group(1).equals(runId)) throw new NotAnswered("the answer is of another run");
        String base64 = frame.group(3).replaceAll("[\r\n]", "");
        if (base64.length() != Integer.parseInt(frame.group(2)))
            throw new NotAnswered("its answer is not as long as it says");
        return Base64.getDecoder().decode(base64);
    }

    private static PhaseAnswer answer(@Nullable JsonNode root, String runId) throws NotAnswered {
        if (root == null || !root.isObject() || !text(root, "schema").equals("ratchet.answer/1"))
            throw new NotAnswered("the answer is of an unknown schema");
        if (!text(root, "runId").equals(runId)) throw new NotAnswered("the answer is of another run");
        List<StepResult> results = new ArrayList<>();
        JsonNode steps = root.path("results");
        if (!steps.isArray()) throw new NotAnswered("the answer has no results");
        for (JsonNode step : steps) results.add(result(step));
        if (results.stream().map(StepResult::callId).distinct().count() != results.size())
            throw new NotAnswered("the answer speaks of one call twice");
        return new PhaseAnswer(
                runId,
                Phase.valueOf(text(root, "phase")),
                Instant.parse(text(root, "bootTime")),
                text(root, "hostName"),
                textOrNull(root, "smbiosUuid"),
                textOrNull(root, "domain"),
                results);
    }

    private static StepResult result(JsonNode step) throws NotAnswered {
        if (!step.path("changed").isBoolean())
            throw new NotAnswered("a result does not say whether it changed anything");
        String restart = text(step, "restart");
        if (!List.of("none", "app", "service", "reboot").contains(restart))
            throw new NotAnswered("a result asks for an unknown restart");
        return new StepResult(
                text(step, "call"),
                text(step, "action"),
                step.path("changed").booleanValue(),
                flat(step.path("before")),
                flat(step.path("after")),
                restart,
                textOrNull(step, "error"));
    }

    private static Map<String, String> flat(JsonNode node) throws NotAnswered {
        if (!node.isObject()) throw new NotAnswered("a result lacks its before or after");
        Map<String, String> values = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) throw new NotAnswered("a result holds something other than text");
            values.put(field.getKey(), field.getValue().textValue());
        }
        return values;
    }

    private static String text(JsonNode node, String name) throws NotAnswered {
        String text = textOrNull(node, name);
        if (text == null) throw new NotAnswered("the answer lacks " + name);
        return text;
    }

    private static @Nullable String textOrNull(JsonNode node, String name) throws NotAnswered {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) return null;
        if (!value.isTextual()) throw new NotAnswered("the answer's " + name + " is not text");
        return value.textValue();
    }

    /** Why an output is not an answer; never leaves this class. */
    private static final class NotAnswered extends Exception {
        NotAnswered(String why) {
            super(why);
        }
    }
}
