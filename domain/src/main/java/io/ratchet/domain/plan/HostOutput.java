package io.ratchet.domain.plan;

/** What a host printed: the exit code is a hint only, the framed answer in {@code stdout} is the truth. */
public record HostOutput(int exitCode, String stdout, String stderr) {
    /**
     * What the host complained of on its error output, in plain words: one line of at most 500 characters; empty when
     * it complained of nothing. For people only, it decides nothing.
     */
    public String complaint() {
        return ErrorStream.plain(stderr);
    }
}
