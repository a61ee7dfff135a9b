package io.ratchet.console;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.web.util.UriUtils;

/** Addresses within the console of what is called as somebody outside pleased. */
record Links() {
    /** The page of an asset; where its name would lead elsewhere in a path, the list with that name looked for. */
    public String asset(String id) {
        String[] segments = id.split("/", -1);
        boolean leadsElsewhere = Arrays.stream(segments)
                .anyMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
        if (leadsElsewhere) return "/assets?q=" + UriUtils.encode(id, StandardCharsets.UTF_8);
        return Arrays.stream(segments)
                .map(segment -> UriUtils.encode(segment, StandardCharsets.UTF_8))
                .collect(Collectors.joining("/", "/assets/", ""));
    }
}
