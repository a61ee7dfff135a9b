package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.decision.Change;
import io.ratchet.domain.finding.Observation;
import io.ratchet.domain.finding.RegistryData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Holds settings against what is believed of the host: which stand, which must change, which a policy owns, and which
 * nobody told.
 */
final class SettingsCheck {
    /** How many values a sentence names before it only counts. */
    private static final int WORDED = 3;

    private final Belief belief;
    private final List<Change> wrong = new ArrayList<>();
    private final List<Change> owned = new ArrayList<>();
    private final List<Change> unknown = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private boolean mistyped;

    private SettingsCheck(Belief belief) {
        this.belief = belief;
    }

    static SettingsCheck of(Belief belief, List<Setting> settings) {
        SettingsCheck check = new SettingsCheck(belief);
        for (Setting setting : settings) check.hold(setting);
        return check;
    }

    private void hold(Setting setting) {
        Told<Observation.RegistryValue> told = belief.registry(setting);
        if (told.fact() != null) facts.add(told.fact());
        Fact believed = told.known() ? told.fact() : null;
        if (believed == null) {
            unknown.add(new Change.Registry(setting.key(), setting.name(), null, RegistryData.dword(setting.after())));
            missing.add(place(setting.key(), setting.name())
                    + (told.fact() == null
                            ? ""
                            : " (last read longer than " + Belief.FRESH.toDays() + " days ago, or never looked at)"));
            return;
        }
        RegistryData before = ((Observation.RegistryValue) believed.observation()).data();
        Long number = before.asDword();
        if (number == null && !before.absent()) mistyped = true;
        // Statement 11: a value of the wrong type is inert, so it counts as absent.
        if (setting.standsIn(before)) return;
        Change change = new Change.Registry(setting.key(), setting.name(), before, RegistryData.dword(setting.after()));
        (policyOwns(setting.key(), setting.name()) ? owned : wrong).add(change);
    }

    private boolean policyOwns(String key, String name) {
        return policyOwner(belief, key, name) != null;
    }

    /** Who owns this value: the name of a policy, or null when nobody was seen to. */
    static @Nullable String policyOwner(Belief belief, String key, String name) {
        if (!belief.told(Observation.PolicyOwner.class)) return null;
        return belief.all(Observation.PolicyOwner.class)
                .filter(owner ->
                        Belief.sameKey(owner.key(), key) && owner.name().equalsIgnoreCase(name))
                .map(owner -> owner.by() + (owner.policy() == null ? "" : " '" + owner.policy() + "'"))
                .findFirst()
                .orElse(null);
    }

    List<Change> wrong() {
        return wrong;
    }

    List<Change> owned() {
        return owned;
    }

    List<Change> unknown() {
        return unknown;
    }

    List<Fact> facts() {
        return facts;
    }

    boolean mistyped() {
        return mistyped;
    }

    String missing() {
        String first = String.join(", ", missing.subList(0, Math.min(WORDED, missing.size())));
        return missing.size() <= WORDED ? first : first + " and " + (missing.size() - WORDED) + " more";
    }

    /** The changes in words: {@code ...\TLS 1.2\Client Enabled 0 -> 1}. */
    static String words(List<Change> changes) {
        StringBuilder first = new StringBuilder();
        for (int i = 0; i < Math.min(WORDED, changes.size()); i++)
            first.append(i == 0 ? "" : ", ").append(word(changes.get(i)));
        return changes.size() <= WORDED ? first.toString() : first + " and " + (changes.size() - WORDED) + " more";
    }

    private static String word(Change change) {
        if (!(change instanceof Change.Registry registry)) return change.toString();
        return place(registry.key(), registry.name()) + " is " + value(registry.before());
    }

    static String value(@Nullable RegistryData data) {
        if (data == null) return "unknown";
        if (data.absent()) return "absent";
        if (data.value() instanceof Long number)
            return number > 9 ? "0x" + Long.toHexString(number).toUpperCase(Locale.ROOT) : number.toString();
        return "'" + clipped(String.valueOf(data.value())) + "' ("
                + data.kind().name().toLowerCase(Locale.ROOT) + ")";
    }

    private static String clipped(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static String place(String key, String name) {
        int parent = key.lastIndexOf('\\', key.lastIndexOf('\\') - 1);
        String tail = key.substring(parent + 1);
        return (key.contains("WOW6432Node") ? "32-bit view " : "") + tail + " " + name;
    }
}
