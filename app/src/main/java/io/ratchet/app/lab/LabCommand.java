package io.ratchet.app.lab;

import io.ratchet.app.terminal.Lifetime;
import io.ratchet.app.terminal.Terminal;
import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import io.ratchet.lab.Lab;
import io.ratchet.lab.LabSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet lab}: a simulated Windows fleet for anybody's tools. */
@Command(
        name = "lab",
        description =
                "Runs a simulated Windows fleet that speaks WinRM and TLS on 127.x addresses, until it is stopped.")
public final class LabCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Lifetime lifetime;

    @Option(names = "--hosts", paramLabel = "N", defaultValue = "10", description = "How many (default: 10).")
    private int hosts = 10;

    @Option(
            names = "--profile",
            paramLabel = "P",
            defaultValue = "mixed",
            description = "2008, win7, 2008r2, 2012, 2012r2, 2016, 2022 or mixed (default: mixed).")
    private String profile = "mixed";

    @Option(
            names = "--faults",
            paramLabel = "RATE",
            defaultValue = "0",
            description = "The share of hosts on which something goes wrong, 0 to 1 (default: 0).")
    private double faults;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The same seed makes the same hosts (default: 1).")
    private long seed = 1;

    @Option(names = "--inventory", paramLabel = "FILE", description = "Writes an Ansible inventory there.")
    private @Nullable Path inventory;

    @Option(
            names = "--network",
            paramLabel = "ADDRESS",
            defaultValue = LabSettings.NETWORK,
            description = "The first address less one, so that several labs run side by side (default: "
                    + LabSettings.NETWORK + ").")
    private String network = LabSettings.NETWORK;

    @Option(names = "--https", description = "WinRM listens over HTTPS too.")
    private boolean https;

    @Option(
            names = "--no-basic",
            description = "Hosts take a logon as Windows is installed: by NTLM, with messages that are sealed.")
    private boolean noBasic;

    @Option(
            names = "--keytab",
            paramLabel = "FILE",
            description = "Hosts take Kerberos too: the keys of their names, HTTP/HOST.")
    private @Nullable Path keytab;

    @Option(
            names = "--traits",
            paramLabel = "T",
            split = ",",
            description =
                    "What is particular about hosts, which have it in turn, and then one has nothing: german, workgroup,"
                            + " constrained, fips, battery, policies.")
    private List<String> traits = List.of();

    @Option(
            names = "--site",
            paramLabel = "DIR",
            description = "Writes settings, profile, account and names there, with which serve reaches these hosts.")
    private @Nullable Path site;

    public LabCommand(Terminal terminal, Lifetime lifetime) {
        this.terminal = terminal;
        this.lifetime = lifetime;
    }

    @Override
    public Integer call() {
        LabSettings settings = settings();
        lifetime.end(); // the lab sees to its own end
        try {
            return Lab.run(settings, terminal.out());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw unusable(e);
        }
    }

    private LabSettings settings() {
        try {
            return new LabSettings(
                    hosts, profile, faults, seed, inventory, https, !noBasic, keytab, traits, site, network, null);
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private static FailureException unusable(RuntimeException e) {
        String sentence = String.valueOf(e.getMessage());
        return FailureException.of(FailureCode.CONFIG_INVALID, sentence.endsWith(".") ? sentence : sentence + ".", e);
    }
}
