package io.ratchet.rules;

import io.ratchet.domain.asset.AssetState;
import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Method;
import io.ratchet.domain.organisation.Organisation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Small estates at random, most of them a breath away from ONLY, so that whatever frees or holds one is seen. */
final class RandomEstate {
    static final Instant AT = Instant.parse("2019-07-01T00:00:00Z");

    /** Hosts that are proven, by the bases of the cases and what else they have. */
    private static final List<String> HOSTS = List.of(
            "{base: [server-2016, proven]}",
            "{base: [server-2019, proven], facts: [{role: rds-connection-broker}]}",
            "{base: [server-2016, proven], facts: [{role: rds-connection-broker}, {service: 'MSSQL$MICROSOFT##WID', is: absent}]}",
            "{base: [server-2016, proven], facts: [{role: adfs}, {member: farm, of: sts}]}",
            "{base: [server-2016, proven], facts: [{role: wap}, {member: farm, of: sts}]}",
            "{base: [server-2016, written, proven], facts: [{role: exchange-mailbox, version: 15.1.1466.3}]}",
            "{base: [server-2016, written, skype-2015, parts, proven], facts: [{member: pool, of: pool1}]}",
            "{base: [server-2016, written, parts, proven], facts: [{role: sfb-edge, version: 6.0.9319.548}]}",
            "{base: [server-2016, proven], facts: [{product: Microsoft SQL Server 2016 (64-bit), version: 13.0.5026.0}, {member: service, of: ag1}]}",
            "{base: [server-2016, proven], facts: [{use: outbound, protocol: '1.2', stack: sql, peer: ag1}]}",
            "{base: [server-2016, proven], facts: [{role: wsus}]}",
            "{base: [server-2016, proven], facts: [{role: iis}, {offer: 8443, '1.2': offered}, {use: inbound, protocol: '1.2', days: 40, port: 8443}]}",
            "{base: [windows-7-done, proven], facts: [{use: outbound, protocol: '1.2', stack: winhttp, test: true}, {use: outbound, protocol: '1.2', stack: dotnet, test: true}]}",
            "{base: windows-10, facts: [{file: 'C:\\Program Files\\Microsoft Office\\Office16\\lync.exe', is: 16.0.4849.1000}]}",
            "{facts: [{product: Microsoft.SkypeRoomSystem, version: 4.0.64.0, installer: appx}]}",
            "{facts: [{os: 10.0.15063.1897, sku: Team}]}");

    /** What may be said of any of them beside that. */
    private static final List<String> SAID = List.of(
            "{service: TermService, is: stopped}",
            "{service: TermService, is: running}",
            "{kb: KB3080079, is: installed}",
            "{kb: KB3080079, is: not-installed}",
            "{kb: KB3140245, is: not-installed}",
            "{service: 'MSSQL$MICROSOFT##WID', is: absent}",
            "{service: 'MSSQL$MICROSOFT##WID', is: stopped}",
            "{file: 'D:\\Exchange\\bin\\ExSetup.exe', is: absent}",
            "{product: Microsoft Exchange Server 2016, version: 15.1.1415.2}",
            "{role: exchange-mailbox, version: 15.1.1415.2}",
            "{role: cqd}",
            "{role: nps}",
            "{product: Apache Tomcat 7.0, version: '7.0'}",
            "{offer: 443, '1.2': offered, '1.0': not-offered}",
            "{offer: 443, '1.2': not-offered, '1.0': offered}",
            "{offer: 3389, '1.2': offered}",
            "{offer: 993, '1.2': offered}",
            "{port-owner: 443, process: java.exe}",
            "{use: outbound, protocol: '1.2', stack: winhttp, peer: x.example}",
            "{use: inbound, protocol: '1.2', days: 45, port: 993}",
            "{use: inbound, protocol: '1.2', days: 45}",
            "{failure: outbound, alert: 70}",
            "{set: 'TLS 1.2\\Client Enabled', is: 0}",
            "{set: 'TLS 1.2\\Client Enabled', is: 1}",
            "{set: 'TLS 1.0\\Server Enabled', is: 0}",
            "{set: 'TLS 1.0\\Server Enabled', is: 1}",
            "{set: WinHttp, is: 2688}",
            "{set: WinHttp, is: 160}",
            "{set: '.NET4 SchUseStrongCrypto', is: 0}",
            "{set: '.NET4 SchUseStrongCrypto', is: 1}",
            "{set: 'NDP3.5 Install', is: absent}",
            "{set: 'NDP3.5 Install', is: 1}",
            "{set: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\FipsAlgorithmPolicy Enabled', is: 1}",
            "{set: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\FipsAlgorithmPolicy Enabled', is: 0}",
            "{os: '10.0.17763', type: 3, arch: x64}",
            "{os: '6.1.7601', type: 3, arch: x64, sp: 1}",
            "{product: Microsoft SQL Server 2012 (64-bit), version: 11.0.3000.0}",
            "{product: 'Skype for Business Server 2015, Core Components', version: 6.0.9319.516}",
            "{product: 'Skype for Business Server 2015, Core Components', version: 6.0.9319.600}",
            "{product: Microsoft.SkypeRoomSystem, version: 4.0.60.0, installer: appx}",
            "{sip: CPE/4.0.7577.4463 OCPhone/4.0.7577.4463}",
            "{member: pool, of: pool2}",
            "{member: farm, of: other}",
            "{member: service, of: ag1}",
            "{account: kim, mailbox: online, sip-account: on-premises}",
            "{integration: press, kind: in-house}",
            "{boot: '2019-06-29T00:00:00Z'}");

