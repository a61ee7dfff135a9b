package io.ratchet.connectors.wsman;

import java.util.Arrays;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;

/**
 * Kerberos' seal, by the JDK's GSS. What GSS puts in one token (RFC 4121 section 4.2.4), WS-Man wants in two: header,
 * the token's last bytes turned to its front, and confounder as the signature; the cipher text after it.
 */
final class KerberosSeal implements Seal {
    private static final int HEADER = 16;
    private static final int CONFOUNDER = 16;
    /** Where the header says by how many bytes the token is turned; the byte above is 0. */
    private static final int TURNED = 7;

    private static final int MOST_TURNED = 127;

    private final GSSContext context;
    private final String protocol;

    KerberosSeal(GSSContext context, String protocol) {
        this.context = context;
        this.protocol = protocol;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public Sealed wrap(byte[] clear) throws SealException {
        try {
            MessageProp asked = new MessageProp(0, true);
            byte[] token = context.wrap(clear, 0, clear.length, asked);
            int turned = token.length - HEADER - CONFOUNDER - clear.length;
            // Older ciphers than AES have tokens of another form, which no host is sent.
            if (!asked.getPrivacy() || token[0] != 5 || token[1] != 4 || turned <= 0 || turned > MOST_TURNED)
                throw SealException.notAgreed("has a ticket whose cipher does not seal");
            byte[] signature = new byte[HEADER + turned + CONFOUNDER];
            System.arraycopy(token, 0, signature, 0, HEADER);
            signature[TURNED] = (byte) turned;
            System.arraycopy(token, token.length - turned, signature, HEADER, turned);
            System.arraycopy(token, HEADER, signature, HEADER + turned, CONFOUNDER);
            return new Sealed(signature, Arrays.copyOfRange(token, HEADER + CONFOUNDER, token.length - turned));
        } catch (GSSException unable) {
            throw SealException.notAgreed("has a context that does not seal");
        }
    }

    @Override
    public byte[] open(Sealed sealed) throws SealException {
        byte[] signature = sealed.signature();
        byte[] token = Arrays.copyOf(signature, signature.length + sealed.data().length);
        System.arraycopy(sealed.data(), 0, token, signature.length, sealed.data().length);
        try {
            MessageProp found = new MessageProp(0, true);
            byte[] clear = context.unwrap(token, 0, token.length, found);
            if (found.getPrivacy()
                    && !found.isDuplicateToken()
                    && !found.isOldToken()
                    && !found.isUnseqToken()
                    && !found.isGapToken()) return clear;
        } catch (GSSException wrong) {
            throw SealException.broken("sent a message whose seal is wrong");
        }
        throw SealException.broken("sent a message whose seal is not the next one");
    }
}
