package io.ratchet.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080,       http://127.0.0.1:8080",
        "http://127.0.0.1:8080/,      http://127.0.0.1:8080",
        "HTTPS://Ratchet.example,     https://Ratchet.example",
        "https://[2001:db8::1]:8443/, https://[2001:db8::1]:8443",
        "localhost:8080,              http://localhost:8080",
        "127.0.0.1:8080/,             http://127.0.0.1:8080",
        "[::1]:8080,                  http://[::1]:8080"
    })
    void takesSchemeHostAndPortAndOnThisMachineHostAndPort(String given, String address) {
        assertThat(ServerAddress.parse(given)).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web01:8080              | says neither http nor https; give https://web01:8080, or http://",
                "10.0.0.5                | says neither http nor https; give https://10.0.0.5, or http://",
                "https//web01            | is not the address of a server; give scheme, host and port",
                "https:/web01            | is not the address of a server",
                "ftp://web01             | must begin with http:// or https://",
                "http://web01:8080/queue | give scheme, host and port alone, such as http://web01:8080",
                "http://a:b@web01?x=1    | give scheme, host and port alone, such as http://web01",
                "http://web01:99999      | has a port that is not from 1 to 65535",
                "http://                 | is not the address of a server",
                "http://web 01           | is not the address of a server",
                "''                      | is empty; give such as https://ratchet.example"
            })
    void refusesWhatIsNoneAndSaysWhatToGive(String given, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.parse(given))
                .withMessageContaining(sentence);
    }
}
