package io.ratchet.app.server;

import io.ratchet.domain.failure.FailureException;
import io.ratchet.domain.organisation.Organisation;
import io.ratchet.wire.OrganisationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The organisation profile as it stands in its file now. An edit that cannot be used changes nothing and is said in the
 * log, once.
 */
final class OrganisationSource implements Supplier<Organisation> {
    private static final Logger LOG = LoggerFactory.getLogger(OrganisationSource.class);

    private final Path file;
    private Organisation profile;
    private FileTime seen;

    /** @throws FailureException CONFIG_INVALID when the file cannot be used at all */
    OrganisationSource(Path file) throws IOException {
        this.file = file;
        this.seen = Files.getLastModifiedTime(file);
        this.profile = OrganisationFile.read(file);
    }

    @Override
    public synchronized Organisation get() {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            if (changed.equals(seen)) return profile;
            seen = changed;
            profile = OrganisationFile.read(file);
            LOG.info("The organisation profile {} was read again.", file);
        } catch (IOException | FailureException e) {
            LOG.warn("The organisation profile {} cannot be used; the one before stays: {}", file, e.getMessage());
        }
        return profile;
    }
}
