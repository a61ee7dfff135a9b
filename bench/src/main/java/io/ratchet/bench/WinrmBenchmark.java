package io.ratchet.bench;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command over WinRM costs its sender: 50 simulated hosts in a process of their own, one command after another
 * on each, all at once, warm; a logon for each command told apart from one that is kept. Beside it pywinrm on the same
 * hosts, one session for each, which keeps its logon too.
 */
final class WinrmBenchmark implements Measurement {
    private static final int HOSTS = 50;
    private static final int COMMANDS = 40;
    private static final int QUICK_HOSTS = 5;
    private static final int QUICK_COMMANDS = 4;
    private static final String NETWORK = "127.91.0.0";
    private static final String LEGACY = """
            openssl_conf = start
            [start]
            providers = providers
            [providers]
            default = on
            legacy = on
            [on]
            activate = 1
            """;
    private static final Pattern CPU = Pattern.compile("cpu ([0-9.]+)");

    @Override
    public String name() {
        return "winrm";
    }

    @Override
    public String about() {
        return "Runs commands on simulated hosts over WinRM; beside pywinrm where that is installed.";
    }

    @Override
    public List<Figure> run(boolean quick) {
        List<Figure> figures = new ArrayList<>();
        try {
            for (boolean https : new boolean[] {false, true}) figures.addAll(measured(quick, https));
            return figures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FailureException.of(FailureCode.DEFECT, "The benchmark was interrupted.", e);
        }
    }

    private static List<Figure> measured(boolean quick, boolean https) throws IOException, InterruptedException {
        int hosts = quick ? QUICK_HOSTS : HOSTS;
        int commands = quick ? QUICK_COMMANDS : COMMANDS;
        Path folder = Files.createTempDirectory("ratchet-winrm");
        Process lab = null;
        try {
            Path inventory = folder.resolve("inventory.yaml");
            Path log = folder.resolve("lab.log");
            lab = https
                    ? LabProcess.start(hosts, NETWORK, inventory, log, "--https")
                    : LabProcess.start(hosts, NETWORK, inventory, log);
            double all = hosts * commands;
            double kept = 1000 * ratchet(folder, inventory, commands, "kept") / all;
            double fresh = 1000 * ratchet(folder, inventory, commands, "fresh") / all;
            OptionalDouble other = pywinrm(folder, inventory, commands);
            String over = https ? "HTTPS" : "HTTP, sealed";
            return List.of(
                    figure("CPU per command, " + over + ", kept logon", kept, other, all),
                    figure("CPU per command, " + over + ", a logon for each", fresh, other, all));
        } finally {
            if (lab != null) lab.destroyForcibly().waitFor();
            LabProcess.delete(folder);
        }
    }

    private static Figure figure(String what, double milliseconds, OptionalDouble other, double commands) {
        Figure figure = new Figure(what, milliseconds, "ms", null);
        return other.isPresent() ? figure.comparedWith("pywinrm", 1000 * other.getAsDouble() / commands) : figure;
    }

    private static double ratchet(Path folder, Path inventory, int commands, String connections)
            throws IOException, InterruptedException {
        Path out = folder.resolve(connections + ".out");
        Path log = folder.resolve(connections + ".log");
        LabProcess.ended(
                new ProcessBuilder(LabProcess.java(
                                List.of("-Xmx256m", "-XX:+UseSerialGC"),
                                WinrmRun.class.getName(),
                                inventory.toString(),
                                Integer.toString(commands),
                                connections))
                        .redirectOutput(out.toFile())
                        .redirectError(log.toFile()),
                log);
        return cpu(out);
    }

    private static OptionalDouble pywinrm(Path folder, Path inventory, int commands)
            throws IOException, InterruptedException {
        Optional<String> python = python();
        if (python.isEmpty()) {
            System.err.println("pywinrm is not installed, so nothing is compared.");
            return OptionalDouble.empty();
        }
        Path script = folder.resolve("commands.py");
        try (InputStream shipped =
                Objects.requireNonNull(WinrmBenchmark.class.getResourceAsStream("winrm.py"), "winrm.py")) {
            Files.copy(shipped, script);
        }
        Path out = folder.resolve("pywinrm.out");
        Path log = folder.resolve("pywinrm.log");
        ProcessBuilder command = new ProcessBuilder(
                        python.get(), script.toString(), inventory.toString(), Integer.toString(commands))
                .redirectOutput(out.toFile())
                .redirectError(log.toFile());
        // NTLM needs MD4, which OpenSSL 3 has only where it is asked for.
        command.environment()
                .put(
                        "OPENSSL_CONF",
                        Files.writeString(folder.resolve("openssl.cnf"), LEGACY).toString());
        LabProcess.ended(command, log);
        return OptionalDouble.of(cpu(out));
    }

    /** The first that has pywinrm: the one that is found, or the system's. */
    private static Optional<String> python() throws IOException, InterruptedException {
        for (String each : List.of("python3", "/usr/bin/python3")) {
            ProcessBuilder asked = new ProcessBuilder(each, "-c", "import winrm, requests_ntlm")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            try {
                if (asked.start().waitFor() == 0) return Optional.of(each);
            } catch (IOException notThere) {
                System.err.println(each + " is not there.");
            }
        }
        return Optional.empty();
    }

    private static double cpu(Path out) throws IOException {
        Matcher line = CPU.matcher(Files.readString(out));
        if (!line.find()) throw FailureException.of(FailureCode.DEFECT, "Nothing was said of the cost in " + out + ".");
        return Double.parseDouble(line.group(1));
    }
}
