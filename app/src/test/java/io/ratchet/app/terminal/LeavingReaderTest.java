package io.ratchet.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeavingReaderTest {
    @ParameterizedTest
    @CsvSource({"Broken pipe, false", "No space left on device, true"})
    void onlyAReaderWhoLeftIsNoFailure(String cause, boolean failure) {
        // Given
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException(cause);
            }
        };
        PrintStream out = new PrintStream(new LeavingReader(broken), false, StandardCharsets.UTF_8);

        // When
        out.println("a line");
        out.println("another");

        // Then
        assertThat(out.checkError()).isEqualTo(failure);
    }
}
