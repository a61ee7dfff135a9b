package io.ratchet.console;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a candidate rules folder would decide otherwise, for programs: {@code ratchet.what-if/1}. The body is the folder
 * as a zip file.
 */
@RestController
final class WhatIfApi {
    private static final Duration FURTHEST = Duration.ofDays(3660);

    private final ConsolePorts ports;

    WhatIfApi(ConsolePorts ports) {
        this.ports = ports;
    }

    /**
     * Tries the folder; it is gone from the server when the answer is.
     *
     * @param since how far back past rounds are looked at, such as {@code P30D}; {@code PT0S}: only the estate as it is
     *     now
     * @param folder what the sender calls it; only ever shown
     */
    @PostMapping(path = "/api/v1/what-if", consumes = "application/zip")
    ResponseEntity<byte[]> compare(
            @RequestParam(defaultValue = "P30D") String since,
            @RequestParam(defaultValue = "that was sent") String folder,
            InputStream body)
            throws IOException {
        Duration back = duration(since);
        try (SentFolder sent = SentFolder.read(body, ports.uploads())) {
            return Answers.json(sent.compared(ports.whatIf(), folder, back));
        }
    }

    private static Duration duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative() && duration.compareTo(FURTHEST) <= 0) return duration;
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'since' must be a duration such as P30D, not '" + text + "'.", e);
        }
        throw new IllegalArgumentException("'since' must be between PT0S and P3660D, not '" + text + "'.");
    }
}
