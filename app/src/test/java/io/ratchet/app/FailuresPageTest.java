package io.ratchet.app;

import static java.util.stream.Collectors.joining;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureCode.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class FailuresPageTest {
    private static final Map<Kind, String> HEADINGS = Map.of(
            Kind.TRANSIENT, "Passing: nothing reached the host, Ratchet tries again",
            Kind.REFUSED, "Refused: trying again changes nothing and may do harm",
            Kind.UNCERTAIN, "Uncertain: what happened on the host is not known, so Ratchet checks first",
            Kind.UNSAFE, "Unsafe: a condition for acting does not hold, nothing was changed",
            Kind.INEFFECTIVE, "Ineffective: it was done and did not help",
            Kind.MALFORMED, "Malformed: input that cannot be understood",
            Kind.DEFECT, "Defect: our own mistake");

    @Test
    void everyFailureCodeStandsOnTheFailuresPage() throws IOException {
        // Given
        String sections =
                Arrays.stream(Kind.values()).map(FailuresPageTest::section).collect(joining("\n"));

        // When
        String page = "# What can go wrong\n\n"
                + "Generated from `FailureCode`. A code is never renamed or reused; it stands in messages, in the audit log, in problem\n"
                + "documents and in metrics.\n\n"
                + sections;

        // Then
        Golden.holds("docs/failures.md", page);
    }

    private static String section(Kind kind) {
        Predicate<FailureCode> ofKind = code -> code.kind() == kind;
        return "## " + HEADINGS.get(kind) + "\n\n| code | meaning | what to do |\n|---|---|---|\n"
                + Arrays.stream(FailureCode.values())
                        .filter(ofKind)
                        .map(code -> "| `" + code.wire() + "` | " + code.meaning() + " | " + code.remedy() + " |\n")
                        .collect(joining());
    }
}
