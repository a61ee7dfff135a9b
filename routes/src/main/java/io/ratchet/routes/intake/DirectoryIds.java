package io.ratchet.routes.intake;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifiers of a directory's objects, in letters or as the bytes that csvde ({@code X'0105...'}) and ldifde
 * (base64) write: one machine has one, whichever tool told it.
 */
final class DirectoryIds {
    private static final Pattern SID = Pattern.compile("(?i)S-1-[0-9]{1,15}(?:-[0-9]{1,10}){1,15}");
    private static final Pattern HEX = Pattern.compile("(?i)X'((?:[0-9a-f]{2})+)'");
    private static final int GUID = 16;
    /** Revision, count and authority. */
    private static final int SID_HEAD = 8;

    private DirectoryIds() {}

    /** Empty for what is no SID. */
    static Optional<String> sid(String text) {
        if (SID.matcher(text).matches()) return Optional.of(text);
        byte[] bytes = bytes(text);
        if (bytes.length < SID_HEAD + 4 || bytes[0] != 1 || bytes.length != SID_HEAD + 4 * bytes[1])
            return Optional.empty();
        StringBuilder sid = new StringBuilder("S-1-").append(number(bytes, 2, 6, true));
        for (int at = SID_HEAD; at < bytes.length; at += 4) sid.append('-').append(number(bytes, at, 4, false));
        return Optional.of(sid.toString());
    }

    /** As it came, but for the sixteen bytes of a GUID, of which Windows writes the first three numbers backwards. */
    static String guid(String text) {
        Matcher hex = HEX.matcher(text);
        if (!hex.matches() || hex.group(1).length() != 2 * GUID) return text;
        byte[] bytes = bytes(text);
        return String.format(
                "%08x-%04x-%04x-%04x-%012x",
                number(bytes, 0, 4, false),
                number(bytes, 4, 2, false),
                number(bytes, 6, 2, false),
                number(bytes, 8, 2, true),
                number(bytes, 10, 6, true));
    }

    private static byte[] bytes(String text) {
        Matcher hex = HEX.matcher(text);
        if (hex.matches()) return HexFormat.of().parseHex(hex.group(1));
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // neither: no identifier
        }
    }

    private static long number(byte[] bytes, int from, int length, boolean highestFirst) {
        long number = 0;
        for (int i = 0; i < length; i++)
            number = (number << 8) | (bytes[highestFirst ? from + i : from + length - 1 - i] & 0xFF);
        return number;
    }
}
