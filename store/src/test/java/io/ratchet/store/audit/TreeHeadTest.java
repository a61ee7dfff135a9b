package io.ratchet.store.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeHeadTest {
    /** The last letter before the padding carries bits that decoding throws away. */
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    @TempDir
    private Path keys;

    @Test
    void refusesALetterThatDecodesToTheSameBytes() {
        // Given
        TreeHead head = TreeHead.signed(1, new byte[32], Instant.EPOCH, new byte[32], SigningKey.open(keys));
        String written = new String(head.json(), StandardCharsets.UTF_8);
        for (String text : new String[] {head.signature(), head.key()}) {
            int last = text.indexOf('=') - 1;
            char neighbour = BASE64.charAt(BASE64.indexOf(text.charAt(last)) + 1);

            // When
            String changed = written.replace(text, text.substring(0, last) + neighbour + text.substring(last + 1));

            // Then
            assertThat(changed).isNotEqualTo(written);
            assertThat(TreeHead.read(changed.getBytes(StandardCharsets.UTF_8))).isEmpty();
        }
        assertThat(TreeHead.read(head.json())).contains(head);
    }

    @Test
    void noByteOfAHeadCanBeChangedUnseen() {
        // Given
        TreeHead head = TreeHead.signed(40, new byte[32], Instant.EPOCH, new byte[32], SigningKey.open(keys));
        byte[] written = head.json();
        String text = new String(written, StandardCharsets.US_ASCII);
        int key = text.indexOf(head.key()) + head.key().length();
        int signature = text.indexOf(head.signature()) + head.signature().length();

        // When
        List<String> unseen = new ArrayList<>();
        for (int at = 0; at < written.length; at++) {
            // Where base64 ends every other byte is tried, elsewhere one.
            boolean ending = (at >= key - 4 && at <= key) || (at >= signature - 4 && at <= signature);
            for (int flip = 1; flip < (ending ? 256 : 2); flip++) {
                byte[] changed = written.clone();
                changed[at] ^= (byte) flip;
                if (TreeHead.read(changed).filter(TreeHead::signatureHolds).isPresent()) unseen.add(at + " by " + flip);
            }
        }

        // Then
        assertThat(unseen).isEmpty();
    }
}
