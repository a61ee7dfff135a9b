package io.ratchet.lab.machine;

import java.util.Map;

/**
 * What is particular about a simulated host though nothing is wrong with it, as it stands under {@code traits} in its
 * JSON.
 *
 * @param language of Windows, such as {@code en-US}; of others only {@code de-DE} is spoken
 * @param constrainedLanguage PowerShell makes no objects and calls no methods, as application control has it
 * @param onBattery scheduled tasks do not begin, as they are by default
 * @param policies values that a group policy owns, by {@code key\name}: each restart puts them back
 */
public record Traits(String language, boolean constrainedLanguage, boolean onBattery, Map<String, Policy> policies) {
    public static final String ENGLISH = "en-US";
    public static final Traits NONE = new Traits(ENGLISH, false, false, Map.of());

    /** @param gpo the policy's id, a GUID in braces */
    public record Policy(String gpo, RegistryValue value) {}

    public Traits {
        policies = HostState.sorted(policies);
    }

    public boolean german() {
        return language.equals("de-DE");
    }
}
