package io.ratchet.connectors.wsman;

import com.hierynomus.msdtyp.FileTime;
import com.hierynomus.ntlm.NtlmException;
import com.hierynomus.ntlm.av.AvId;
import com.hierynomus.ntlm.av.AvPair;
import com.hierynomus.ntlm.av.AvPairChannelBindings;
import com.hierynomus.ntlm.av.AvPairFlags;
import com.hierynomus.ntlm.functions.ComputedNtlmV2Response;
import com.hierynomus.ntlm.functions.NtlmFunctions;
import com.hierynomus.ntlm.functions.NtlmV2Functions;
import com.hierynomus.ntlm.messages.NtlmAuthenticate;
import com.hierynomus.ntlm.messages.NtlmChallenge;
import com.hierynomus.ntlm.messages.NtlmNegotiate;
import com.hierynomus.ntlm.messages.NtlmNegotiateFlag;
import com.hierynomus.ntlm.messages.NtlmPacket;
import com.hierynomus.ntlm.messages.TargetInfo;
import com.hierynomus.ntlm.messages.WindowsVersion;
import com.hierynomus.protocol.commons.buffer.Buffer;
import com.hierynomus.protocol.commons.buffer.Endian;
import com.hierynomus.security.SecurityProvider;
import com.hierynomus.security.bc.BCSecurityProvider;
import io.ratchet.connectors.Credentials.Account;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * NTLMv2, with a sealed connection at its end or none at all: what must be agreed is said by us and not by the host
 * (MS-NLMP 3.1.5.1, 2.2.2.5).
 */
final class NtlmLogon implements Logon {
    private static final Set<NtlmNegotiateFlag> REQUIRED = EnumSet.of(
            NtlmNegotiateFlag.NTLMSSP_NEGOTIATE_UNICODE,
            NtlmNegotiateFlag.NTLMSSP_NEGOTIATE_SIGN,
            NtlmNegotiateFlag.NTLMSSP_NEGOTIATE_SEAL,
            NtlmNegotiateFlag.NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY,
            NtlmNegotiateFlag.NTLMSSP_NEGOTIATE_128,
            NtlmNegotiateFlag.NTLMSSP_NEGOTIATE_KEY_EXCH);
    private static final Set<NtlmNegotiateFlag> WISHED = EnumSet.of(
            NtlmNegotiateFlag.NTLMSSP_REQUEST_TARGET,
            NtlmNegotiateFlag.NTLMSSP_NEGOTIATE_NTLM,
            NtlmNegotiateFlag.NTLMSSP_NEGOTIATE_ALWAYS_SIGN,
            NtlmNegotiateFlag.NTLMSSP_NEGOTIATE_TARGET_INFO,
            NtlmNegotiateFlag.NTLMSSP_NEGOTIATE_VERSION,
            NtlmNegotiateFlag.NTLMSSP_NEGOTIATE_56);

    /** In the target information: the message carries a checksum over the whole logon. */
    private static final long HAS_MIC = 2;

    private static final WindowsVersion VERSION = new WindowsVersion(
            WindowsVersion.ProductMajorVersion.WINDOWS_MAJOR_VERSION_10,
            WindowsVersion.ProductMinorVersion.WINDOWS_MINOR_VERSION_0,
            14393,
            WindowsVersion.NtlmRevisionCurrent.NTLMSSP_REVISION_W2K3);

    private final Account account;
    private final @Nullable ChannelBinding binding;
    private final SecureRandom random = new SecureRandom();
    private final SecurityProvider security = new BCSecurityProvider();
    private final byte[] negotiate;
    private @Nullable NtlmSeal seal;

    /** @param binding null over plain HTTP */
    NtlmLogon(Account account, @Nullable ChannelBinding binding) {
        this.account = account;
        this.binding = binding;
        EnumSet<NtlmNegotiateFlag> flags = EnumSet.copyOf(REQUIRED);
        flags.addAll(WISHED);
        this.negotiate = bytes(new NtlmNegotiate(flags, "", "", VERSION, false));
    }

    @Override
    public String scheme() {
        return "Negotiate";
    }

    @Override
    public byte[] first() {
        return negotiate.clone();
    }

