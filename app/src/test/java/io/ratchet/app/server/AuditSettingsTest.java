package io.ratchet.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ratchet.app.Golden;
import io.ratchet.connectors.Credentials.Account;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.routes.heads.HeadReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the audit log's heads go and who vouches for them, as the settings say it. */
class AuditSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void readsTheSampleOfTheGuide() throws IOException {
        // Given
        String guide = Files.readString(Golden.root().resolve("docs/guides/operate.md"));
        int begin = guide.indexOf("```yaml\naudit:") + 8;

        // When
        AuditSettings audit = read(guide.substring(begin, guide.indexOf("```", begin)));

        // Then
        assertThat(audit.name()).contains("ratchet.corp.example/audit");
        assertThat(audit.every()).isEqualTo(Duration.ofHours(1));
        assertThat(audit.quorum()).isEqualTo(1);
        assertThat(audit.timestamps()).isPresent();
        assertThat(audit.redactable()).isTrue();
        assertThat(read("audit: {every: PT1H}\n").redactable()).isFalse();
        assertThatThrownBy(() -> read("audit: {redactable: maybe}\n")).hasMessageContaining("true or false");
        assertThat(audit.reached(reference -> new Account("siem", "s3cret")))
                .extracting(HeadReceiver::name, HeadReceiver::place)
                .containsExactly(
                        tuple("siem", "https://siem.corp.example/ratchet"),
                        tuple("bus", "ratchet.heads at kafka1:9092,kafka2:9092"));
    }

    @Test
    void aReferenceThatLeadsNowhereIsSaidAtTheStart() throws IOException {
        // Given
        AuditSettings audit =
                read("audit:\n  receivers: [{name: siem, url: 'https://siem.example', credential: 'file:siem'}]\n");

        // Then
        assertThatThrownBy(() -> audit.reached(reference -> {
                    throw FailureException.of(FailureCode.CONFIG_INVALID, reference + " leads nowhere.");
                }))
                .hasMessageContaining("file:siem leads nowhere");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{url: 'https://siem.example'} | 'name'",
                "{name: 'a/b', url: 'https://siem.example'} | letters, digits",
                "{name: siem} | 'url'",
                "{name: siem, url: 'ftp://siem.example'} | the address of a webhook",
                "{name: siem, url: 'https://me:pw@siem.example'} | without a user in it",
                "{name: siem, url: 'http://siem.example', credential: 'file:siem'} | by TLS",
                "{name: siem, url: 'https://siem.example', credential: s3cret} | a reference",
                "{name: siem, url: 'https://siem.example', brokers: 'k:9092'} | 'brokers'",
                "{name: bus, topic: heads} | 'brokers'",
                "{name: bus, topic: 'heads?brokers=x:1', brokers: 'k:9092'} | the name of a topic",
                "{name: bus, topic: heads, brokers: 'k:9092&saslJaasConfig=x'} | brokers such as",
                "{name: bus, topic: heads, brokers: 'k:9092', credential: 'file:x'} | 'credential'"
            })
    void whatCannotBeReachedSoIsRefusedWithItsLine(String receiver, String because) {
        assertThatThrownBy(() -> read("audit:\n  receivers:\n    - " + receiver + "\n"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("3")
                .hasMessageContaining(because);
    }

    @Test
    void twoReceiversOfOneNameAreRefused() {
        assertThatThrownBy(() -> read("""
                        audit:
                          receivers:
                            - {name: siem, url: "https://one.example"}
                            - {name: siem, topic: heads, brokers: "k:9092"}
                        """)).hasMessageContaining("two receivers 'siem'");
    }

    private AuditSettings read(String settings) throws IOException {
        return ServeSettings.read(Files.writeString(folder.resolve("ratchet.yaml"), settings))
                .audit();
    }
}
