package io.ratchet.lab.wsman;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The one account that may log on to the hosts of a fleet. Its password is shown by nothing but {@link #password()}.
 */
public record Account(String user, String password) {
    private static final String BASIC = "Basic ";

    /** A throw-away account with a password of its own. */
    public static Account random() {
        byte[] bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        return new Account(
                "ratchet-lab", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** @param header the Authorization header; a {@code DOMAIN\} before the user's name is ignored */
    boolean admits(String header) {
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) return false;
        try {
            String given = new String(
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip()), StandardCharsets.UTF_8);
            int colon = given.indexOf(':');
            if (colon < 0) return false;
            String name = given.substring(given.lastIndexOf('\\', colon) + 1, colon);
            return name.equalsIgnoreCase(user)
                    && MessageDigest.isEqual(
                            given.substring(colon + 1).getBytes(StandardCharsets.UTF_8),
                            password.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "Account[user=" + user + ", password=***]";
    }
}
