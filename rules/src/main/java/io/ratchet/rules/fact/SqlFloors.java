package io.ratchet.rules.fact;

import io.ratchet.domain.asset.Fact;
import io.ratchet.domain.finding.Observation;
import io.ratchet.rules.catalogue.Component;
import io.ratchet.rules.catalogue.Version;
import java.util.List;

/** Whether SQL Server, or a driver for it, on one host is below its floor or of a build nobody told (statement 79). */
final class SqlFloors {
    private static final List<String> DRIVERS =
            List.of("native-client-2012", "native-client-2008r2", "native-client-2008", "odbc-11");

    private SqlFloors() {}

    static boolean below(Host host) {
        return instanceBelow(host)
                || (host.belief().told(Observation.InstalledProduct.class)
                        && DRIVERS.stream()
                                .anyMatch(driver ->
                                        driverBelow(host, host.catalogue().component(driver))));
    }

    /** An instance alone, with the Schannel under it: what a host that only talks to it depends on. */
    static boolean instanceBelow(Host host) {
        return host.is("sql-never")
                || (host.is("sql") && host.lacks12())
                || host.unversionedRoles().contains("sql-server")
                || host.recognised().stream()
                        .anyMatch(system ->
                                system.is("sql") && system.row().floor() != null && system.toFloor() != Verdict.MET);
    }

    /** Chapter 4.1: what a Skype topology asks of its databases is stricter than what SQL Server itself needs. */
    static boolean belowForSkype(Recognised system) {
        Version version = system.version();
        return version == null
                || !system.isSure()
                || !system.host().catalogue().component("skype-sql").floor().holds(version, false);
    }

    private static boolean driverBelow(Host host, Component driver) {
        for (Fact fact : host.belief().listings(driver.pattern())) {
            Version version = Version.read(((Observation.InstalledProduct) fact.observation()).version())
                    .map(Version::withoutServicePack)
                    .orElse(null);
            if (version == null || !driver.floor().holds(version, false)) return true;
        }
        return false;
    }
}
