package io.ratchet.lab.command;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** The four bootstraps of {@code docs/phase-script.md}, recognised to the letter. */
sealed interface Bootstrap {
    /** The most that a script may inflate to. */
    int LARGEST_SCRIPT = 4 << 20;

    String QUIET = "$ProgressPreference='SilentlyContinue';";
    String PATH = "$p=Join-Path $env:TEMP 'ratchet-";
    String INFLATE = "$m=New-Object IO.MemoryStream(,[Convert]::FromBase64String($b));"
            + "$d=New-Object IO.Compression.DeflateStream($m,[IO.Compression.CompressionMode]::Decompress);"
            + "$r=New-Object IO.StreamReader($d,[Text.Encoding]::UTF8);$s=$r.ReadToEnd();&([ScriptBlock]::Create($s))";
    String HASH = "[void][Reflection.Assembly]::LoadWithPartialName('System.Core');"
            + "$h=[BitConverter]::ToString((New-Object Security.Cryptography.SHA256CryptoServiceProvider)"
            + ".ComputeHash([Text.Encoding]::ASCII.GetBytes($b))).Replace('-','');if($h -ne '";
    Pattern DIRECT =
            Pattern.compile(Pattern.quote(QUIET + "$b='") + "([A-Za-z0-9+/=]*)" + Pattern.quote("';" + INFLATE));
    Pattern PIECE = Pattern.compile(Pattern.quote(QUIET + PATH)
            + "([A-Za-z0-9-]+)"
            + Pattern.quote(".b64';[IO.File]::AppendAllText($p,'")
            + "([A-Za-z0-9+/=]*)"
            + Pattern.quote("');(New-Object IO.FileInfo($p)).Length"));
    Pattern UPLOADED = Pattern.compile(Pattern.quote(QUIET + PATH)
            + "([A-Za-z0-9-]+)"
            + Pattern.quote(".b64';$b=[IO.File]::ReadAllText($p);[IO.File]::Delete($p);" + HASH)
            + "([0-9A-F]{64})"
            + Pattern.quote("'){exit 17};" + INFLATE));
    Pattern READ = Pattern.compile(Pattern.quote(QUIET + "$b=[Console]::In.ReadToEnd();" + HASH)
            + "([0-9A-F]{64})"
            + Pattern.quote("'){exit 17};" + INFLATE));

    /** Runs the script that stands in the command line. */
    record Direct(String base64) implements Bootstrap {}

    /** Appends to the run's file. */
    record Piece(String run, String base64) implements Bootstrap {}

    /** Runs the script that was uploaded, when its SHA-256 is this. */
    record Uploaded(String run, String sha256) implements Bootstrap {}

    /** Runs the script that it reads, when its SHA-256 is this. */
    record Read(String sha256) implements Bootstrap {}

    static Optional<Bootstrap> of(String text) {
        Matcher match = DIRECT.matcher(text);
        if (match.matches()) return Optional.of(new Direct(match.group(1)));
        match = PIECE.matcher(text);
        if (match.matches()) return Optional.of(new Piece(match.group(1), match.group(2)));
        match = UPLOADED.matcher(text);
        if (match.matches()) return Optional.of(new Uploaded(match.group(1), match.group(2)));
        match = READ.matcher(text);
        return match.matches() ? Optional.of(new Read(match.group(1))) : Optional.empty();
    }

    /** The script's text; null when it is no deflated text of an allowed size. */
    static @Nullable String inflated(String base64) {
        var raw = new Inflater(true);
        try (var in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(base64)), raw)) {
            byte[] text = in.readNBytes(LARGEST_SCRIPT + 1);
            return text.length > LARGEST_SCRIPT ? null : new String(text, StandardCharsets.UTF_8);
        } catch (IOException | IllegalArgumentException damaged) {
            return null;
        } finally {
            raw.end();
        }
    }
}
