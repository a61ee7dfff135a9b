package io.ratchet.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whom the company's own sign-in has vouched for. */
public interface CompanyPeople {
    /**
     * One of them.
     *
     * @param subject the issuer and its name for them, which it gives to nobody else
     * @param name as it stands in the audit log, in lower case
     * @param groups those they were told to be in last
     * @param seenAt when that was
     */
    record CompanyPerson(String subject, String name, List<String> groups, Instant seenAt) {
        public CompanyPerson {
            groups = List.copyOf(groups);
        }
    }

    /** Keeps what was told of somebody; who is known keeps the name of the first time. */
    void saw(CompanyPerson person);

    /** From now on that person is known by another subject; no one else is. */
    void follow(String subject, String next);

    Optional<CompanyPerson> find(String subject);

    Optional<CompanyPerson> named(String name);

    /** By name. */
    List<CompanyPerson> list();
}
