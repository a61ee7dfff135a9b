package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.audit.AuditType;
import io.ratchet.domain.audit.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AuditGuideTest {
    private static final Path GUIDE = Path.of("../docs/guides/audit.md");
    private static final String MARK =
            "<!-- types: generated from AuditType; mvn -pl store -am test -Dtest=AuditGuideTest -Dgolden=update -->\n";

    @Test
    void theGuideListsEveryTypeWithItsFields() throws IOException {
        // Given
        String guide = Files.readString(GUIDE);
        String before = guide.substring(0, guide.indexOf("<!-- types"));

        // When
        String now = before + MARK + "\n| type | says | data |\n|---|---|---|\n"
                + Arrays.stream(AuditType.values())
                        .map(type -> "| `" + type.wire() + "` | " + type.meaning() + " | "
                                + type.fields().stream().map(f -> "`" + f + "`").collect(Collectors.joining(" "))
                                + " |\n")
                        .collect(Collectors.joining())
                + "\n### What is hidden with what\n\n"
                + "`actor` is hidden with users (unless it is `ratchet`), `asset` with hosts and with addresses. What is in no"
                + " column is shown with every redaction.\n\n"
                + "| type | hosts, users, addresses: with each | hosts, addresses | users | hosts | addresses |\n"
                + "|---|---|---|---|---|---|\n"
                + Arrays.stream(AuditType.values())
                        .filter(type -> type.defined().stream()
                                .anyMatch(field -> !field.hiddenBy().isEmpty()))
                        .map(AuditGuideTest::hidden)
                        .collect(Collectors.joining());
        if ("update".equals(System.getProperty("golden"))) Files.writeString(GUIDE, now);

        // Then
        assertThat(Files.readString(GUIDE)).isEqualTo(now);
    }

    private static String hidden(AuditType type) {
        return "| `" + type.wire() + "` | "
                + Stream.of(
                                Redaction.all(),
                                Set.of(Redaction.HOSTS, Redaction.ADDRESSES),
                                Set.of(Redaction.USERS),
                                Set.of(Redaction.HOSTS),
                                Set.of(Redaction.ADDRESSES))
                        .map(with -> places(type, with))
                        .collect(Collectors.joining(" | "))
                + " |\n";
    }

    private static String places(AuditType type, Set<Redaction> with) {
        return type.defined().stream()
                .flatMap(field -> Stream.concat(
                        field.hiddenBy().equals(with)
                                ? Stream.of("`" + field.name() + "`"
                                        + (field.parts().isEmpty() ? "" : " (what else is in it)"))
                                : Stream.of(),
                        field.parts().entrySet().stream()
                                .filter(part -> part.getValue().equals(with))
                                .map(part -> "`" + field.name() + "." + part.getKey() + "`")
                                .sorted()))
                .collect(Collectors.joining(" "));
    }
}
