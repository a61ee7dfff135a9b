package io.ratchet.lab;

import io.ratchet.lab.machine.Agenda;
import io.ratchet.lab.machine.HostState;
import io.ratchet.lab.machine.Machine;
import io.ratchet.lab.tls.LegacyTls;
import io.ratchet.lab.wsman.Quotas;
import io.ratchet.lab.wsman.WsmanHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A running fleet of simulated hosts. All its threads are daemons. Hosts are asked for by name, ignoring case.
 *
 * <p>Starting one turns old TLS versions on in the whole JVM: see {@link LegacyTls}.
 */
public final class Fleet implements AutoCloseable {
    /** How long a host that shall restart waits for the client that asked to hang up. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);

    private static final int GOODBYE_POLL_MILLIS = 20;

    private final FleetSettings settings;
    private final ScheduledThreadPoolExecutor timer;
    private final ExecutorService commands;
    private final Agenda agenda = new ScaledTime();
    private final Network network = new Network();
    private final TreeMap<String, HostOnNetwork> hosts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private Fleet(FleetSettings settings) {
        this.settings = settings;
        timer = new ScheduledThreadPoolExecutor(2, daemons("lab-timer"));
        timer.setRemoveOnCancelPolicy(true);
        var pool = new ThreadPoolExecutor(
                settings.commands(),
                settings.commands(),
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons("lab-command"));
        pool.allowCoreThreadTimeOut(true);
        commands = pool;
    }

    /**
     * Starts a host for each state and returns when all listen. A host of which the settings' directory holds a state
     * goes on as that says.
     *
     * @throws IllegalStateException when an address or a port cannot be had, or TLS was used in this JVM before without
     *     {@link LegacyTls}
     */
    public static Fleet start(FleetSettings settings, List<HostState> states) {
        LegacyTls.allow();
        boolean shared = settings.addresses() == FleetSettings.Addresses.SHARED
                || (settings.addresses() == FleetSettings.Addresses.AUTOMATIC && !canBindAnyLoopback());
        var fleet = new Fleet(shared ? settings.with(settings.ports().free()) : settings);
        try {
            fleet.begin(states, shared);
            return fleet;
        } catch (RuntimeException failed) {
            fleet.close();
            throw failed;
        }
    }

    /**
     * Makes up hosts to start a fleet with; the same seed makes the same ones.
     *
     * @param profile {@code 2008}, {@code win7}, {@code 2008r2}, {@code 2012}, {@code 2012r2}, {@code 2016},
     *     {@code 2022} or {@code mixed}
     * @param faultRate the share of hosts on which something goes wrong
     */
    public static List<HostState> generated(int count, String profile, long seed, double faultRate) {
        return generated(count, profile, seed, faultRate, List.of());
    }

    /**
     * The same, with what is particular about some of them.
     *
     * @param traits of {@link #traits()}: the hosts have them in turn, then one has none
     */
    public static List<HostState> generated(
            int count, String profile, long seed, double faultRate, List<String> traits) {
        return new GeneratedHosts(
                        profile,
                        seed,
                        faultRate,
                        traits.stream().map(Particular::of).toList())
                .make(count);
    }

    /** What can be particular about hosts, by the words for it. */
    public static List<String> traits() {
        return Arrays.stream(Particular.values()).map(Particular::word).toList();
    }

    private void begin(List<HostState> states, boolean shared) {
        Path directory = settings.directory();
        try {
            if (directory != null) Files.createDirectories(directory);
        } catch (IOException cannot) {
            throw new UncheckedIOException(
                    "the directory " + directory + " for the lab's hosts cannot be made", cannot);
        }
        for (int at = 0; at < states.size(); at++) {
            HostState state = states.get(at);
            var machine = new Machine(state, settings.clock(), agenda, directory);
            SimulatedHost host =
                    SimulatedHost.inFleet(machine, settings.account().user(), delay -> restart(state.name(), delay));
            var wsman = new WsmanHost(machine, host.commands(), Quotas.of(state.os()), settings.clock(), commands);
            var placed = new HostOnNetwork(host, wsman, address(at, shared), settings, network);
            if (hosts.put(state.name(), placed) != null)
                throw new IllegalStateException(
                        "Two simulated hosts are named " + state.name() + "; names must differ.");
        }
        hosts.values().forEach(HostOnNetwork::comeUp);
    }

