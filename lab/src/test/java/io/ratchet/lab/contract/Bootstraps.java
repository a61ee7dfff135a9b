package io.ratchet.lab.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** What a client sends to bring a script to a host, written down here a second time from {@code docs/phase-script.md}. */
final class Bootstraps {
    private static final int LONGEST_LINE = 8100;
    private static final int LONGEST_PIECE = 6000;
    private static final String SHELL =
            "powershell -NoProfile -NonInteractive -InputFormat None -ExecutionPolicy Bypass -Command \"%s\"";
    private static final String QUIET = "$ProgressPreference='SilentlyContinue';";
    private static final String FILE = "$p=Join-Path $env:TEMP 'ratchet-%s.b64';";
    private static final String RUN = "$m=New-Object IO.MemoryStream(,[Convert]::FromBase64String($b));"
            + "$d=New-Object IO.Compression.DeflateStream($m,[IO.Compression.CompressionMode]::Decompress);"
            + "$r=New-Object IO.StreamReader($d,[Text.Encoding]::UTF8);$s=$r.ReadToEnd();&([ScriptBlock]::Create($s))";

    private Bootstraps() {}

    /** The one bootstrap that carries the whole script. */
    static String direct(String script) {
        return QUIET + "$b='" + deflated(script) + "';" + RUN;
    }

    /** The command lines in order; all but the last one upload. */
    static List<String> lines(String runId, String script) {
        String single = SHELL.formatted(direct(script));
        if (single.length() <= LONGEST_LINE) return List.of(single);
        String base64 = deflated(script);
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < base64.length(); start += LONGEST_PIECE) {
            String piece = base64.substring(start, Math.min(start + LONGEST_PIECE, base64.length()));
            lines.add(SHELL.formatted(QUIET + FILE.formatted(runId) + "[IO.File]::AppendAllText($p,'" + piece
                    + "');(New-Object IO.FileInfo($p)).Length"));
        }
        lines.add(SHELL.formatted(QUIET + FILE.formatted(runId) + "$b=[IO.File]::ReadAllText($p);[IO.File]::Delete($p);"
                + "$h=[BitConverter]::ToString((New-Object Security.Cryptography.SHA256Managed).ComputeHash([Text.Encoding]::ASCII.GetBytes($b)))"
                + ".Replace('-','');if($h -ne '" + sha256(base64) + "'){exit 17};" + RUN));
        return lines;
    }

    private static String deflated(String script) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out =
                new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_COMPRESSION, true))) {
            out.write(script.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().withUpperCase().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
