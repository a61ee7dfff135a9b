package io.ratchet.lab.wsman;

import com.hierynomus.ntlm.NtlmException;
import com.hierynomus.ntlm.functions.NtlmFunctions;
import com.hierynomus.ntlm.functions.NtlmV2Functions;
import com.hierynomus.security.SecurityProvider;
import com.hierynomus.security.bc.BCSecurityProvider;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * The host's side of an NTLMv2 logon on one connection (MS-NLMP 3.2.5.1): asks, and knows the account by its answer.
 * Like a Windows of today it wants the answer's MIC, 128 bits and a session key of its own.
 */
final class NtlmAcceptor {
    private static final byte[] SIGNATURE = "NTLMSSP\0".getBytes(StandardCharsets.US_ASCII);

    /** UNICODE, REQUEST_TARGET, SIGN, SEAL, NTLM, ALWAYS_SIGN, EXTENDED, TARGET_INFO, VERSION, 128, KEY_EXCH, 56. */
    private static final int FLAGS = 0xE288_8235;

    /** What of it the client must have agreed to. */
    private static final int REQUIRED = 0x6008_0031;

    private static final int TARGET_SERVER = 0x0002_0000;
    private static final int LARGEST_FIELD = 4096;
    private static final int MIC = 72;

    private final Account account;
    private final String name;
    private final SecureRandom random = new SecureRandom();
    private final SecurityProvider security = new BCSecurityProvider();
    private byte[] negotiate = new byte[0];
    private byte[] challenge = new byte[0];
    private byte[] nonce = new byte[0];

    /** @param name the host's short name, which it tells */
    NtlmAcceptor(Account account, String name) {
        this.account = account;
        this.name = name;
    }

    /** Whether a token begins a logon. */
    static boolean begins(byte[] token) {
        return type(token) == 1;
    }

    /** The challenge to the client's first word. */
    byte[] challenge(byte[] first) {
        negotiate = first.clone();
        nonce = new byte[8];
        random.nextBytes(nonce);
        byte[] target = NtlmFunctions.unicode(name);
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        pair(info, 2, target);
        pair(info, 1, target);
        pair(info, 7, littleEndian((System.currentTimeMillis() + 11_644_473_600_000L) * 10_000));
        pair(info, 0, new byte[0]);
        int payload = 56;
        ByteBuffer message = ByteBuffer.allocate(payload + target.length + info.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(SIGNATURE)
                .putInt(2)
                .putShort((short) target.length)
                .putShort((short) target.length)
                .putInt(payload)
                .putInt(FLAGS | TARGET_SERVER)
                .put(nonce)
                .putLong(0)
                .putShort((short) info.size())
                .putShort((short) info.size())
                .putInt(payload + target.length)
                .put(new byte[] {6, 1, (byte) 0xB1, 0x1D, 0, 0, 0, 15})
                .put(target)
                .put(info.toByteArray());
        challenge = message.array();
        return challenge.clone();
    }

    /** The key that both sides now share; empty when the account or its proof is not right. */
    Optional<byte[]> key(byte[] answer) {
        if (type(answer) != 3 || challenge.length == 0) return Optional.empty();
        try {
            return verified(answer);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException malformed) {
            return Optional.empty();
        } catch (NtlmException missing) {
            throw new IllegalStateException("This Java lacks what NTLM needs (MD4, MD5, RC4).", missing);
        } finally {
            challenge = new byte[0];
        }
    }

    private Optional<byte[]> verified(byte[] answer) throws NtlmException {
        ByteBuffer message = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
        byte[] response = field(message, 20);
        String domain = NtlmFunctions.unicode(field(message, 28));
        String user = NtlmFunctions.unicode(field(message, 36));
        byte[] sealedKey = field(message, 52);
        if ((message.getInt(60) & REQUIRED) != REQUIRED || response.length <= 24 || sealedKey.length != 16)
            return Optional.empty();
        if (!user.equalsIgnoreCase(account.user())) return Optional.empty();
        byte[] hash = new NtlmV2Functions(random, security).NTOWFv2(account.password(), user, domain);
        byte[] blob = Arrays.copyOfRange(response, 16, response.length);
        byte[] proof = NtlmFunctions.hmac_md5(security, hash, nonce, blob);
        if (!MessageDigest.isEqual(proof, Arrays.copyOf(response, 16))) return Optional.empty();
        byte[] key = NtlmFunctions.rc4k(security, NtlmFunctions.hmac_md5(security, hash, proof), sealedKey);
        byte[] unsigned = answer.clone();
        Arrays.fill(unsigned, MIC, MIC + 16, (byte) 0);
        byte[] mic = NtlmFunctions.hmac_md5(security, key, negotiate, challenge, unsigned);
        return MessageDigest.isEqual(mic, Arrays.copyOfRange(answer, MIC, MIC + 16))
                ? Optional.of(key)
                : Optional.empty();
    }

    private static byte[] field(ByteBuffer message, int at) {
        int length = Short.toUnsignedInt(message.getShort(at));
        if (length > LARGEST_FIELD) throw new IllegalArgumentException("a field that is too long");
        byte[] field = new byte[length];
        message.get(message.getInt(at + 4), field);
        return field;
    }

    private static int type(byte[] token) {
        if (token.length < 12 || !Arrays.equals(Arrays.copyOf(token, 8), SIGNATURE)) return 0;
        return ByteBuffer.wrap(token).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
    }

    private static void pair(ByteArrayOutputStream info, int id, byte[] value) {
        info.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) id)
                .putShort((short) value.length)
                .array());
        info.writeBytes(value);
    }

    private static byte[] littleEndian(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
