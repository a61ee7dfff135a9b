package io.ratchet.domain.plan;

/** What a host printed: the exit code is a hint only, the framed answer in {@code stdout} is the truth. */
public record HostOutput(int exitCode, String stdout, String stderr) {}
