package io.ratchet.playbooks;

import io.ratchet.domain.plan.ActionCall;
import io.ratchet.domain.plan.Phase;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Encodes the calls of a phase as the one line of data of a script. */
final class PhaseData {
    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern CALL_ID = Pattern.compile("[A-Za-z0-9.-]{1,32}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+");

    private PhaseData() {}

    static String encode(String runId, Phase phase, List<ActionCall> calls) {
        StringBuilder lines = new StringBuilder();
        lines.append("phase\t")
                .append(checked(RUN_ID, runId, "a run id"))
                .append('\t')
                .append(phase)
                .append('\n');
        for (ActionCall call : calls) {
            lines.append("call\t")
                    .append(checked(CALL_ID, call.id(), "a call id"))
                    .append('\t')
                    .append(call.action())
                    .append('\n');
            for (Map.Entry<String, Object> parameter : call.parameters().entrySet())
                lines.append("param\t")
                        .append(checked(NAME, parameter.getKey(), "a parameter name"))
                        .append('\t')
                        .append(field(parameter.getValue()))
                        .append('\n');
        }
        return base64(lines.toString());
    }

    private static String field(Object value) {
        if (value instanceof String text) return "s\t" + base64(text);
        if (value instanceof Long number) return "i\t" + number;
        if (value instanceof Boolean truth) return truth ? "b\t1" : "b\t0";
        if (value instanceof List<?> list)
            return "l\t" + list.stream().map(item -> item((String) item)).collect(Collectors.joining(","));
        throw new AssertionError("a parameter holds " + value.getClass());
    }

    private static String item(String text) {
        if (text.isEmpty()) throw new IllegalArgumentException("an item of a list must not be empty");
        return base64(text);
    }

    /**
     * Half a surrogate pair cannot be written as UTF-8, and a replacement character would be another value than the
     * approved one.
     */
    private static String base64(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return Base64.getEncoder().encodeToString(exact);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a value is not valid Unicode text", e);
        }
    }

    private static String checked(Pattern pattern, String text, String what) {
        if (!pattern.matcher(text).matches())
            throw new IllegalArgumentException(what + " may hold letters, digits and hyphens only");
        return text;
    }
}
