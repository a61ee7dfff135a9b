package io.ratchet.connectors.winrm;

import io.ratchet.domain.Checks;
import io.ratchet.domain.Sha256;
import io.ratchet.domain.plan.PhaseScript;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.Deflater;

/**
 * The command lines that bring a phase script to a host: {@code docs/phase-script.md}, "How it gets there". The texts
 * are fixed; what is put into them is base64, hexadecimal digits and a run id, and checked to be nothing else.
 *
 * @param pieces command lines that upload the script, in order; empty when it fits into {@code run}
 * @param run the command line that runs it; where it was uploaded it first deletes the upload, and runs only what has
 *     the right hash
 * @param input what that command reads, and runs only when it has the right hash; empty: nothing
 */
record Delivery(List<Piece> pieces, String run, String input) {
    /** What cmd.exe takes is 8,191 characters; an over-long line was seen cut off and run. */
    static final int LONGEST_LINE = 8100;

    static final int LONGEST_PIECE = 6000;

    private static final String SHELL =
            "powershell -NoProfile -NonInteractive -InputFormat None -ExecutionPolicy Bypass -Command \"";
    private static final String QUIET = "$ProgressPreference='SilentlyContinue';";
    private static final String INFLATE = "$m=New-Object IO.MemoryStream(,[Convert]::FromBase64String($b));"
            + "$d=New-Object IO.Compression.DeflateStream($m,[IO.Compression.CompressionMode]::Decompress);"
            + "$r=New-Object IO.StreamReader($d,[Text.Encoding]::UTF8);$s=$r.ReadToEnd();&([ScriptBlock]::Create($s))";

    /** More sets of actions than a night has; each head is a few kilobytes. */
    private static final int MOST_HEADS = 100;

    private static final Map<String, byte[]> HEADS = new ConcurrentHashMap<>();

    private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9-]{1,100}");

    /**
     * One command line of an upload.
     *
     * @param length how long the file on the host is afterwards, which the host must answer
     */
    record Piece(String line, int length) {}

    Delivery {
        pieces = List.copyOf(pieces);
        pieces.forEach(piece -> travels(piece.line()));
        travels(run);
    }

    static Delivery of(PhaseScript script) {
        Checks.that(RUN_ID.matcher(script.runId()).matches(), "a run id is letters, digits and hyphens");
        String base64 = Base64.getEncoder().encodeToString(deflated(script.text()));
        String single = single(base64);
        return single.length() <= LONGEST_LINE
                ? new Delivery(List.of(), single, "")
                : new Delivery(pieces(script.runId(), base64), uploaded(script.runId(), base64), "");
    }

    /** A script that does not fit into a line is read by the command that runs it, and no file is written. */
    static Delivery byInput(PhaseScript script) {
        String base64 = Base64.getEncoder().encodeToString(deflated(script.text()));
        String single = single(base64);
        return single.length() <= LONGEST_LINE
                ? new Delivery(List.of(), single, "")
                : new Delivery(List.of(), line("$b=[Console]::In.ReadToEnd();" + hashed(base64) + INFLATE), base64);
    }

    /** Whether the run command itself looks whether it has the whole script. */
    boolean isChecked() {
        return !pieces.isEmpty() || !input.isEmpty();
    }

    private static String single(String base64) {
        return line("$b='" + base64 + "';" + INFLATE);
    }

    private static List<Piece> pieces(String runId, String base64) {
        var pieces = new ArrayList<Piece>();
        for (int start = 0; start < base64.length(); start += LONGEST_PIECE) {
            int end = Math.min(start + LONGEST_PIECE, base64.length());
            pieces.add(new Piece(
                    line(path(runId) + "[IO.File]::AppendAllText($p,'" + base64.substring(start, end) + "');"
                            + "(New-Object IO.FileInfo($p)).Length"),
                    end));
        }
        return pieces;
    }

    private static String uploaded(String runId, String base64) {
        return line(path(runId) + "$b=[IO.File]::ReadAllText($p);[IO.File]::Delete($p);" + hashed(base64) + INFLATE);
    }

    private static String hashed(String base64) {
        return "[void][Reflection.Assembly]::LoadWithPartialName('System.Core');$h=[BitConverter]::ToString((New-Object Security.Cryptography.SHA256CryptoServiceProvider)"
                + ".ComputeHash([Text.Encoding]::ASCII.GetBytes($b))).Replace('-','');"
                + "if($h -ne '" + Sha256.upperHex(base64) + "'){exit 17};";
    }

    private static String path(String runId) {
        return "$p=Join-Path $env:TEMP 'ratchet-" + runId + ".b64';";
    }

    private static String line(String bootstrap) {
        return SHELL + QUIET + bootstrap + "\"";
    }

    /**
     * OverThere collapses runs of whitespace, and a host cuts off what is too long: neither may meet a line of ours.
     */
    private static void travels(String line) {
        Checks.that(line.length() <= LONGEST_LINE, "a command line is at most " + LONGEST_LINE + " characters");
        Checks.that(singleSpaces(line), "a command line holds single spaces only");
    }

    private static boolean singleSpaces(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c >= '\t' && c <= '\r') || (c == ' ' && i > 0 && line.charAt(i - 1) == ' ')) return false;
        }
        return true;
    }

    /**
     * A deflated text in two parts, of which the first is deflated once for all scripts that share it: all lines but
     * the last two are the same for each set of actions.
     */
    private static byte[] deflated(String text) {
        int last = text.lastIndexOf('\n', text.length() - 2);
        int shared = text.lastIndexOf('\n', last - 1) + 1;
        if (HEADS.size() >= MOST_HEADS) HEADS.clear();
        var bytes = new ByteArrayOutputStream();
        if (shared > 0)
            bytes.writeBytes(HEADS.computeIfAbsent(text.substring(0, shared), head -> deflated(head, true)));
        bytes.writeBytes(deflated(text.substring(shared), false));
        return bytes.toByteArray();
    }

    /** @param goesOn whether more follows; then it ends on a whole byte and without an end of the stream */
    private static byte[] deflated(String text, boolean goesOn) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        var bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            if (!goesOn) deflater.finish();
            int length;
            do {
                length = deflater.deflate(buffer, 0, buffer.length, goesOn ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH);
                bytes.write(buffer, 0, length);
            } while (goesOn ? length == buffer.length : !deflater.finished());
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }
}
