package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import java.util.Locale;

/**
 * A fact in words, for people. What came from outside is clipped and stripped of control characters; it is never more
 * than text.
 */
public final class Words {
    private static final int LONGEST = 160;

    private Words() {}

    public static String of(Fact fact) {
        return of(fact, fact.observedAt().toString());
    }

    /** @param moment when it was observed, in words */
    static String of(Fact fact, String moment) {
        return clean(say(fact.observation()) + ", " + fact.source() + " at " + moment);
    }

    private static String say(Observation seen) {
        if (seen instanceof Observation.RegistryValue value)
            return value.key() + " " + value.name() + " is " + SettingsCheck.value(value.data());
        if (seen instanceof Observation.UpdateInstalled update) return update.kb() + " is " + word(update.state());
        if (seen instanceof Observation.FileVersion file)
            return file.path() + " is " + (file.version() == null ? word(file.state()) : file.version());
        if (seen instanceof Observation.InstalledProduct product)
            return product.name() + " " + product.version() + " (" + product.installer() + ")";
        if (seen instanceof Observation.OperatingSystem os)
            return "Windows or other system " + os.version() + (os.caption() == null ? "" : ", " + os.caption());
        if (seen instanceof Observation.ServerRole role) return "role " + role.role() + " " + role.version();
        if (seen instanceof Observation.UserAgent agent) return "user agent " + agent.value();
        if (seen instanceof Observation.DeviceModel device) return "device " + device.vendor() + " " + device.model();
        if (seen instanceof Observation.ProtocolOffer offer)
            return "port " + offer.port() + " " + offer.protocol().wire() + " "
                    + offer.state().name().toLowerCase(Locale.ROOT);
        if (seen instanceof Observation.Integration integration) return "integration " + integration.name();
        return seen.getClass().getSimpleName();
    }

    private static String word(Observation.Presence presence) {
        return presence.name().toLowerCase(Locale.ROOT);
    }

    static String clean(String text) {
        if (plain(text)) return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .filter(point -> !Character.isISOControl(point))
                .limit(LONGEST)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** Whether what is shown of it has no control characters, and as many characters as it is long. */
    private static boolean plain(String text) {
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char one = text.charAt(i);
            // What lies between the two ranges of control characters is nearly everything.
            if ((one < ' ' || one > '~') && (Character.isISOControl(one) || Character.isSurrogate(one))) return false;
        }
        return true;
    }
}
