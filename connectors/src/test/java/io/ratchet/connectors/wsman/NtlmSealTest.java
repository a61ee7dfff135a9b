package io.ratchet.connectors.wsman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratchet.connectors.wsman.Seal.Sealed;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against messages that pyspnego 0.12.4 sealed under the same key. */
class NtlmSealTest {
    private static final byte[] KEY = HexFormat.of().parseHex("55".repeat(16));
    private static final String FIRST = "<s:Envelope>first</s:Envelope>";

    @Test
    void sealsAsAnotherImplementationDoes() {
        // Given
        NtlmSeal seal = NtlmSeal.client(KEY);

        // When
        Sealed first = seal.wrap(bytes(FIRST));
        Sealed second = seal.wrap(bytes("second"));

        // Then
        assertThat(hex(first.signature())).isEqualTo("0100000055452e9b934cc34b00000000");
        assertThat(hex(first.data())).isEqualTo("38965720b06f3ab0981031ff82720575fb6320f59cd1597d6f135bb301de");
        assertThat(hex(second.signature())).isEqualTo("010000009998aceec6f3973301000000");
        assertThat(hex(second.data())).isEqualTo("df2f1a881a9e");
    }

    @Test
    void opensWhatAnotherImplementationSealed() throws SealException {
        // Given
        NtlmSeal seal = NtlmSeal.client(KEY);

        // When, Then
        assertThat(seal.open(first())).isEqualTo(bytes(FIRST));
        assertThat(seal.open(sealed("01000000eb89ba388435a59701000000", "bcd0f206d313")))
                .isEqualTo(bytes("second"));
    }

    @Test
    void signsTheMechanismsOfSpnegoAndThenBeginsAnewAsAnotherImplementationDoes() throws SealException {
        // Given
        byte[] mechanisms = HexFormat.of().parseHex("300c060a2b06010401823702020a");
        NtlmSeal seal = NtlmSeal.client(KEY);

        // When
        byte[] signature = seal.sign(mechanisms);
        Sealed first = seal.wrap(bytes(FIRST));

        // Then
        assertThat(hex(signature)).isEqualTo("0100000022a3984fefbb9c3200000000");
        assertThat(hex(first.signature())).isEqualTo("01000000a99e72f1e0a9b82701000000");
        assertThat(hex(first.data())).isEqualTo("38965720b06f3ab0981031ff82720575fb6320f59cd1597d6f135bb301de");
        assertThat(seal.isSigned(mechanisms, HexFormat.of().parseHex("010000007dd6da05648a73ae00000000")))
                .isTrue();
        assertThat(seal.open(sealed(
                        "010000001c6ee35fd78453f401000000",
                        "7a7b27f23fcc788547b442e945325e548dec3bf81b460a6e70be02c8a726")))
                .isEqualTo(bytes(FIRST));
    }

    @Test
    void takesNoSignatureOverAnythingElse() {
        byte[] mechanisms = HexFormat.of().parseHex("300c060a2b06010401823702020a");
        byte[] signature = HexFormat.of().parseHex("010000007dd6da05648a73ae00000000");
        byte[] others = mechanisms.clone();
        others[13] ^= 1;
        assertThat(NtlmSeal.client(KEY).isSigned(others, signature)).isFalse();
        assertThat(NtlmSeal.client(KEY).isSigned(mechanisms, new byte[16])).isFalse();
        assertThat(NtlmSeal.client(KEY).isSigned(mechanisms, new byte[0])).isFalse();
    }

    @Test
    void opensNothingThatWasChangedRepeatedOrComesOutOfTurn() throws SealException {
        Sealed first = first();
        byte[] changed = first.data().clone();
        changed[3] ^= 1;
        assertBroken(NtlmSeal.client(KEY), new Sealed(first.signature(), changed));
        assertBroken(NtlmSeal.client(KEY), new Sealed(new byte[16], first.data()));
        assertBroken(NtlmSeal.client(KEY), new Sealed(new byte[0], first.data()));
        assertBroken(NtlmSeal.client(KEY), sealed("01000000eb89ba388435a59701000000", "bcd0f206d313"));
        NtlmSeal seal = NtlmSeal.client(KEY);
        seal.open(first);
        assertBroken(seal, first);
    }

    @Test
    void bothEndsOfAConnectionUnderstandEachOther() throws SealException {
        NtlmSeal client = NtlmSeal.client(KEY);
        NtlmSeal host = NtlmSeal.host(KEY);
        for (int size : new int[] {0, 1, 4096, 70_000}) {
            byte[] message = new byte[size];
            assertThat(host.open(client.wrap(message))).isEqualTo(message);
            assertThat(client.open(host.wrap(message))).isEqualTo(message);
        }
    }

    private static void assertBroken(NtlmSeal seal, Sealed sealed) {
        assertThatThrownBy(() -> seal.open(sealed))
                .isInstanceOfSatisfying(
                        SealException.class,
                        broken -> assertThat(broken.agreed()).isTrue());
    }

    private static Sealed first() {
        return sealed(
                "0100000081e88d531333360800000000", "7a7b27f23fcc788547b442e945325e548dec3bf81b460a6e70be02c8a726");
    }

    private static Sealed sealed(String signature, String data) {
        return new Sealed(HexFormat.of().parseHex(signature), HexFormat.of().parseHex(data));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
