package io.ratchet.lab;

import io.ratchet.domain.Checks;
import io.ratchet.lab.wsman.Account;
import io.ratchet.lab.wsman.Admission;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a fleet runs.
 *
 * @param account who may log on to every host
 * @param clock says when hosts boot and updates are installed
 * @param timeScale how long a simulated second lasts, in real seconds; 0 makes everything take no time
 * @param downTime how long a restarting host is silent, in real time
 * @param addresses how hosts are told apart
 * @param network the first address less one, such as {@code 127.20.0.0}; where each host has one of its own
 * @param followsSchannel whether WinRM over HTTPS speaks only what the host's registry allows, as on Windows; else TLS
 *     1.2 always works
 * @param admission how a logon is taken
 * @param directory where hosts are kept and taken up again; null to forget them
 * @param commands how many commands may run at once in the whole fleet
 */
public record FleetSettings(
        Account account,
        Clock clock,
        double timeScale,
        Duration downTime,
        Addresses addresses,
        String network,
        Ports ports,
        boolean followsSchannel,
        Admission admission,
        @Nullable Path directory,
        int commands) {
    /** How hosts are told apart. */
    public enum Addresses {
        /** One address for each where the system lets 127.0.0.2 be bound, else one port. */
        AUTOMATIC,
        ONE_EACH,
        /** All on 127.0.0.1, each on free ports of its own. */
        SHARED
    }

    public FleetSettings {
        Checks.that(timeScale >= 0, "timeScale must not be negative");
        Checks.that(commands > 0, "at least one command must be able to run");
        Checks.that(
                network.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}"),
                "a lab lives on 127.x addresses only, not " + network);
    }

    /** Windows' own ports, real time a twentieth of simulated time. */
    public static FleetSettings standard() {
        return new FleetSettings(
                Account.random(),
                Clock.systemUTC(),
                0.05,
                Duration.ofMillis(500),
                Addresses.AUTOMATIC,
                "127.20.0.0",
                Ports.WINDOWS,
                true,
                Admission.standard(),
                null,
                256);
    }

    /** Any free ports, and nothing takes time. */
    public static FleetSettings immediate() {
        return standard().with(Ports.FREE).withTime(0, Duration.ofMillis(50));
    }

    public FleetSettings with(Account other) {
        return new FleetSettings(
                other,
                clock,
                timeScale,
                downTime,
                addresses,
                network,
                ports,
                followsSchannel,
                admission,
                directory,
                commands);
    }

    public FleetSettings with(Clock other) {
        return new FleetSettings(
                account,
                other,
                timeScale,
                downTime,
                addresses,
                network,
                ports,
                followsSchannel,
                admission,
                directory,
                commands);
    }

    public FleetSettings with(Ports other) {
        return new FleetSettings(
                account,
                clock,
                timeScale,
                downTime,
                addresses,
                network,
                other,
                followsSchannel,
                admission,
                directory,
                commands);
    }

    public FleetSettings with(Addresses other) {
        return new FleetSettings(
                account,
                clock,
                timeScale,
                downTime,
                other,
                network,
                ports,
                followsSchannel,
                admission,
                directory,
                commands);
    }

    public FleetSettings withTime(double scale, Duration down) {
        return new FleetSettings(
                account,
                clock,
                scale,
                down,
                addresses,
                network,
                ports,
                followsSchannel,
                admission,
                directory,
                commands);
    }

    public FleetSettings withDirectory(Path other) {
        return new FleetSettings(
                account,
                clock,
                timeScale,
                downTime,
                addresses,
                network,
                ports,
                followsSchannel,
                admission,
                other,
                commands);
    }

    public FleetSettings withNetwork(String other) {
        return new FleetSettings(
                account,
                clock,
                timeScale,
                downTime,
                addresses,
                other,
                ports,
                followsSchannel,
                admission,
                directory,
                commands);
    }

    /** WinRM over HTTPS speaks TLS 1.2 too, whatever the host's registry says. */
    public FleetSettings notFollowingSchannel() {
        return new FleetSettings(
                account, clock, timeScale, downTime, addresses, network, ports, false, admission, directory, commands);
    }

    /** A refused password ends the connection, as on Windows. */
    public FleetSettings closingOnRefusal() {
        return with(new Admission(
                true,
                admission.spnegoOnly(),
                admission.certificates(),
                admission.basic(),
                admission.unencrypted(),
                admission.kerberos()));
    }

    public FleetSettings with(Admission other) {
        return new FleetSettings(
                account,
                clock,
                timeScale,
                downTime,
                addresses,
                network,
                ports,
                followsSchannel,
                other,
                directory,
                commands);
    }
}
