package io.ratchet.routes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.finding.Coverage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Reports of every format, damaged in every way that comes to mind: nothing crashes or hangs, and records add up. */
class FuzzTest {
    private static final List<String> ODD = List.of(
            "\"",
            "'",
            "<",
            "&",
            "]]>",
            "<!--",
            "{",
            "}",
            "[",
            "]",
            ",",
            ";",
            "\t",
            "\0",
            "\u001B",
            "\uFEFF",
            "\uFFFD",
            "\uD83D",
            "\r",
            "99999999999999999999",
            "-1",
            "1e999",
            "NULL",
            "2018-99-99",
            "&#0;",
            "&x;",
            "../../etc",
            "=cmd|'/c calc'!A1",
            "\\",
            "%00",
            "TLSv9");

    @TestFactory
    Stream<DynamicTest> readsWhateverBecameOfAReport() throws IOException {
        return suite(8);
    }

    @TestFactory
    @Tag("slow")
    Stream<DynamicTest> readsTwentyThousandDamagedReports() throws IOException {
        return suite(400);
    }

    private static Stream<DynamicTest> suite(int times) throws IOException {
        return seeds().entrySet().stream()
                .map(seed -> DynamicTest.dynamicTest(
                        seed.getKey() + " x " + times,
                        () -> assertTimeoutPreemptively(
                                Duration.ofSeconds(10 + times), () -> mutate(seed.getKey(), seed.getValue(), times))));
    }

    private static Map<String, byte[]> seeds() throws IOException {
        Map<String, byte[]> seeds = new TreeMap<>();
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
            for (Map.Entry<String, Path> report : FormatsTest.reports().entrySet()) {
                byte[] bytes = Files.readAllBytes(report.getValue());
                seeds.put(report.getKey(), bytes);
                zip.putNextEntry(new ZipEntry(report.getKey()));
                zip.write(bytes);
            }
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(seeds.get("nessus"));
        }
        seeds.put("a zip", zipped.toByteArray());
        seeds.put("a gz", packed.toByteArray());
        seeds.put(
                "a workbook",
                Workbook.of(List.of(
                        List.of("Computer", "Product", "Version", "Last scan"), List.of("web01", "x", "1", 43363.5))));
        return seeds;
    }

    private static void mutate(String name, byte[] seed, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            Random random = new Random(name.hashCode() * 31L + i);
            byte[] damaged = seed;
            for (int more = random.nextInt(4); more >= 0; more--) damaged = damage(damaged, random);
            read(name + " " + i, damaged);
        }
    }

    private static void read(String what, byte[] bytes) throws IOException {
        Reading reading;
        try {
            reading = Reading.of(bytes, FormatsTest.TOLD);
        } catch (FailureException e) {
            assertThat(e.failure().message()).as(what).isNotBlank();
            return;
        }
        long findings = 0;
        long rejected = 0;
        for (Coverage coverage : reading.coverages()) {
            assertThat(coverage.records())
                    .as(what)
                    .isEqualTo(coverage.used() + coverage.ignored() + coverage.rejected());
            findings += coverage.findings();
            rejected += coverage.rejected();
        }
        assertThat(findings).as(what).isEqualTo(reading.findings().size());
        assertThat(rejected).as(what).isEqualTo(reading.rejected().size());
        assertThat(reading.rejected())
                .as(what)
                .allSatisfy(one -> assertThat(one.message()).isNotBlank());
    }

    private static byte[] damage(byte[] bytes, Random random) {
        if (bytes.length < 4) return bytes;
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(40, bytes.length - at));
        return switch (random.nextInt(9)) {
            case 0 -> flipped(bytes, at, random);
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> spliced(bytes, at, length, new byte[0]);
            case 3 -> spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 4, 5 ->
                spliced(bytes, at, 0, ODD.get(random.nextInt(ODD.size())).getBytes(StandardCharsets.UTF_8));
            case 6 ->
                spliced(bytes, at, length, ODD.get(random.nextInt(ODD.size())).getBytes(StandardCharsets.UTF_8));
            case 7 -> lines(bytes, random);
            default ->
                new String(bytes, StandardCharsets.UTF_8)
                        .getBytes(random.nextBoolean() ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
        };
    }

    private static byte[] flipped(byte[] bytes, int at, Random random) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) random.nextInt(256);
        return copy;
    }

    private static byte[] spliced(byte[] bytes, int at, int taken, byte[] put) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(put);
        out.write(bytes, at + taken, bytes.length - at - taken);
        return out.toByteArray();
    }

    /** One line in the place of another. */
    private static byte[] lines(byte[] bytes, Random random) {
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1);
        lines[random.nextInt(lines.length)] = lines[random.nextInt(lines.length)];
        return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }
}
