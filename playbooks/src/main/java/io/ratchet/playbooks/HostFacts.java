package io.ratchet.playbooks;

import org.jspecify.annotations.Nullable;

/**
 * What planning needs to know of a host beyond its names.
 *
 * @param osVersion such as {@code 6.1.7601}; null when nobody said
 * @param architecture {@code x64}, {@code x86} or {@code arm64}; null when nobody said
 */
public record HostFacts(
        @Nullable String osVersion, @Nullable String architecture) {}
