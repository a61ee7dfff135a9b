package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratchet.domain.finding.Observation;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands escaped in an event, or goes on in the next line. */
class EscapedAndFoldedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "C:\\\\new role\\=server | C:\\new role=server",
                "C:\\\\ | C:\\",
                "a\\\\\\=b | a\\=b",
                "C:\\Windows\\ | C:\\Windows\\"
            })
    void anEscapedBackslashIsABackslashWhateverFollowsIt(String written, String meant) throws IOException {
        // When
        Reading read = Reading.ofText("<13>Sep 20 01:00:00 relay01 CEF:0|Microsoft|Windows||Schannel:36880|TLS|Low|"
                + "externalId=36880 rt=1537405200000 dvchost=web01.contoso.example alert=" + written
                + " protocol=TLS 1.0\n");

        // Then
        assertThat(read.findings())
                .filteredOn(finding -> finding.observation() instanceof Observation.SchannelEvent)
                .singleElement()
                .satisfies(finding -> {
                    Observation.SchannelEvent event = (Observation.SchannelEvent) finding.observation();
                    assertThat(event.fields()).containsEntry("AlertDesc", meant).containsEntry("Protocol", "TLS 1.0");
                });
    }

    /** RFC 2849: a comment may be folded as any line may. */
    @Test
    void aCommentThatGoesOnBelongsToNoAttribute() throws IOException {
        // When
        Reading read = Reading.ofText("""
                version: 1

                dn: CN=WEB01,OU=Servers,DC=contoso,DC=example
                objectClass: computer
                dNSHostName: web01.contoso.example
                # asked of the directory on a Thursday, by somebody who wrote more than
                  fits into one line
                operatingSystem: Windows Server 2012 R2
                  Standard
                operatingSystemVersion: 6.3 (9600)
                lastLogonTimestamp: 131818176000000000
                """);

        // Then
        assertThat(read.findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.host().fqdn()).isEqualTo("web01.contoso.example"));
        assertThat(read.findings())
                .extracting(finding -> finding.observation().toString())
                .anyMatch(said -> said.contains("Windows Server 2012 R2 Standard"));
    }
}
