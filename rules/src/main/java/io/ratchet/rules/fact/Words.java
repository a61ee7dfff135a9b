package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
            return product.name() + behind(product.version()) + " (" + product.installer() + ")";
        if (seen instanceof Observation.OperatingSystem os)
            return "Windows or other system " + os.version() + (os.caption() == null ? "" : ", " + os.caption());
        if (seen instanceof Observation.ServerRole role) return "role " + role.role() + behind(role.version());
        if (seen instanceof Observation.UserAgent agent) return "user agent " + agent.value();
        if (seen instanceof Observation.DeviceModel device) return "device " + device.vendor() + " " + device.model();
        if (seen instanceof Observation.ProtocolOffer offer)
            return "port " + offer.port() + " " + offer.protocol().wire() + " "
                    + offer.state().name().toLowerCase(Locale.ROOT);
        if (seen instanceof Observation.Integration integration) return "integration " + integration.name();
        return happened(seen);
    }

    private static String happened(Observation seen) {
        if (seen instanceof Observation.ProtocolUse use)
            return word(use.direction()) + " use of " + use.protocol().wire() + behind(use.peer()) + ", " + use.count()
                    + " times";
        if (seen instanceof Observation.ProtocolFailure failure)
            return word(failure.direction()) + " handshake failed"
                    + (failure.alert() == null ? "" : " with alert " + failure.alert()) + behind(failure.peer()) + ", "
                    + failure.count() + " times";
        if (seen instanceof Observation.SchannelEvent event)
            return "Schannel event " + event.eventId() + ", " + event.count() + " times";
        if (seen instanceof Observation.Service service) return "service " + service.name() + " is " + service.state();
        if (seen instanceof Observation.PortOwner owner) return "port " + owner.port() + " is of " + owner.process();
        if (seen instanceof Observation.Membership member) return "in the " + member.kind() + " " + member.name();
        if (seen instanceof Observation.Boot boot) return "started at " + boot.at();
        if (seen instanceof Observation.Account account) return "account " + account.user() + behind(account.device());
        if (seen instanceof Observation.PolicyOwner owner)
            return owner.key() + " " + owner.name() + " is set by " + owner.by() + behind(owner.policy());
        if (seen instanceof Observation.Proof proof)
            return proof.gate() + " is proven for " + proof.scope() + " by " + proof.by();
        throw new IllegalStateException("there are no words for " + seen);
    }

    /** What need not be known. */
    private static String behind(@Nullable String text) {
        return text == null ? "" : " " + text;
    }

    private static String word(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
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
