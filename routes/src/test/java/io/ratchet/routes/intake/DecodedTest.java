package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecodedTest {
    @Test
    void givesPiecesOfForeignTextAsLongAsOthers() throws IOException {
        // Given text that is no UTF-8 in most of its bytes
        String text = "\u00FC".repeat(100_000) + "\r\n";
        List<String> pieces = new ArrayList<>();

        // When
        try (Decoded decoded = Decoded.text(new ByteArrayInputStream(text.getBytes(Charset.forName("windows-1252"))))) {
            for (String piece = decoded.piece(); piece != null; piece = decoded.piece()) pieces.add(piece);
        }

        // Then
        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).hasSizeLessThan(10);
    }
}
