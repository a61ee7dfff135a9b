package io.ratchet.connectors.wsman;

import java.util.Arrays;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;

/**
 * Kerberos' sealing (RFC 4121 4.2): Windows wants what stands before the message and what stands after it together in
 * front, which is a token turned to the right by the length of its end.
 */
final class KerberosSeal implements Seal {
    private static final int HEADER = 16;
    private static final int CONFOUNDER = 16;
    /** Where a token tells by how many bytes it is turned. */
    private static final int TURNED = 6;

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
        byte[] token;
        MessageProp said = new MessageProp(0, true);
        try {
            token = context.wrap(clear, 0, clear.length, said);
        } catch (GSSException e) {
            throw SealException.broken("is no longer logged on to by Kerberos");
        }
        int end = token.length - HEADER - CONFOUNDER - clear.length;
        boolean straight = end > 0 && token[0] == 5 && token[1] == 4 && token[TURNED] == 0 && token[TURNED + 1] == 0;
        if (!straight || !said.getPrivacy())
            throw SealException.notAgreed("agreed to a Kerberos encryption other than AES");
        byte[] turned = new byte[token.length];
        System.arraycopy(token, 0, turned, 0, HEADER);
        System.arraycopy(token, token.length - end, turned, HEADER, end);
        System.arraycopy(token, HEADER, turned, HEADER + end, token.length - HEADER - end);
        turned[TURNED + 1] = (byte) end;
        int signature = HEADER + end + CONFOUNDER;
        return new Sealed(Arrays.copyOf(turned, signature), Arrays.copyOfRange(turned, signature, turned.length));
    }

    @Override
    public byte[] open(Sealed sealed) throws SealException {
        byte[] token = Arrays.copyOf(sealed.signature(), sealed.signature().length + sealed.data().length);
        System.arraycopy(sealed.data(), 0, token, sealed.signature().length, sealed.data().length);
        MessageProp told = new MessageProp(0, false);
        byte[] clear;
        try {
            clear = context.unwrap(token, 0, token.length, told);
        } catch (GSSException changed) {
            throw notNext();
        }
        // GSS opens a message out of its turn and only remarks on it.
        if (!told.getPrivacy()
                || told.isDuplicateToken()
                || told.isOldToken()
                || told.isUnseqToken()
                || told.isGapToken()) throw notNext();
        return clear;
    }

    private static SealException notNext() {
        return SealException.broken("sent a message whose seal is not the next one");
    }
}