    @Override
    public byte[] answer(byte[] token) throws SealException {
        NtlmChallenge challenge = read(token);
        EnumSet<NtlmNegotiateFlag> missing = EnumSet.copyOf(REQUIRED);
        missing.removeAll(challenge.getNegotiateFlags());
        if (!missing.isEmpty()) throw SealException.notAgreed("offers NTLM without " + names(missing));
        TargetInfo info = challenge.getTargetInfo();
        if (info == null) throw SealException.notAgreed("offers NTLM without saying which host it is");
        return authenticate(token, challenge, info);
    }

    private byte[] authenticate(byte[] token, NtlmChallenge challenge, TargetInfo info) {
        EnumSet<NtlmNegotiateFlag> agreed = EnumSet.copyOf(REQUIRED);
        agreed.addAll(WISHED);
        agreed.retainAll(challenge.getNegotiateFlags());
        AvPair<FileTime> time = info.getAvPair(AvId.MsvAvTimestamp);
        TargetInfo told = told(info, time != null);
        try {
            int domainEnds = account.user().indexOf('\\');
            String domain = account.user().substring(0, Math.max(0, domainEnds));
            String user = account.user().substring(domainEnds + 1);
            ComputedNtlmV2Response response = new NtlmV2Functions(random, security)
                    .computeResponse(
                            user,
                            domain,
                            account.password().toCharArray(),
                            challenge,
                            (time == null ? FileTime.now() : time.getValue()).getWindowsTimeStamp(),
                            told);
            byte[] exportedKey = new byte[16];
            random.nextBytes(exportedKey);
            NtlmAuthenticate message = new NtlmAuthenticate(
                    time == null ? response.getLmResponse() : new byte[24],
                    response.getNtResponse(),
                    user,
                    domain,
                    "",
                    NtlmFunctions.rc4k(security, response.getSessionBaseKey(), exportedKey),
                    agreed,
                    VERSION);
            seal = NtlmSeal.client(exportedKey);
            message.setMic(new byte[16]);
            if (time != null)
                message.setMic(NtlmFunctions.hmac_md5(security, exportedKey, negotiate, token, bytes(message)));
            return bytes(message);
        } catch (NtlmException missing) {
            throw new IllegalStateException("This Java lacks what NTLM needs (MD4, MD5, RC4).", missing);
        }
    }

    /** What the host said of itself, and what we add to it; the host checks that nobody took it out on the way. */
    private TargetInfo told(TargetInfo info, boolean withMic) {
        TargetInfo told = info.copy();
        if (withMic) {
            AvPair<Long> flags = info.getAvPair(AvId.MsvAvFlags);
            told.putAvPair(new AvPairFlags((flags == null ? 0 : flags.getValue()) | HAS_MIC));
        }
        if (binding != null) told.putAvPair(new AvPairChannelBindings(binding.md5()));
        return told;
    }

    /** A host has no last word in NTLM as it is; what it says besides is not heeded. */
    @Override
    public NtlmSeal end(Optional<byte[]> last) {
        return seal();
    }

    /** Agreed on with our answer. */
    NtlmSeal seal() {
        if (seal == null) throw new IllegalStateException("the host was not answered");
        return seal;
    }

    private static NtlmChallenge read(byte[] token) throws SealException {
        NtlmChallenge challenge = new NtlmChallenge();
        try {
            challenge.read(new Buffer.PlainBuffer(token, Endian.LE));
            return challenge;
        } catch (Buffer.BufferException | RuntimeException unreadable) {
            throw SealException.notAgreed("answers the logon with something that is no NTLM challenge");
        }
    }

    private static byte[] bytes(NtlmPacket message) {
        Buffer.PlainBuffer buffer = new Buffer.PlainBuffer(Endian.LE);
        message.write(buffer);
        return buffer.getCompactData();
    }

    private static String names(Set<NtlmNegotiateFlag> flags) {
        StringBuilder names = new StringBuilder();
        for (NtlmNegotiateFlag flag : flags)
            names.append(names.length() == 0 ? "" : ", ")
                    .append(flag.name().replaceFirst("^NTLM(SSP)?_NEGOTIATE_", ""));
        return names.toString();
    }
}
