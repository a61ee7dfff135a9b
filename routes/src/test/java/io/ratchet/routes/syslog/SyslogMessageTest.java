package io.ratchet.routes.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogMessageTest {
    private static final String JSON =
            "{\"EventTime\":\"2018-09-20T01:00:00Z\",\"Hostname\":\"web01\",\"EventID\":36880}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<13>Sep 20 03:00:00 relay01 Schannel[600]: JSON",
                "<13>Sep  2 03:00:00 relay01 JSON",
                "<13>1 2018-09-20T01:00:00Z relay01 nxlog 600 - - JSON",
                "<13>1 2018-09-20T01:00:00Z relay01 nxlog 600 - [a@1 b=\"c\"] \uFEFFJSON",
                "<13>@cee: JSON"
            })
    void anEventInJsonIsTakenFromBehindEitherHeader(String message) {
        assertThat(SyslogMessage.parse(message.replace("JSON", JSON)).line()).contains(JSON);
    }

    @Test
    void anEventInXmlIsTakenAsOneLine() {
        // Given
        String event = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>\r\n<System/></Event>";

        // When
        var line = SyslogMessage.parse("<13>Sep 20 03:00:00 relay01 winevent: " + event)
                .line();

        // Then
        assertThat(line).contains(event.replace("\r\n", " "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Computer", "ComputerName", "MachineName", "Hostname"})
    void theEventsOwnWordForItsComputerBeatsWhoSendsIt(String field) {
        // When
        var line = SyslogMessage.parse("<14>1 2018-09-20T01:00:00Z wec01 Schannel 600 - [NXLOG@14506 EventID=\"36880\" "
                        + field + "=\"web01.contoso.example\"] x")
                .line();

        // Then
        assertThat(line)
                .hasValueSatisfying(event -> assertThat(event)
                        .contains("\"Hostname\":\"web01.contoso.example\"")
                        .doesNotContain("wec01"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<13>Sep 20 03:00:00 web01 sshd[1]: Accepted {x}", "<13>Sep 20 03:00:00 web01 Schannel: done"})
    void aTextIsNoEvent(String message) {
        assertThat(SyslogMessage.parse(message).line()).isEmpty();
    }
}
