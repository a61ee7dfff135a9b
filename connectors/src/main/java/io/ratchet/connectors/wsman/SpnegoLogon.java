package io.ratchet.connectors.wsman;

import java.util.Optional;

/** NTLM inside SPNEGO: both sides also sign the list of mechanisms, so that nobody can take a better one out of it. */
final class SpnegoLogon implements Logon {
    private static final int ACCEPTED = 0;

    private final NtlmLogon ntlm;

    SpnegoLogon(NtlmLogon ntlm) {
        this.ntlm = ntlm;
    }

    @Override
    public String scheme() {
        return ntlm.scheme();
    }

    @Override
    public byte[] first() {
        return Spnego.begin(ntlm.first());
    }

    @Override
    public byte[] answer(byte[] challenge) throws SealException {
        byte[] token = Spnego.Response.read(challenge).token();
        if (token == null) throw SealException.notAgreed("answers SPNEGO without a challenge");
        byte[] answer = ntlm.answer(token);
        return Spnego.finish(answer, agreed().sign(Spnego.mechanisms()));
    }

    @Override
    public void end(Optional<byte[]> token) throws SealException {
        if (token.isEmpty()) throw SealException.notAgreed("ends SPNEGO without a word");
        Spnego.Response last = Spnego.Response.read(token.get());
        byte[] signature = last.signature();
        if (last.state() != ACCEPTED || signature == null)
            throw SealException.notAgreed("did not sign the list of mechanisms");
        agreed().verify(signature, Spnego.mechanisms());
        agreed().beginStreamsAnew();
    }

    private NtlmSeal agreed() throws SealException {
        return ntlm.seal().orElseThrow(() -> SealException.notAgreed("has agreed to no keys"));
    }

    @Override
    public Optional<NtlmSeal> seal() {
        return ntlm.seal();
    }
}
