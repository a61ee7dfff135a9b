package io.ratchet.connectors.wsman;

import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.jspecify.annotations.Nullable;

/**
 * NTLM within SPNEGO (RFC 4178, MS-SPNG), for a host that does not take it as it is. NTLM is the only mechanism that we
 * name. Both sides sign what was named, always, so that nobody on the way has named another.
 */
final class NtlmInSpnego implements Logon {
    private static final ASN1ObjectIdentifier SPNEGO = new ASN1ObjectIdentifier("1.3.6.1.5.5.2");
    private static final ASN1ObjectIdentifier NTLM = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.2.10");

    /** The list of mechanisms, which is what gets signed. */
    private static final DERSequence MECHANISMS = new DERSequence(NTLM);

    private static final int COMPLETED = 0;
    private static final int INCOMPLETE = 1;
    private static final int REQUEST_MIC = 3;

    private final NtlmLogon ntlm;

    NtlmInSpnego(NtlmLogon ntlm) {
        this.ntlm = ntlm;
    }

    @Override
    public String scheme() {
        return ntlm.scheme();
    }

    @Override
    public byte[] first() {
        DERSequence said =
                new DERSequence(new ASN1Encodable[] {tagged(0, MECHANISMS), tagged(2, octets(ntlm.first()))});
        DERSequence token = new DERSequence(new ASN1Encodable[] {SPNEGO, tagged(0, said)});
        return bytes(new DERTaggedObject(false, BERTags.APPLICATION, 0, token));
    }

    @Override
    public byte[] answer(byte[] challenge) throws SealException {
        Told told = Told.read(challenge);
        boolean goesOn = told.state() == INCOMPLETE || told.state() == REQUEST_MIC;
        byte[] word = told.word();
        if (!goesOn || word == null || (told.mechanism() != null && !NTLM.equals(told.mechanism())))
            throw SealException.notAgreed("does not agree to NTLM inside SPNEGO");
        byte[] answer = ntlm.answer(word);
        return bytes(tagged(1, new DERSequence(new ASN1Encodable[] {
            tagged(0, new ASN1Enumerated(INCOMPLETE)),
            tagged(2, octets(answer)),
            tagged(3, octets(ntlm.seal().sign(bytes(MECHANISMS))))
        })));
    }

    @Override
    public NtlmSeal end(Optional<byte[]> last) throws SealException {
        if (last.isEmpty()) throw unsigned();
        Told told = Told.read(last.get());
        NtlmSeal seal = ntlm.seal();
        if (told.state() != COMPLETED
                || told.signature() == null
                || !seal.isSigned(bytes(MECHANISMS), told.signature())) throw unsigned();
        return seal;
    }

    private static SealException unsigned() {
        return SealException.notAgreed("does not sign that NTLM was all we named");
    }

    private static DERTaggedObject tagged(int number, ASN1Encodable value) {
        return new DERTaggedObject(true, number, value);
    }

    private static DEROctetString octets(byte[] bytes) {
        return new DEROctetString(bytes);
    }

    private static byte[] bytes(ASN1Encodable value) {
        try {
            return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        } catch (IOException impossible) {
            throw new IllegalStateException("What we say could not be written.", impossible);
        }
    }

    /**
     * A NegTokenResp.
     *
     * @param state how far the host is; -1 where it does not say
     * @param word of the mechanism
     * @param signature over the list of mechanisms
     */
    private record Told(
            int state, @Nullable ASN1ObjectIdentifier mechanism, byte @Nullable [] word, byte @Nullable [] signature) {
        static Told read(byte[] token) throws SealException {
            try {
                ASN1TaggedObject whole = ASN1TaggedObject.getInstance(ASN1Primitive.fromByteArray(token));
                if (!whole.hasContextTag(1)) throw unreadable();
                int state = -1;
                ASN1ObjectIdentifier mechanism = null;
                byte[] word = null;
                byte[] signature = null;
                for (ASN1Encodable each : ASN1Sequence.getInstance(whole, true)) {
                    ASN1TaggedObject part = ASN1TaggedObject.getInstance(each);
                    switch (part.getTagNo()) {
                        case 0 -> state = ASN1Enumerated.getInstance(part, true).intValueExact();
                        case 1 -> mechanism = ASN1ObjectIdentifier.getInstance(part, true);
                        case 2 -> word = ASN1OctetString.getInstance(part, true).getOctets();
                        case 3 ->
                            signature = ASN1OctetString.getInstance(part, true).getOctets();
                        default -> throw unreadable();
                    }
                }
                return new Told(state, mechanism, word, signature);
            } catch (IOException | RuntimeException notDer) {
                if (notDer instanceof SealException said) throw said;
                throw unreadable();
            }
        }

        private static SealException unreadable() {
            return SealException.notAgreed("answers the logon with something that is no SPNEGO");
        }
    }
}
