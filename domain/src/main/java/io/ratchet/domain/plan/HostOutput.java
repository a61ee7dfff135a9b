package io.ratchet.domain.plan;

import io.ratchet.domain.failure.FailureCode;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a host printed: the exit code is a hint only, the framed answer in {@code stdout} is the truth. */
public record HostOutput(int exitCode, String stdout, String stderr) {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    /** The command interpreter alone quotes it; PowerShell's own errors begin otherwise. */
    private static final Pattern NO_POWERSHELL = Pattern.compile(
            "^.{0,40}[\"'\u2018\u00ab\u201e\u201c]powershell(\\.exe)?[\"'\u2019\u00bb\u201c\u201d]",
            Pattern.CASE_INSENSITIVE);

    /**
     * What the host complained of on its error output, in plain words: one line of at most 500 characters; empty when
     * it complained of nothing. For people only, it decides nothing.
     */
    public String complaint() {
        return ErrorStream.plain(stderr);
    }

    /**
     * What kept PowerShell from running anything of a script, where the host printed nothing else and says so:
     * HOST_POWERSHELL_MISSING, HOST_LANGUAGE_CONSTRAINED or HOST_SCRIPT_BLOCKED. It is read from what is the same in
     * every language of Windows: the name of the program that the command interpreter quotes, and the ids of
     * PowerShell's errors. A host may print what it likes, so it is no proof for whoever has changed it already.
     */
    public Optional<FailureCode> obstacle() {
        if (!stdout.isBlank()) return Optional.empty();
        // Lines are cut at 80 columns, in an id too.
        String said = BLANKS.matcher(ErrorStream.lines(stderr)).replaceAll("");
        if (said.contains("InConstrainedLanguage") || said.contains("CannotCreateTypeConstrainedLanguage"))
            return Optional.of(FailureCode.HOST_LANGUAGE_CONSTRAINED);
        if (said.contains("ScriptContainedMaliciousContent")) return Optional.of(FailureCode.HOST_SCRIPT_BLOCKED);
        return NO_POWERSHELL.matcher(said).find() ? Optional.of(FailureCode.HOST_POWERSHELL_MISSING) : Optional.empty();
    }
}
