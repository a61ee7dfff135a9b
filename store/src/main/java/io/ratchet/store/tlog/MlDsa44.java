package io.ratchet.store.tlog;

import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** Signatures of FIPS 204 with keys as their 1,312 bytes, by Bouncy Castle: Java has them from version 24 on only. */
final class MlDsa44 {
    static final int KEY = 1_312;
    static final int SIGNATURE = 2_420;

    private MlDsa44() {}

    static boolean verifies(byte[] rawKey, byte[] message, byte[] signature) {
        if (rawKey.length != KEY || signature.length != SIGNATURE) return false;
        MLDSASigner check = new MLDSASigner();
        check.init(false, new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_44, rawKey));
        check.update(message, 0, message.length);
        return check.verifySignature(signature);
    }
}
