package io.ratchet.lab.wsman;

import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/**
 * The host's side of NTLM within SPNEGO (RFC 4178): it takes NTLM where that is what the client would rather have, and
 * wants the list of what the client named signed.
 */
final class SpnegoAcceptor {
    private static final int FIRST_OF_A_LOGON = 0x60;
    private static final int LATER = 0xA1;
    private static final ASN1ObjectIdentifier NTLM = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.2.10");

    private final NtlmAcceptor ntlm;
    private byte[] named = {};

    SpnegoAcceptor(NtlmAcceptor ntlm) {
        this.ntlm = ntlm;
    }

    static boolean begins(byte[] token) {
        return token.length > 0 && Byte.toUnsignedInt(token[0]) == FIRST_OF_A_LOGON;
    }

    static boolean goesOn(byte[] token) {
        return token.length > 0 && Byte.toUnsignedInt(token[0]) == LATER;
    }

    /** Our word to the client's first; empty when it would rather not have NTLM. */
    Optional<byte[]> challenge(byte[] first) {
        try {
            ASN1Sequence token =
                    ASN1Sequence.getInstance(ASN1TaggedObject.getInstance(first).getBaseUniversal(false, 0x10));
            ASN1Sequence offer = ASN1Sequence.getInstance(ASN1TaggedObject.getInstance(token.getObjectAt(1)), true);
            ASN1Sequence mechanisms = ASN1Sequence.getInstance(part(offer, 0), true);
            byte[] word = octets(offer, 2);
            if (!mechanisms.getObjectAt(0).equals(NTLM) || !NtlmAcceptor.begins(word)) return Optional.empty();
            named = mechanisms.getEncoded(ASN1Encoding.DER);
            return Optional.of(reply(1, part(1, NTLM), part(2, new DEROctetString(ntlm.challenge(word)))));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** A logon that is over, with the word that says so. */
    record Accepted(HostSeal seal, byte[] word) {}

    /** Empty when the account, its proof or the signature is not right. */
    Optional<Accepted> accept(byte[] answer) {
        try {
            ASN1Sequence told = ASN1Sequence.getInstance(ASN1TaggedObject.getInstance(answer), true);
            Optional<byte[]> key = ntlm.key(octets(told, 2));
            if (key.isEmpty()) return Optional.empty();
            NtlmSeal seal = new NtlmSeal(key.get());
            if (!seal.isSigned(named, octets(told, 3))) return Optional.empty();
            return Optional.of(new Accepted(seal, reply(0, part(3, new DEROctetString(seal.sign(named))))));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private static byte[] reply(int state, ASN1Encodable... parts) throws IOException {
        ASN1EncodableVector all = new ASN1EncodableVector();
        all.add(part(0, new ASN1Enumerated(state)));
        all.addAll(parts);
        return part(1, new DERSequence(all)).getEncoded(ASN1Encoding.DER);
    }

    private static DERTaggedObject part(int number, ASN1Encodable value) {
        return new DERTaggedObject(true, number, value);
    }

    private static ASN1TaggedObject part(ASN1Sequence of, int number) {
        for (ASN1Encodable each : of) {
            ASN1TaggedObject part = ASN1TaggedObject.getInstance(each);
            if (part.getTagNo() == number) return part;
        }
        throw new IllegalArgumentException("a message without its part " + number);
    }

    private static byte[] octets(ASN1Sequence of, int number) {
        return ASN1OctetString.getInstance(part(of, number), true).getOctets();
    }
}
