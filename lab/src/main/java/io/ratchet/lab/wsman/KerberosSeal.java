package io.ratchet.lab.wsman;

import java.util.Arrays;
import java.util.Optional;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;

/**
 * Sealing by Kerberos (RFC 4121 4.2.4): what is in front of a message is the token's head, its end, which is turned to
 * the front, and the random block that the ciphertext begins with.
 */
final class KerberosSeal extends HostSeal {
    private static final int HEAD = 16;
    private static final int BLOCK = 16;
    /** The right rotation count of a token, most significant byte first. */
    private static final int ROTATION = 6;

    private final GSSContext context;

    KerberosSeal(GSSContext context, String protocol) {
        super(protocol);
        this.context = context;
    }

    @Override
    Optional<byte[]> opened(byte[] signature, byte[] data) {
        byte[] token = Arrays.copyOf(signature, signature.length + data.length);
        System.arraycopy(data, 0, token, signature.length, data.length);
        try {
            MessageProp found = new MessageProp(0, false);
            byte[] clear = context.unwrap(token, 0, token.length, found);
            boolean next = found.getPrivacy()
                    && !found.isDuplicateToken()
                    && !found.isOldToken()
                    && !found.isGapToken()
                    && !found.isUnseqToken();
            return next ? Optional.of(clear) : Optional.empty();
        } catch (GSSException forged) {
            return Optional.empty();
        }
    }

    @Override
    Sealed sealed(byte[] clear) {
        byte[] token;
        try {
            token = context.wrap(clear, 0, clear.length, new MessageProp(0, true));
        } catch (GSSException over) {
            throw new IllegalStateException("the logon by Kerberos is over", over);
        }
        int end = token.length - HEAD - BLOCK - clear.length;
        int front = token.length - clear.length;
        byte[] signature = new byte[front];
        System.arraycopy(token, 0, signature, 0, HEAD);
        signature[ROTATION] = (byte) (end >> 8);
        signature[ROTATION + 1] = (byte) end;
        System.arraycopy(token, token.length - end, signature, HEAD, end);
        System.arraycopy(token, HEAD, signature, HEAD + end, BLOCK);
        return new Sealed(signature, Arrays.copyOfRange(token, HEAD + BLOCK, token.length - end));
    }
}
