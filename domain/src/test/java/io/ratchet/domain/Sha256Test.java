package io.ratchet.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
    /** FIPS 180-4's own example. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void takesTheHashOfTheStandardsExampleOnEveryWay(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("abc"), "abc");
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        Sha256 over = new Sha256();

        // When
        try (OutputStream out = over.over(passed)) {
            out.write("abc".getBytes(UTF_8));
        }

        // Then
        assertThat(Sha256.hex("abc")).isEqualTo(ABC);
        assertThat(Sha256.upperHex("abc")).isEqualTo(ABC.toUpperCase(java.util.Locale.ROOT));
        assertThat(Sha256.hex(file)).isEqualTo(ABC);
        assertThat(Sha256.hex("abc".getBytes(UTF_8))).isEqualTo(ABC);
        assertThat(Sha256.hex(new ByteArrayInputStream("abc".getBytes(UTF_8)))).isEqualTo(ABC);
        assertThat(new Sha256().add((byte) 'a').add("b").add(new byte[] {'c'}).hex())
                .isEqualTo(ABC);
        assertThat(over.hex()).isEqualTo(ABC);
        assertThat(passed).hasToString("abc");
    }

    @Test
    void readsAStreamToItsEndThoughItGivesNothingForAWhile() throws IOException {
        // Given
        InputStream slow = new FilterInputStream(new ByteArrayInputStream("abc".getBytes(UTF_8))) {
            private boolean ready;

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                ready = !ready;
                return ready ? super.read(into, from, 1) : 0;
            }
        };

        // Then
        assertThat(Sha256.hex(slow)).isEqualTo(ABC);
    }

    @Test
    void beginsAnewOnceItsHashWasTaken() {
        // Given
        Sha256 hash = new Sha256().add("something else");
        hash.bytes();

        // Then
        assertThat(hash.add("abc").hex()).isEqualTo(ABC);
    }

    @Test
    void framesPartsSoThatTheirBordersCount() {
        assertThat(new Sha256().part("é").part("").hex()).isEqualTo(Sha256.hex("2:é0:"));
        assertThat(new Sha256().part("ab").part("c").hex())
                .isNotEqualTo(new Sha256().part("a").part("bc").hex());
    }
}
