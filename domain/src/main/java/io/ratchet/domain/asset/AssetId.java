package io.ratchet.domain.asset;

import io.ratchet.domain.Checks;

/**
 * The lower-case FQDN where known; else {@code NETBIOS@DOMAIN}; else {@code SOURCE:native id}; else {@code IP@zone}.
 */
public record AssetId(String value) implements Comparable<AssetId> {
    public AssetId {
        Checks.text(value, "asset id");
    }

    @Override
    public int compareTo(AssetId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
