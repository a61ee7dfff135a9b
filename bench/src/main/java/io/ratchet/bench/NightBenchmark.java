package io.ratchet.bench;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a night costs: simulated hosts in a process of their own, each assessed, changed, restarted and verified over
 * WinRM by Ratchet in another process, whose CPU time and memory are the figures. Beside it Ansible on the same hosts,
 * {@code forks=50}, which makes the same registry change by {@code raw} and nothing else. The start of either process
 * is counted, the simulation is not; nor is what people have approved by day. A server starts with the archive that the
 * launcher keeps of a rehearsal ({@code packaging/start.sh}); this one with an archive of the process that approves.
 *
 * <p>{@code -Dratchet.bench.hosts=200} ({@code RATCHET_JAVA_OPTS}) measures fewer hosts.
 */
final class NightBenchmark implements Measurement {
    private static final int HOSTS = 1000;
    private static final int QUICK_HOSTS = 30;
    private static final int FORKS = 50;
    private static final String NETWORK = "127.90.0.0";

    /** As {@code packaging/start.sh} starts a server, with the memory and the collector of a small machine. */
    static final List<String> AS_A_SERVER = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:Tier4InvocationThreshold=15000",
            "-XX:Tier4MinInvocationThreshold=2000",
            "-XX:Tier4CompileThreshold=45000",
            "-XX:Tier4BackEdgeThreshold=120000");

    private static final String ANSIBLE = "Ansible, the registry change alone";

    @Override
    public String name() {
        return "night";
    }

    @Override
    public String about() {
        return "Assesses, changes, restarts and verifies simulated hosts; beside Ansible where that is installed.";
    }

    @Override
    public List<Figure> run(boolean quick) {
        int hosts = Integer.getInteger("ratchet.bench.hosts", quick ? QUICK_HOSTS : HOSTS);
        try {
            Path folder = Files.createTempDirectory("ratchet-night");
            Process lab = null;
            try {
                Path inventory = folder.resolve("inventory.yaml");
                lab = LabProcess.start(hosts, NETWORK, inventory, folder.resolve("lab.log"));
                return figures(hosts, ratchet(hosts, folder, inventory), ansible(hosts, folder, inventory));
            } finally {
                if (lab != null) lab.destroyForcibly().waitFor();
                LabProcess.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FailureException.of(FailureCode.DEFECT, "The benchmark was interrupted.", e);
        }
    }

    /** @param ansibleCpu in seconds; 0 where there is no Ansible */
    private static List<Figure> figures(int hosts, NightRun.Cost ratchet, double ansibleCpu) {
        Figure cpu = new Figure("CPU per host", 1000 * ratchet.cpuSeconds() / hosts, "ms", null);
        List<Figure> figures = new ArrayList<>();
        figures.add(ansibleCpu == 0 ? cpu : cpu.comparedWith(ANSIBLE, 1000 * ansibleCpu / hosts));
        figures.add(new Figure(
                "CPU per host, without the start",
                1000 * (ratchet.cpuSeconds() - ratchet.startSeconds()) / hosts,
                "ms",
                null));
        if (ratchet.peakMegabytes() > 0)
            figures.add(new Figure("most memory in use (RSS)", ratchet.peakMegabytes(), "MiB", null));
        figures.add(new Figure("hosts verified per minute", hosts / ratchet.wallSeconds() * 60, "1/min", null));
        return figures;
    }

    private static NightRun.Cost ratchet(int hosts, Path folder, Path inventory)
            throws IOException, InterruptedException {
        Path out = folder.resolve("night.out");
        Path log = folder.resolve("night.log");
        Path archive = folder.resolve("archive");
        List<String> kept = new ArrayList<>(AS_A_SERVER);
        if (LabProcess.onlyJars()) kept.addAll(List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive));
        run(kept, "approve", hosts, folder, inventory, out, log);
        List<String> flags = new ArrayList<>(AS_A_SERVER);
        if (Files.exists(archive)) flags.add("-XX:SharedArchiveFile=" + archive);
        run(flags, "night", hosts, folder, inventory, out, log);
        return NightRun.Cost.read(Files.readString(out));
    }

    private static void run(List<String> flags, String what, int hosts, Path folder, Path inventory, Path out, Path log)
            throws IOException, InterruptedException {
        LabProcess.ended(
                new ProcessBuilder(LabProcess.java(
                                flags,
                                NightRun.class.getName(),
                                what,
                                folder.toString(),
                                inventory.toString(),
                                Integer.toString(hosts)))
                        .redirectOutput(out.toFile())
                        .redirectError(log.toFile()),
                log);
    }

    /** CPU seconds of the one command and all its children; 0 where there is no Ansible. */
    private static double ansible(int hosts, Path folder, Path inventory) throws IOException, InterruptedException {
        if (!installed()) {
            System.err.println("Ansible with pywinrm is not installed, so nothing is compared.");
            return 0;
        }
        Path log = folder.resolve("ansible.log");
        Path times = folder.resolve("ansible.times");
        ProcessBuilder command = new ProcessBuilder(
                        "bash",
                        "-c",
                        "TIMEFORMAT='%U %S'; { time ansible -i \"$1\" all -f " + FORKS
                                + " -m raw -a \"$2\" >\"$3\" 2>&1 ; } 2>\"$4\"",
                        "bash",
                        inventory.toString(),
                        "reg add \"" + NightRun.KEY + "\" /v " + NightRun.NAME + " /t REG_DWORD /d " + NightRun.WANTED
                                + " /f",
                        log.toString(),
                        times.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("bash.log").toFile());
        command.environment().put("ANSIBLE_HOST_KEY_CHECKING", "False");
        LabProcess.ended(command, log);
        long changed;
        try (Stream<String> lines = Files.lines(log)) {
            changed = lines.filter(line -> line.contains("| CHANGED |")).count();
        }
        if (changed != hosts)
            throw FailureException.of(
                    FailureCode.DEFECT, "Ansible changed " + changed + " of " + hosts + " hosts; see " + log + ".");
        String[] seconds = Files.readString(times).strip().split("\\s+");
        return Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1]);
    }

    private static boolean installed() throws IOException, InterruptedException {
        return new ProcessBuilder(
                                "bash",
                                "-c",
                                "python=$(sed -n '1s/^#! *//p' \"$(command -v ansible)\") && $python -c 'import winrm'")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
