package io.ratchet.app.demo;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostDirectory;
import io.ratchet.domain.asset.AssetId;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.HostRef;
import io.ratchet.lab.Fleet;
import io.ratchet.lab.FleetSettings;
import io.ratchet.lab.Ports;
import io.ratchet.lab.machine.HostJson;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.wsman.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The demo's simulated hosts, and how they are reached. They go on as their files say, whatever became of the process
 * that ran them.
 */
final class DemoFleet implements HostDirectory, AutoCloseable {
    /** A simulated second lasts a fiftieth of ours. */
    private static final double TIME_SCALE = 0.02;

    private static final Duration DOWN = Duration.ofMillis(700);
    private static final String CREDENTIAL = "file:fleet";

    private final Path folder;
    private final Path secrets;
    private final Clock clock;
    private @Nullable Fleet fleet;

    DemoFleet(Path folder, Path secrets, Clock clock) {
        this.folder = folder;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Starts every host; its account is new each time and stands in a file that only its owner may read. */
    synchronized int start() {
        Account account = Account.random();
        try {
            secret(account);
            List<HostState> states = new ArrayList<>();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                        .sorted()
                        .toList()) states.add(HostJson.read(Files.readString(file)));
            }
            FleetSettings settings = FleetSettings.standard()
                    .with(account)
                    .with(clock)
                    .with(Ports.FREE)
                    .withTime(TIME_SCALE, DOWN)
                    .withDirectory(folder);
            fleet = Fleet.start(settings, states);
            return states.size();
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's hosts under " + folder + " cannot be read", e);
        }
    }

    private void secret(Account account) throws IOException {
        Files.createDirectories(secrets);
        Path file = secrets.resolve("fleet");
        Files.deleteIfExists(file);
        boolean posix = Files.getFileStore(secrets).supportsFileAttributeView("posix");
        if (posix)
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, account.user() + "\n" + account.password() + "\n");
    }

    @Override
    public HostAddress winrm(AssetId asset, HostRef host, @Nullable String site) {
        String name = name(asset, host);
        return new HostAddress(running().address(name), running().wsmanPort(name), false, CREDENTIAL);
    }

    @Override
    public Listener listener(AssetId asset, HostRef host, int port) {
        String name = name(asset, host);
        return new Listener(running().address(name), running().tlsPort(name), host.fqdn() == null ? "" : host.fqdn());
    }

    private String name(AssetId asset, HostRef host) {
        String name = host.netbios();
        if (name == null || !running().names().contains(name))
            throw FailureException.of(
                    FailureCode.HOST_UNREACHABLE, asset + " is not among the demo's simulated hosts.");
        return name;
    }

    private synchronized Fleet running() {
        if (fleet == null) throw FailureException.of(FailureCode.HOST_UNREACHABLE, "The demo's hosts are not up yet.");
        return fleet;
    }

    @Override
    public synchronized void close() {
        if (fleet != null) fleet.close();
    }
}
