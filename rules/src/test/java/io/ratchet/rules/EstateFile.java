package io.ratchet.rules;

import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.asset.Identity;
import io.ratchet.domain.finding.Finding;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.wire.FindingJson;
import io.ratchet.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes an estate of findings, one asset for each FQDN (else address): just enough identity for tests of rules. */
final class EstateFile {
    private EstateFile() {}

    static List<AssetState> assets(String ndjson) throws IOException {
        Map<String, List<Fact>> facts = new TreeMap<>();
        Map<String, HostRef> hosts = new HashMap<>();
        for (String line : ndjson.split("\n")) {
            if (line.isBlank()) continue;
            Finding finding = FindingJson.read(Json.parse(line));
            HostRef host = finding.host();
            String id = host.fqdn() != null ? host.fqdn() : host.ip() + "@" + host.zone();
            hosts.putIfAbsent(id, host);
            facts.computeIfAbsent(id, key -> new ArrayList<>()).add(Fact.of(finding));
        }
        List<AssetState> assets = new ArrayList<>();
        facts.forEach((id, list) -> assets.add(asset(id, hosts.get(id), list)));
        return assets;
    }

    private static AssetState asset(String id, HostRef host, List<Fact> facts) {
        Identity identity =
                host.fqdn() == null ? new Identity.Provisional("only an address is known") : new Identity.Resolved();
        return new AssetState(new AssetId(id), identity, host, host.site(), facts);
    }
}
