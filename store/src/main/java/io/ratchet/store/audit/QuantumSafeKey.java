package io.ratchet.store.audit;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.store.tlog.Checkpoint;
import io.ratchet.store.tlog.NoteKey;
import io.ratchet.store.tlog.SignedNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.generators.MLDSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.MLDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;

/**
 * The ML-DSA-44 key (FIPS 204) that cosigns published heads beside the Ed25519 key, so that what is signed today still
 * proves something when quantum computers can forge the other. It is made on first use and kept as its seed in
 * {@code audit-signing-key-ml-dsa-44.pem}, which may be read by its owner alone. It is no part of the key that people
 * compare by its fingerprint: whoever wants to hold heads to it names it as they name a witness.
 */
final class QuantumSafeKey {
    static final String FILE = "audit-signing-key-ml-dsa-44.pem";

    private final SecureRandom random = new SecureRandom();
    private final MLDSAPrivateKeyParameters key;

    private QuantumSafeKey(MLDSAPrivateKeyParameters key) {
        this.key = key;
    }

    /**
     * The key in {@code directory}, made now if there is none.
     *
     * @throws FailureException CONFIG_INVALID when it cannot be read, is damaged, or may be read by everybody
     */
    static QuantumSafeKey open(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            if (!Files.exists(file)) create(directory, file);
            SigningKey.refuseIfOpenToOthers(file);
            byte[] part = SigningKey.part(Files.readString(file, StandardCharsets.US_ASCII), "PRIVATE", file);
            AsymmetricKeyParameter read = PrivateKeyFactory.createKey(part);
            if (read instanceof MLDSAPrivateKeyParameters key
                    && key.getParameters().equals(MLDSAParameters.ml_dsa_44)) return new QuantumSafeKey(key);
            throw new IOException("it is a key of another kind");
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw FailureException.of(
                    FailureCode.CONFIG_INVALID,
                    "The audit log's ML-DSA-44 key '" + file + "' cannot be read or made: " + e.getMessage()
                            + "; restore it from a backup, or move it away, and another is made that must be handed out"
                            + " anew.",
                    e);
        }
    }

    private static void create(Path directory, Path file) throws IOException {
        MLDSAKeyPairGenerator generator = new MLDSAKeyPairGenerator();
        generator.init(new MLDSAKeyGenerationParameters(new SecureRandom(), MLDSAParameters.ml_dsa_44));
        MLDSAPrivateKeyParameters made =
                (MLDSAPrivateKeyParameters) generator.generateKeyPair().getPrivate();
        // The seed is the one form that every implementation reads (RFC 9881).
        byte[] seed = PrivateKeyInfoFactory.createPrivateKeyInfo(
                        made.getParametersWithFormat(MLDSAPrivateKeyParameters.SEED_ONLY))
                .getEncoded();
        Files.move(SigningKey.fresh(directory, SigningKey.pem("PRIVATE", seed)), file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** As whoever checks knows it; the name is the log's. */
    NoteKey noteKey(String origin) {
        return new NoteKey(
                origin, NoteKey.Kind.ML_DSA_44, key.getPublicKeyParameters().getEncoded());
    }

    /** What it puts under the note of a checkpoint that is the latest now. */
    SignedNote.Signature cosigned(Checkpoint checkpoint, Instant time) {
        return checkpoint.cosigned(noteKey(checkpoint.origin()), this::sign, time);
    }

    private byte[] sign(byte[] message) {
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, new ParametersWithRandom(key, random));
        signer.update(message, 0, message.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException("a message could not be signed with ML-DSA-44", e);
        }
    }
}
