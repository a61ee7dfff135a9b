package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.audit.AuditType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
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
                        .collect(Collectors.joining());
        if ("update".equals(System.getProperty("golden"))) Files.writeString(GUIDE, now);

        // Then
        assertThat(Files.readString(GUIDE)).isEqualTo(now);
    }
}
