package io.ratchet.bench;

import io.ratchet.connectors.Credentials.Account;
import io.ratchet.connectors.winrm.HostShellSettings.TrustStore;
import io.ratchet.connectors.winrm.OwnTrust;
import io.ratchet.connectors.wsman.Endpoint;
import io.ratchet.connectors.wsman.Endpoint.Authentication;
import io.ratchet.connectors.wsman.KeptConnections;
import io.ratchet.connectors.wsman.Shell;
import io.ratchet.connectors.wsman.WsmanFault;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;

/**
 * The commands that are measured, in a process of its own: one command after another on each host of a lab, all hosts
 * at once, once to become warm and once to be counted. Written by hand beside {@code winrm.py}, which does the same.
 */
final class WinrmRun {
    private WinrmRun() {}

    /** @param arguments the lab's inventory, how many commands on each host, {@code kept} or {@code fresh} */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        LabInventory inventory = LabInventory.read(Path.of(arguments[0]));
        int commands = Integer.parseInt(arguments[1]);
        boolean kept = arguments[2].equals("kept");
        List<Endpoint> hosts = hosts(inventory);
        ExecutorService threads = Executors.newFixedThreadPool(hosts.size());
        onAll(threads, hosts, commands, kept);
        double cpu = NightRun.cpuSeconds();
        onAll(threads, hosts, commands, kept);
        double spent = NightRun.cpuSeconds() - cpu;
        threads.shutdown();
        System.out.printf(Locale.ROOT, "cpu %.4f%n", spent);
        System.exit(0);
    }

    private static void onAll(ExecutorService threads, List<Endpoint> hosts, int commands, boolean kept)
            throws InterruptedException, ExecutionException {
        KeptConnections connections = new KeptConnections(Duration.ofSeconds(10), System::nanoTime);
        List<Future<?>> all = new ArrayList<>();
        for (Endpoint host : hosts)
            all.add(threads.submit(() -> {
                for (int command = 0; command < commands; command++)
                    hostname(kept ? Shell.open(host, connections, () -> {}, () -> {}) : Shell.open(host));
                return null;
            }));
        for (Future<?> one : all) one.get();
    }

    private static void hostname(Shell opened) throws IOException {
        try (Shell shell = opened) {
            shell.start("hostname");
            StringBuilder said = new StringBuilder();
            for (boolean done = false; !done; ) {
                try {
                    Shell.Output next = shell.next(Duration.ofSeconds(20));
                    said.append(new String(next.out(), StandardCharsets.UTF_8));
                    done = next.done();
                } catch (WsmanFault fault) {
                    if (fault.code() != WsmanFault.TIMED_OUT) throw fault;
                }
            }
            if (said.toString().isBlank())
                throw FailureException.of(FailureCode.DEFECT, "A host of the lab did not say its name.");
        }
    }

    private static List<Endpoint> hosts(LabInventory inventory) {
        Account account = new Account(inventory.said("ansible_user"), inventory.said("ansible_password"));
        Optional<SSLContext> trust = inventory
                .maybe("ansible_winrm_ca_trust_path")
                .map(path -> OwnTrust.of(Optional.of(new TrustStore(Path.of(path), "")))
                        .get());
        return inventory.hosts().stream()
                .map(host -> new Endpoint(
                        host.address(),
                        host.port(),
                        trust,
                        account,
                        Authentication.NTLM,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60)))
                .toList();
    }
}
