package io.ratchet.bench;

import io.ratchet.domain.failure.FailureCode;
import io.ratchet.domain.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the first decision of a cold process costs in CPU time, everything before and after it included: a small
 * {@code decide} from the launcher on, as the shell counts it.
 */
final class ColdDecision {
    private static final Pattern TIME = Pattern.compile("(\\d+)m([\\d.]+)s");

    private ColdDecision() {}

    /** @param home the checkout; its start archive is made first */
    static double cpuSeconds(Path home, int rounds) {
        try {
            Path findings = Files.createTempFile("ratchet-cold", ".ndjson");
            try (InputStream from =
                    Objects.requireNonNull(ColdDecision.class.getResourceAsStream("/start/findings.ndjson"))) {
                Files.write(findings, from.readAllBytes());
                String launcher = home.resolve("ratchet").toString();
                counted(List.of(launcher, "prepare"));
                List<Double> seconds = new ArrayList<>();
                for (int round = 0; round < rounds; round++)
                    seconds.add(
                            counted(List.of(launcher, "decide", "--at", "2018-09-20T20:00:00Z", findings.toString())));
                return seconds.stream().sorted().toList().get(rounds / 2);
            } finally {
                Files.delete(findings);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FailureException.of(FailureCode.DEFECT, "The benchmark was interrupted.", e);
        }
    }

    /** The second line of {@code times} tells of the children: in user mode, then in the kernel. */
    private static double counted(List<String> command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(List.of("bash", "-c", "\"$@\" >/dev/null 2>&1 || exit; times", "bash"));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0)
            throw FailureException.of(
                    FailureCode.DEFECT, String.join(" ", command) + " ended " + process.exitValue() + ".");
        Matcher times = TIME.matcher(told.lines().skip(1).findFirst().orElse(""));
        double seconds = 0;
        while (times.find()) seconds += 60 * Integer.parseInt(times.group(1)) + Double.parseDouble(times.group(2));
        return seconds;
    }
}