    private final Random random;
    private final CaseFiles files = new CaseFiles();

    RandomEstate(long seed) {
        this.random = new Random(seed);
    }

    Random random() {
        return random;
    }

    /** An estate with everything on file that a proof can show. */
    Estate next() {
        int count = 1 + random.nextInt(4);
        StringBuilder proofs = new StringBuilder();
        StringBuilder hosts = new StringBuilder();
        for (String gate : List.of("R072", "R074", "R081", "R085", "R086"))
            if (random.nextInt(8) > 0) proofs.append("{gate: ").append(gate).append(", scope: topology, by: kim}, ");
        for (int i = 0; i < count; i++) {
            proofs.append("{gate: R075, scope: \"asset:h").append(i).append(".corp.example\", by: kim}, ");
            hosts.append("      h").append(i).append(": ").append(pick(HOSTS)).append('\n');
        }
        String yaml = "cases:\n  - case: random\n    organisation: {goal: ONLY, federation: none, proofs: [" + proofs
                + "]}\n    hosts:\n" + hosts + "    not: [R900]\n";
        Estate estate = read(yaml).get(0).estate();
        int extra = random.nextInt(4);
        for (int i = 0; i < extra; i++) estate = saying(estate, random.nextInt(count), said(true));
        return estate;
    }

    private List<CaseFiles.Case> read(String yaml) {
        return files.read("random", yaml, problem -> {
            throw new AssertionError(problem + "\n" + yaml);
        });
    }

    /** A fact of any age and trust, or one of today by an agent. */
    List<Fact> said(boolean any) {
        String yaml = "cases:\n  - case: random\n    hosts:\n      a: {facts: [" + pick(SAID) + "]}\n    not: [R900]\n";
        List<Fact> facts = read(yaml).get(0).estate().assets().get(0).facts();
        if (!any) return facts;
        Duration age = Duration.ofDays(random.nextInt(3) == 0 ? 31 + random.nextInt(200) : random.nextInt(29));
        Method method = Method.values()[random.nextInt(Method.values().length)];
        return facts.stream().map(fact -> as(fact, age, method)).toList();
    }

    /** The same, seen so much longer ago by who knows so; times in it move along. */
    static Fact as(Fact fact, Duration older, Method method) {
        return new Fact(
                Moved.back(fact.observation(), older),
                fact.observedAt().minus(older),
                fact.source(),
                fact.format(),
                method,
                fact.pointer());
    }

    static Estate saying(Estate estate, int asset, List<Fact> more) {
        List<AssetState> assets = new ArrayList<>(estate.assets());
        List<Fact> facts = new ArrayList<>(assets.get(asset).facts());
        facts.addAll(more);
        assets.set(asset, with(assets.get(asset), facts));
        return new Estate(estate.at(), estate.organisation(), assets);
    }

    static AssetState with(AssetState asset, List<Fact> facts) {
        return new AssetState(asset.id(), asset.identity(), asset.host(), asset.site(), facts);
    }

    static Estate at(Estate estate, Organisation organisation, Instant at) {
        return new Estate(at, organisation, estate.assets());
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** For messages. */
    static String told(Estate estate) {
        StringBuilder told = new StringBuilder();
        Map<String, List<Fact>> byAsset = new TreeMap<>();
        estate.assets().forEach(asset -> byAsset.put(asset.id().value(), asset.facts()));
        byAsset.forEach((asset, facts) -> {
            told.append(asset).append('\n');
            facts.forEach(fact -> told.append("  ")
                    .append(fact.observedAt())
                    .append(' ')
                    .append(fact.method())
                    .append(' ')
                    .append(fact.observation())
                    .append('\n'));
        });
        return told.toString();
    }
}
