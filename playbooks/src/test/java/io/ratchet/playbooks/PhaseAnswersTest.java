package io.ratchet.playbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.plan.HostOutput;
import io.ratchet.domain.plan.Phase;
import io.ratchet.domain.plan.PhaseAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PhaseAnswersTest {
    private static final String RESULT =
            "{\"call\":\"10.1\",\"action\":\"registry\",\"changed\":true,\"before\":{\"kind\":\"absent\"},\"after\":{\"kind\":\"dword\",\"value\":\"1\"},\"restart\":\"none\",\"error\":null}";
    private static final String ANSWER =
            "{\"schema\":\"ratchet.answer/1\",\"runId\":\"run-1\",\"phase\":\"APPLY\",\"bootTime\":\"2018-09-01T03:00:00Z\",\"hostName\":\"WEB01\","
                    + "\"smbiosUuid\":null,\"domain\":\"corp.example\",\"results\":[" + RESULT
                    + "],\"added\":\"later\"}";

    @Test
    void readsAnAnswerAmongOtherOutput() {
        PhaseAnswer answer =
                read("ratchet: installing\r\nnoise " + frame("run-1", ANSWER).replace("\n", "\r\n") + "more noise\r\n");

        assertThat(answer.phase()).isEqualTo(Phase.APPLY);
        assertThat(answer.bootTime()).isEqualTo(Instant.parse("2018-09-01T03:00:00Z"));
        assertThat(answer.hostName()).isEqualTo("WEB01");
        assertThat(answer.smbiosUuid()).isNull();
        assertThat(answer.domain()).isEqualTo("corp.example");
        assertThat(answer.result("10.1").orElseThrow().after()).containsEntry("value", "1");
        assertThat(answer.succeeded()).isTrue();
    }

    static List<String> unbelievable() {
        String good = frame("run-1", ANSWER);
        return List.of(
                "",
                "an error only",
                frame("run-2", ANSWER),
                frame("run-1", ANSWER.replace("run-1", "run-2")),
                good + good,
                good + frame("run-2", ANSWER),
                good.substring(0, good.length() - 12),
                good.replace("RATCHET>>>", ""),
                good.replaceFirst(":[0-9]+\n", ":7\n"),
                good.replaceFirst("\n[A-Za-z0-9]", "\n*"),
                good.replaceFirst("\n[A-Za-z0-9]", "\n"),
                "<<<RATCHET:run-1:4\n!!!!\nRATCHET>>>\n",
                frame("run-1", "not json"),
                frame("run-1", ""),
                frame("run-1", "[]"),
                frame("run-1", ANSWER + ANSWER.substring(1)),
                frame("run-1", ANSWER.replace("answer/1", "answer/2")),
                frame("run-1", ANSWER.replace("APPLY", "DESTROY")),
                frame("run-1", ANSWER.replace("2018-09-01T03:00:00Z", "yesterday")),
                frame("run-1", ANSWER.replace("\"hostName\":\"WEB01\",", "")),
                frame("run-1", ANSWER.replace("\"changed\":true", "\"changed\":\"true\"")),
                frame("run-1", ANSWER.replace("\"value\":\"1\"", "\"value\":1")),
                frame("run-1", ANSWER.replace("\"restart\":\"none\"", "\"restart\":\"maybe\"")),
                frame("run-1", ANSWER.replace("\"before\":{\"kind\":\"absent\"},", "")),
                frame("run-1", ANSWER.replace(RESULT, RESULT + "," + RESULT)),
                frame("run-1", ANSWER.replace("\"results\":[" + RESULT + "]", "\"results\":null")));
    }

    @ParameterizedTest
    @MethodSource("unbelievable")
    void believesNothingThatIsNotExactlyAsAgreed(String stdout) {
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> read(stdout))
                .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.HOST_NO_ANSWER))
                .withMessageContaining("run-1");
    }

    @Test
    void saysWhatTheHostComplainedOfWhereItGaveNoAnswer() {
        // Given
        HostOutput output = new HostOutput(
                1,
                "",
                "#< CLIXML\r\n<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">"
                        + "<S S=\"Error\">This script contains malicious content and has been blocked._x000D__x000A_</S></Objs>");
        // When / Then
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> PhaseAnswers.read(output, "run-1"))
                .withMessageContaining("it printed no answer")
                .withMessageContaining("The host says: This script contains malicious content and has been blocked.");
    }

    @Test
    void beforeAnythingWasWrittenItIsToldApartWhyNothingRan() {
        // Given
        HostOutput output = new HostOutput(1, "", "\"powershell\" no se reconoce como un comando interno o externo,");
        // When / Then
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> PhaseAnswers.readFirst(output, "run-1"))
                .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.HOST_POWERSHELL_MISSING))
                .withMessageContaining("The host says: \"powershell\" no se reconoce");
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> PhaseAnswers.read(output, "run-1"))
                .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.HOST_NO_ANSWER));
    }

    private static PhaseAnswer read(String stdout) {
        return PhaseAnswers.read(new HostOutput(0, stdout, "#< CLIXML"), "run-1");
    }

    static String frame(String runId, String json) {
        String base64 = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        return "<<<RATCHET:" + runId + ":" + base64.length() + "\n" + base64.replaceAll("(.{120})", "$1\n")
                + "\nRATCHET>>>\n";
    }
}