    /** The names of all hosts, sorted. */
    public List<String> names() {
        return hosts.values().stream().map(each -> each.host().name()).collect(Collectors.toUnmodifiableList());
    }

    /** @throws IllegalArgumentException when there is no such host; so do all methods that take a name */
    public SimulatedHost host(String name) {
        return placed(name).host();
    }

    /** Where the host is reached, such as {@code 127.20.0.1}. */
    public String address(String name) {
        return placed(name).address().getHostAddress();
    }

    /** How many commands the shells that are open on a host were given. */
    public int commandsTaken(String name) {
        return placed(name).wsman().commandsTaken();
    }

    /** The port of WinRM over HTTP. */
    public int wsmanPort(String name) {
        return placed(name).port(settings.ports().wsman());
    }

    /** The port of WinRM over HTTPS. */
    public int httpsPort(String name) {
        return placed(name).port(settings.ports().https());
    }

    /** Whether WinRM over HTTPS speaks what clients of today do. */
    public boolean speaksTls12(String name) {
        return !settings.followsSchannel()
                || placed(name).host().machine().booted().server().contains("TLSv1.2");
    }

    /** The port of the host's first TLS listener. */
    public int tlsPort(String name) {
        return tlsPort(name, settings.ports().tls().get(0));
    }

    /** The port behind which the TLS listener of the settings' port {@code asked} is found. */
    public int tlsPort(String name, int asked) {
        return placed(name).port(asked);
    }

    public FleetSettings settings() {
        return settings;
    }

    /** Pulls the plug; completed when the host listens again. */
    public CompletableFuture<Void> reboot(String name) {
        return cycle(placed(name));
    }

    private void restart(String name, Duration delay) {
        HostOnNetwork host = placed(name);
        long latest = System.nanoTime() + scaled(delay).plus(LONGEST_GOODBYE).toNanos();
        agenda.after(delay, () -> sayGoodbye(host, latest));
    }

    private void sayGoodbye(HostOnNetwork host, long latest) {
        if (host.wsman().openShells() == 0 || System.nanoTime() > latest) cycle(host);
        else timer.schedule(() -> sayGoodbye(host, latest), GOODBYE_POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Void> cycle(HostOnNetwork host) {
        host.goDown();
        var up = new CompletableFuture<Void>();
        Duration slow = scaled(Duration.ofSeconds(host.host().machine().faults().slowBootSeconds()));
        timer.schedule(
                () -> {
                    try {
                        host.host().machine().boot();
                        host.comeUp();
                        up.complete(null);
                    } catch (RuntimeException failed) {
                        up.completeExceptionally(failed);
                    }
                },
                settings.downTime().plus(slow).toMillis(),
                TimeUnit.MILLISECONDS);
        return up;
    }

    private Duration scaled(Duration simulated) {
        return Duration.ofMillis(Math.round(simulated.toMillis() * settings.timeScale()));
    }

    /** Simulated time as the settings scale it; what takes none is done at once. */
    private final class ScaledTime implements Agenda {
        @Override
        public void after(Duration delay, Runnable work) {
            Duration real = real(delay);
            if (real.isZero()) work.run();
            else timer.schedule(work, real.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public Duration real(Duration simulated) {
            return scaled(simulated);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        commands.shutdownNow();
        hosts.values().forEach(HostOnNetwork::leave);
        network.close();
    }

    private HostOnNetwork placed(String name) {
        HostOnNetwork host = hosts.get(name);
        if (host == null) throw new IllegalArgumentException("no simulated host is named " + name);
        return host;
    }

    @SuppressWarnings("AddressSelection") // an address, never looked up
    private InetAddress address(int at, boolean shared) {
        try {
            byte[] first = InetAddress.getByName(settings.network()).getAddress();
            if (shared) return InetAddress.getByName("127.0.0.1");
            int third = (first[2] & 0xFF) + at / 254;
            int second = (first[1] & 0xFF) + third / 256;
            if (second > 255)
                throw new IllegalStateException(
                        "The lab's network " + settings.network() + " has no room for so many hosts.");
            return InetAddress.getByAddress(
                    new byte[] {127, (byte) second, (byte) (third % 256), (byte) (1 + at % 254)});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(settings.network() + " is no address", impossible);
        }
    }

    private static boolean canBindAnyLoopback() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            return socket.isBound();
        } catch (IOException refused) {
            return false;
        }
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
